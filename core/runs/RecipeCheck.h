#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

namespace dare
{

/// Checks every value of a recipe against its range and against the model, and fills what the
/// recipe leaves to the model: size, token limit, variants.
/// @error InvalidArgument naming the option and its range
[[nodiscard]] Result<Recipe> checkRecipe(Recipe recipe, const ModelInfo &model);

} // namespace dare
