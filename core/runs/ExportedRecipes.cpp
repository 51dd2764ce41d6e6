#include "core/runs/ExportedRecipes.h"

#include "core/runs/RecipeFields.h"

#include <utility>

namespace dare
{

std::string exportedRecipesToJson(const ExportedRecipes &recipes, int indent)
{
    Json json = recipeAsJson(recipes.recipe);
    if (recipes.other)
        json[kComparedWith] = recipeAsJson(*recipes.other);
    return textOf(json, indent);
}

Result<ExportedRecipes> exportedRecipesFromJson(const std::string &text)
{
    const Result<Json> json = parseObject(text, "recipe");
    if (!json)
        return tl::unexpected(json.error());
    ExportedRecipes out;
    std::optional<Error> error;
    const JsonFields fields(*json, "recipe", error);
    readRecipe(fields, out.recipe);
    fields.readObject(kComparedWith,
                      [&](const JsonFields &other) { readRecipe(other, out.other.emplace()); });
    if (error)
        return tl::unexpected(std::move(*error));
    return out;
}

} // namespace dare
