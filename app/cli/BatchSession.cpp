#include "app/cli/BatchSession.h"

#include "app/cli/Interrupt.h"
#include "app/cli/Output.h"
#include "app/cli/Progress.h"
#include "core/runs/RunMarks.h"
#include "core/sweep/Batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <unistd.h>

namespace dare::cli
{

Result<ExitCode> BatchSession::carryOut(const std::vector<Job> &jobs, const Batch *batch)
{
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        const Job &job = jobs[i];
        fmt::print(stderr, "{} of {}\n", i + 1, jobs.size());
        RunControl control;
        Result<RunOutcome> outcome;
        {
            Progress progress(isatty(STDERR_FILENO) != 0);
            const Interrupt interrupt(control);
            const EventSink sink = [&](const RunEvent &event) { progress.show(event); };
            outcome = job.resume.empty() ? m_engine.run(job.recipe, m_runs, i + 1, control, sink)
                                         : m_engine.resume(job.resume, i + 1, control, sink);
        }
        if (!outcome)
            return tl::unexpected(outcome.error());
        if (batch != nullptr && !outcome->path.empty()) {
            RunMarks marks;
            marks.batch = placeOf(*batch, job);
            if (const auto marked = writeMarks(outcome->path, marks); !marked)
                return tl::unexpected(marked.error());
            m_paths.push_back(outcome->path);
        }
        if (control.cancelled()) {
            if (!outcome->finished)
                fmt::print(stderr, "to go on with this run: dare resume '{}'\n", outcome->path);
            return ExitCode::Cancelled;
        }
    }
    return ExitCode::Done;
}

Result<ExitCode> BatchSession::run(const Batch &batch)
{
    return carryOut(batch.jobs, &batch);
}

Result<ExitCode> BatchSession::finish(const std::vector<std::string> &paths)
{
    return carryOut(resumeRuns(paths, "").jobs, nullptr);
}

std::vector<RunSummary> BatchSession::summaries() const
{
    std::vector<RunSummary> out;
    for (const std::string &path : m_paths) {
        if (const auto run = RunFolder::open(path))
            out.push_back(summarize(*run));
    }
    return out;
}

void printRuns(const std::vector<RunSummary> &runs)
{
    nlohmann::json items = nlohmann::json::array();
    for (const RunSummary &run : runs) {
        items.push_back(nlohmann::json::parse(summaryToJson(run)));
        items.back()["run"] = run.path;
    }
    printDocument({{"runs", std::move(items)}});
}

} // namespace dare::cli
