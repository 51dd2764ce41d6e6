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

ExitCode decode(const std::string &text, bool tiled, bool json)
{
    const Result<RunFolder> run = RunFolder::open(findRun(text));
    if (!run)
        return reportError(run.error(), json);
    const Recipe &recipe = run->manifest().recipe;
    const Result<ModelInfo> model = inspectModel(modelFolder(recipe.model));
    if (!model)
        return reportError(model.error(), json);
    if (tiled && model->pixelCodec)
        fmt::print(stderr, "--tiled changes nothing: this model's latents are its frames\n");
    Engine engine;
    if (const Result<void> decoded = engine.decode(
            run->path(), tiled, [](const std::string &line) { fmt::print(stderr, "{}\n", line); });
        !decoded)
        return reportError(decoded.error(), json);
    nlohmann::json frames = nlohmann::json::object();
    for (const Side side : kSides) {
        if (const int done = run->manifest().side(side).stepsDone;
            recipe.runs(side) && done < recipe.steps)
            fmt::print(stderr, "side {} has {} of {} steps: its frames are what they point to\n",
                       letter(side), done, recipe.steps);
        std::error_code ignored;
        const std::filesystem::path file = run->framesFile(side);
        if (!std::filesystem::exists(file, ignored))
            continue;
        frames[std::string(1, letter(side))] = file.string();
        if (!json)
            fmt::print("wrote    {}\n", file.string());
    }
    if (json)
        printDocument({{"run", run->path().string()}, {"frames", std::move(frames)}});
    return ExitCode::Done;
}

} // namespace

void addDecode(CLI::App &app, Action &chosen)
{
    struct Options {
        std::string run;
        bool tiled = false;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App &command =
        *app.add_subcommand("decode", "Make the frames of a run from its stored latents again");
    command.add_option("RUN", options->run, "Run folder")->required();
    command.add_flag("--tiled", options->tiled, "Decode in tiles, which takes less memory");
    command.add_flag("--json", options->json, "One JSON document on stdout");
    command.callback([options, &chosen] {
        chosen = [options] { return decode(options->run, options->tiled, options->json); };
    });
}

} // namespace dare::cli
