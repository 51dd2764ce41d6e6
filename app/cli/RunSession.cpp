#include "app/cli/RunSession.h"

#include "app/cli/ExportTarget.h"
#include "app/cli/Interrupt.h"
#include "app/cli/Output.h"
#include "app/cli/Progress.h"
#include "app/cli/RunReport.h"

#include <fmt/format.h>

#include <unistd.h>

namespace dare::cli
{
namespace
{

void sayHowToResume(const std::string &path)
{
    fmt::print(stderr, "to go on: dare resume '{}'\n", path);
}

Result<RunFolder> exported(const RunOutcome &outcome, const std::string &out)
{
    Result<RunFolder> run = RunFolder::open(outcome.path);
    if (!run || out.empty())
        return run;
    if (!outcome.finished) {
        fmt::print(stderr, "{} is not written: the run is not finished\n", out);
        return run;
    }
    if (const Result<void> written = exportRun(*run, {}, out, 0.0, false); !written)
        return tl::unexpected(written.error());
    return run;
}

} // namespace

ExitCode RunSession::run(const Start &start) const
{
    if (!out.empty()) {
        if (const Result<void> checked = checkExportTarget(out); !checked)
            return reportError(checked.error(), json);
    }
    RunControl control;
    Result<RunOutcome> outcome;
    std::string path;
    {
        Progress progress(isatty(STDERR_FILENO) != 0);
        const Interrupt interrupt(control);
        Engine engine;
        outcome = start(engine, control, [&](const RunEvent &event) { progress.show(event); });
        path = progress.path();
    }
    if (!outcome) {
        const ExitCode code = reportError(outcome.error(), json, path);
        if (!path.empty())
            sayHowToResume(path);
        return code;
    }
    if (outcome->path.empty()) { // stopped before it had a folder
        fmt::print(stderr, "stopped before the first step; nothing was kept\n");
        return ExitCode::Cancelled;
    }
    const Result<RunFolder> run = exported(*outcome, out);
    if (!run)
        return reportError(run.error(), json, outcome->path);
    if (json) {
        nlohmann::json report = reportOf(*run);
        if (!out.empty() && outcome->finished)
            report["out"] = out;
        printDocument(report);
    } else {
        printReport(*run);
        if (!out.empty() && outcome->finished)
            fmt::print("wrote    {}\n", out);
    }
    if (!outcome->finished)
        sayHowToResume(outcome->path);
    return outcome->finished || !control.cancelled() ? ExitCode::Done : ExitCode::Cancelled;
}

} // namespace dare::cli
