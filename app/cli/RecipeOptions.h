#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <CLI/App.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace dare::cli
{

/// One option of `dare sample` that changes the recipe.
struct RecipeOption {
    std::string name; ///< "--steps"
    std::string type; ///< what `--help` calls its value: "1..1000"
    std::string help;
    bool repeatable = false;
    /// Checks the text and puts it into the recipe. @error InvalidArgument naming the range
    std::function<Result<void>(const std::string &text, Recipe &recipe)> apply;
};

/// Every such option, in the order in which they act.
[[nodiscard]] std::vector<RecipeOption> recipeOptions();

/// The part of a command line that says what to sample: `PROMPT`, `--recipe`, `--model`, and
/// recipeOptions(). Copies share what was typed.
class RecipeArguments
{
public:
    RecipeArguments();
    void addTo(CLI::App &command) const;

    /// The recipe given, or the model's default one, with the options typed on top.
    /// @error InvalidArgument naming option and range; as completeRecipe()
    [[nodiscard]] Result<Recipe> recipe() const;

private:
    struct Typed {
        std::vector<RecipeOption> options;
        std::vector<std::vector<std::string>> values; ///< one list per option
        std::optional<std::string> prompt;
        std::string source;
        std::string model;
    };
    std::shared_ptr<Typed> m_typed;
};

} // namespace dare::cli
