#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <string>

namespace dare
{

/// Recipe <-> JSON text, used by run.json, `--recipe`, exports and the window. Unknown keys are
/// ignored, missing keys keep defaults. Ranges are not checked here. The options of a side are
/// written by their names in the options table.
[[nodiscard]] std::string recipeToJson(const Recipe &recipe, int indent = 2);
/// @error InvalidInput naming the key, the type expected and the value found
[[nodiscard]] Result<Recipe> recipeFromJson(const std::string &text);

} // namespace dare
