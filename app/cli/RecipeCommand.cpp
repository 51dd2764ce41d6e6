#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RecipeSource.h"

namespace dare::cli
{

void addRecipe(CLI::App &app, Action &chosen)
{
    const auto source = std::make_shared<std::string>();
    CLI::App &command =
        *app.add_subcommand("recipe", "Print the recipe of a run or of an exported video");
    command.add_option("SOURCE", *source, "MP4, run folder or recipe file")
        ->type_name("FILE.mp4|RUN")
        ->required();
    // The output is JSON anyway; the flag is there so that errors can be JSON too.
    const auto json = std::make_shared<bool>(false);
    command.add_flag("--json", *json, "Errors as JSON too");
    command.callback([source, json, &chosen] {
        chosen = [source, json] {
            const Result<Json> recipe = readRecipeSource(*source);
            if (!recipe)
                return reportError(recipe.error(), *json);
            printDocument(*recipe);
            return ExitCode::Done;
        };
    });
}

} // namespace dare::cli
