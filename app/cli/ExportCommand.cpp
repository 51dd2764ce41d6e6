#include "app/cli/Commands.h"
#include "app/cli/ExportArguments.h"
#include "app/cli/ExportTarget.h"
#include "app/cli/Output.h"
#include "app/cli/RunPlaces.h"

#include <fmt/format.h>

namespace dare::cli
{
namespace
{

/// The pair with a row of maps below, as `dare sample --out` draws it.
Result<void> exportMaps(const ExportArguments &arguments, const RunFolder &run, double fps)
{
    if (arguments.word.empty())
        return failure(ErrorCode::InvalidArgument, "is needed by --layout maps", "--word");
    RunViewQuery query;
    query.layout = RunLayout::Maps;
    query.word = arguments.word;
    if (!arguments.side.empty())
        query.side = arguments.side == "a" ? Side::A : Side::B;
    return exportRun(run, query, arguments.out, fps, !arguments.noSidecar);
}

Result<ExportPlan> exportFrom(const ExportArguments &arguments)
{
    ExportArguments resolved = arguments;
    if (resolved.run.empty() && resolved.a.empty())
        return failure(ErrorCode::InvalidArgument, "name a run, or sources with --a and --b",
                       "RUN");
    if (resolved.layout == "maps" && resolved.word.empty())
        return failure(ErrorCode::InvalidArgument, "is needed by --layout maps", "--word");
    bool hasA = false;
    bool hasB = false;
    std::optional<RunFolder> run;
    // Mistakes of the command line first: they need no run.
    if (resolved.layout != "maps") {
        const Result<ExportPlan> plan = planOf(resolved, true, true);
        if (!plan)
            return plan;
    }
    if (!resolved.run.empty()) {
        resolved.run = findRun(resolved.run).string();
        Result<RunFolder> opened = RunFolder::open(resolved.run);
        if (!opened)
            return tl::unexpected(opened.error());
        run = std::move(*opened);
        hasA = run->manifest().recipe.runA;
        hasB = run->manifest().recipe.runB;
    }
    if (resolved.layout == "maps") {
        if (!run)
            return failure(ErrorCode::InvalidArgument, "is needed by --layout maps", "RUN");
        resolved.layout = "pair";
        const Result<ExportPlan> plan = planOf(resolved, hasA, hasB);
        if (!plan)
            return plan;
        const Result<void> written = exportMaps(resolved, *run, plan->fps);
        return written ? plan : Result<ExportPlan>(tl::unexpected(written.error()));
    }
    const Result<ExportPlan> plan = planOf(resolved, hasA, hasB);
    if (!plan)
        return plan;
    const Result<void> written = exportPlan(*plan);
    return written ? plan : Result<ExportPlan>(tl::unexpected(written.error()));
}

ExitCode runExport(const ExportArguments &arguments)
{
    const Result<ExportPlan> done = exportFrom(arguments);
    if (!done)
        return reportError(done.error(), arguments.json);
    if (arguments.json)
        printDocument({{"run", done->a.empty() ? arguments.run : done->a},
                       {"a", done->a},
                       {"b", done->b},
                       {"out", arguments.out},
                       {"codec", std::string(name(done->codec))}});
    else
        fmt::print("wrote    {}\n", arguments.out);
    return ExitCode::Done;
}

} // namespace

void addExport(CLI::App &app, Action &chosen)
{
    const auto arguments = std::make_shared<ExportArguments>();
    CLI::App &command = *app.add_subcommand(
        "export", "Write runs, videos or pictures as one labelled video or pictures");
    addExportOptions(command, *arguments);
    command.callback(
        [arguments, &chosen] { chosen = [arguments] { return runExport(*arguments); }; });
}

} // namespace dare::cli
