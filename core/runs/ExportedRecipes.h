#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <optional>
#include <string>

namespace dare
{

/// The recipes that an exported file carries.
struct ExportedRecipes {
    Recipe recipe;               ///< of the run that both sides are of; else of that of side B
    std::optional<Recipe> other; ///< of the run of side A, where it has another recipe

    bool operator==(const ExportedRecipes &) const = default;
};

/// One recipe: its JSON, as recipeToJson() writes it. Two: that of B with one more key,
/// `compared_with`, which is the recipe of A. Readers of one recipe read B's from either.
[[nodiscard]] std::string exportedRecipesToJson(const ExportedRecipes &recipes, int indent = 2);
/// @error InvalidInput as recipeFromJson()
[[nodiscard]] Result<ExportedRecipes> exportedRecipesFromJson(const std::string &text);

/// Key of the recipe of A beside that of B.
inline constexpr const char *kComparedWith = "compared_with";

} // namespace dare
