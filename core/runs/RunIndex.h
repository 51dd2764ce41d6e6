#pragma once

#include "core/runs/RunSummary.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace dare
{

class IndexDatabase;

/// A cache of run summaries in SQLite (WAL, busy timeout 5 s), keyed by the runs path. The folders
/// are the truth: a damaged or missing index is rebuilt from them. One thread.
class RunIndex
{
public:
    /// @error Io only where the cache folder cannot be written
    [[nodiscard]] static Result<RunIndex> open(const std::filesystem::path &cacheFolder,
                                               const std::filesystem::path &runs);
    /// Newest first, from the index alone.
    [[nodiscard]] Result<std::vector<RunSummary>> list() const;
    [[nodiscard]] Result<void> put(const RunSummary &summary);
    /// Forgets a run that was moved away.
    [[nodiscard]] Result<void> remove(const std::filesystem::path &run);
    /// Makes the index agree with the folders; reads only run.json files that changed, and runs
    /// that were being written. A run that cannot be read is listed as failed, with the reason.
    /// @return whether anything changed
    [[nodiscard]] Result<bool> reconcile();

private:
    std::shared_ptr<IndexDatabase> m_database;
    std::filesystem::path m_runs;
};

} // namespace dare
