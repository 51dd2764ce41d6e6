#include "app/cli/Commands.h"
#include "app/cli/ExportTarget.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"
#include "app/cli/Values.h"

#include <fmt/format.h>

namespace dare::cli
{
namespace
{

struct ExportArguments {
    std::string run;
    std::string layout = "pair";
    std::string word;
    std::string side;
    std::string fps;
    std::string out;
    bool json = false;
};

ExitCode exportFrom(const ExportArguments &arguments)
{
    constexpr double kMaxFps = 240.0;
    RunViewQuery query;
    query.layout = arguments.layout == "maps" ? RunLayout::Maps : RunLayout::Pair;
    query.word = arguments.word;
    if (!arguments.side.empty())
        query.side = arguments.side == "a" ? Side::A : Side::B;
    if (query.layout == RunLayout::Maps && query.word.empty())
        return reportError({ErrorCode::InvalidArgument, "is needed by --layout maps", "--word"},
                           arguments.json);
    Result<double> fps = 0.0;
    if (!arguments.fps.empty())
        fps = parseReal("--fps", arguments.fps, 1.0, kMaxFps);
    if (!fps)
        return reportError(fps.error(), arguments.json);
    const Result<RunFolder> run = RunFolder::open(findRun(arguments.run));
    if (!run)
        return reportError(run.error(), arguments.json);
    const Result<void> written = exportRun(*run, query, arguments.out, *fps);
    if (!written)
        return reportError(written.error(), arguments.json);
    if (arguments.json)
        printDocument({{"run", run->path().string()}, {"out", arguments.out}});
    else
        fmt::print("wrote    {}\n", arguments.out);
    return ExitCode::Done;
}

} // namespace

void addExport(CLI::App &app, Action &chosen)
{
    const auto arguments = std::make_shared<ExportArguments>();
    CLI::App &command =
        *app.add_subcommand("export", "Write a run as a labelled video or pictures");
    command.add_option("RUN", arguments->run, "Run folder")->required();
    command
        .add_option("--layout", arguments->layout, "pair: A | B; maps: with a row of maps below")
        ->check(CLI::IsMember({"pair", "maps"}))
        ->capture_default_str();
    command.add_option("--word", arguments->word, "Word whose map is drawn")->type_name("W");
    command.add_option("--side", arguments->side, "Side of the row of maps (default: b)")
        ->check(CLI::IsMember({"a", "b"}));
    command.add_option("--fps", arguments->fps, "Frames a second (default: the run's)")
        ->type_name("N");
    command.add_option("--out", arguments->out, "Video, or folder for numbered PNGs")
        ->required()
        ->type_name("F.mp4|DIR/");
    command.add_flag("--json", arguments->json, "One JSON document on stdout");
    command.callback(
        [arguments, &chosen] { chosen = [arguments] { return exportFrom(*arguments); }; });
}

} // namespace dare::cli
