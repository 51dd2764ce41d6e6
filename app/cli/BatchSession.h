#pragma once

#include "app/cli/ExitCode.h"
#include "core/runs/Engine.h"
#include "core/runs/RunSummary.h"
#include "core/types/Batch.h"

#include <filesystem>
#include <vector>

namespace dare::cli
{

/// Runs one job after the other with one engine, progress on stderr; Ctrl+C stops after the current
/// step. Each run is marked with its place in the batch, so that the window can show its grid.
class BatchSession
{
public:
    explicit BatchSession(std::filesystem::path runs) : m_runs(std::move(runs)) {}

    /// @return Done, or Cancelled after Ctrl+C @error as Engine::run(); what ran before is kept
    [[nodiscard]] Result<ExitCode> run(const Batch &batch);
    /// Finishes runs that were stopped, with the results of uninterrupted ones.
    [[nodiscard]] Result<ExitCode> finish(const std::vector<std::string> &paths);
    /// The runs of the batch so far, as the list of runs has them.
    [[nodiscard]] std::vector<RunSummary> summaries() const;

private:
    [[nodiscard]] Result<ExitCode> carryOut(const std::vector<Job> &jobs, const Batch *batch);

    std::filesystem::path m_runs;
    std::vector<std::string> m_paths;
    Engine m_engine;
};

/// The runs of a batch as one JSON document.
void printRuns(const std::vector<RunSummary> &runs);

} // namespace dare::cli
