#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RecipeOptions.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/RunSession.h"

namespace dare::cli
{
namespace
{

struct SampleOptions {
    RecipeArguments arguments;
    RunSession session;
    std::string runs;
};

ExitCode sample(const SampleOptions &options)
{
    const Result<Recipe> recipe = options.arguments.recipe();
    if (!recipe)
        return reportError(recipe.error(), options.session.json);
    const std::filesystem::path runs =
        options.runs.empty() ? defaultRunsFolder() : std::filesystem::path(options.runs);
    return options.session.run([&](Engine &engine, RunControl &control, const EventSink &sink) {
        return engine.run(*recipe, runs, 1, control, sink);
    });
}

} // namespace

void addSample(CLI::App &app, Action &chosen)
{
    const auto options = std::make_shared<SampleOptions>();
    CLI::App &command = *app.add_subcommand("sample", "Sample a clip, or a pair of clips");
    options->arguments.addTo(command);
    command.add_option("--runs", options->runs, "Folder of runs")->type_name("DIR");
    command.add_option("--out", options->session.out, "Write the labelled comparison")
        ->type_name("FILE.mp4");
    command.add_flag("--json", options->session.json, "One JSON document on stdout");
    command.callback([options, &chosen] { chosen = [options] { return sample(*options); }; });
}

} // namespace dare::cli
