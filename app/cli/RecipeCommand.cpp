#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RecipeSource.h"

namespace dare::cli
{

void addRecipe(CLI::App &app, Action &chosen)
{
    const auto source = std::make_shared<std::string>();
    CLI::App &command = *app.add_subcommand(
        "recipe", "Print the recipe of a run or of an exported video; of a video whose A "
                  "and B are of different runs, that of B with A's as `compared_with`");
    command.add_option("SOURCE", *source, "MP4, run folder or recipe file")
        ->type_name("FILE.mp4|RUN")
        ->required();
    const auto side = std::make_shared<std::string>();
    command
        .add_option("--of", *side,
                    "Of a video whose A and B are of different runs: the recipe of this side alone")
        ->type_name("a|b")
        ->check(CLI::IsMember({"a", "b"}));
    // The output is JSON anyway; the flag is there so that errors can be JSON too.
    const auto json = std::make_shared<bool>(false);
    command.add_flag("--json", *json, "Errors as JSON too");
    command.callback([source, side, json, &chosen] {
        chosen = [source, side, json] {
            const Result<Json> recipe = readRecipeSource(*source);
            if (!recipe)
                return reportError(recipe.error(), *json);
            printDocument(side->empty() ? *recipe
                                        : recipeOfSide(*recipe, *side == "a" ? Side::A : Side::B));
            return ExitCode::Done;
        };
    });
}

} // namespace dare::cli
