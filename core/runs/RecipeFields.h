#pragma once

#include "core/runs/JsonFields.h"
#include "core/types/Recipe.h"

namespace dare
{

/// The recipe as a JSON value, as it stands in run.json.
[[nodiscard]] Json recipeAsJson(const Recipe &recipe);
/// Reads what recipeAsJson() writes; errors go where `fields` keeps them.
void readRecipe(const JsonFields &fields, Recipe &recipe);

} // namespace dare
