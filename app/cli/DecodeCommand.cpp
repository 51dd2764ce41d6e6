#include "app/cli/Commands.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "core/runs/Engine.h"
#include "core/runs/RunFolder.h"

#include <fmt/format.h>

#include <system_error>

namespace dare::cli
{
namespace
{

ExitCode decode(const std::string &text, bool tiled)
{
    const Result<RunFolder> run = RunFolder::open(findRun(text));
    if (!run)
        return reportError(run.error(), false);
    const Recipe &recipe = run->manifest().recipe;
    const Result<ModelInfo> model = inspectModel(modelFolder(recipe.model));
    if (!model)
        return reportError(model.error(), false);
    if (tiled && model->pixelCodec)
        fmt::print(stderr, "--tiled changes nothing: this model's latents are its frames\n");
    Engine engine;
    if (const Result<void> decoded = engine.decode(
            run->path(), tiled, [](const std::string &line) { fmt::print(stderr, "{}\n", line); });
        !decoded)
        return reportError(decoded.error(), false);
    for (const Side side : kSides) {
        if (const int done = run->manifest().side(side).stepsDone;
            recipe.runs(side) && done < recipe.steps)
            fmt::print(stderr, "side {} has {} of {} steps: its frames are what they point to\n",
                       letter(side), done, recipe.steps);
        std::error_code ignored;
        if (std::filesystem::exists(run->framesFile(side), ignored))
            fmt::print("wrote    {}\n", run->framesFile(side).string());
    }
    return ExitCode::Done;
}

} // namespace

void addDecode(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string run;
        bool tiled = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command =
        *app.add_subcommand("decode", "Make the frames of a run from its stored latents again");
    command.add_option("RUN", options->run, "Run folder")->required();
    command.add_flag("--tiled", options->tiled, "Decode in tiles, which takes less memory");
    command.callback([options, &chosen] {
        chosen = [options] { return decode(options->run, options->tiled); };
    });
}

} // namespace dare::cli
