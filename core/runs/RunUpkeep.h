#pragma once

#include "core/runs/RunSummary.h"
#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace dare
{

struct RunBytes {
    std::uint64_t all = 0;  ///< of every file of the run
    std::uint64_t maps = 0; ///< of its attention maps
    bool operator==(const RunBytes &) const = default;
};
/// What a run takes on disk; 0 where it cannot be read. @thread worker
[[nodiscard]] RunBytes bytesOf(const std::filesystem::path &run);

/// An interrupted run becomes a cancelled one: nobody asks about it again. It can still be resumed.
/// @error Busy: somebody writes it; as RunFolder::open()
[[nodiscard]] Result<void> keepInterrupted(const std::filesystem::path &run);

/// Removes a run's maps. Latents, masses and frames stay. @error Busy: somebody writes it; Io
[[nodiscard]] Result<void> dropMaps(const std::filesystem::path &run);

/// Which runs lose their maps so that all runs together fit a budget.
struct BudgetPlan {
    std::vector<std::string> runs; ///< oldest first
    std::uint64_t freed = 0;
    std::uint64_t total = 0; ///< of all runs, before
};
/// Unstarred runs lose their maps, the oldest first, until the rest fits or none is left. Runs that
/// go on are left alone. @param budget bytes; 0: no limit
[[nodiscard]] BudgetPlan planBudget(const std::vector<RunSummary> &runs, std::uint64_t budget);

} // namespace dare
