#pragma once

#include "core/runs/JsonFields.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <string>

namespace dare::cli
{

/// Reads the recipe of a run folder, of a JSON file (a run.json too), or of an exported video. A
/// file whose sides are of different runs has two: see core/runs/ExportedRecipes.h.
/// @error NotFound; InvalidInput (damaged, a video without a recipe); Unsupported (a video, and
///        this program was built without media)
[[nodiscard]] Result<Json> readRecipeSource(const std::string &source);

/// Takes one recipe out of what readRecipeSource() gave.
/// @param side of the exported file; a file of one run has one recipe for both
[[nodiscard]] Json recipeOfSide(Json recipes, Side side);

/// Completes a recipe as read: what it leaves out comes from the defaults of its model.
/// @param model folder that replaces the recipe's own; empty: none
/// @error InvalidInput naming the key; as inspectModel()
[[nodiscard]] Result<Recipe> completeRecipe(const Json &json, const std::string &where,
                                            const std::string &model);

} // namespace dare::cli
