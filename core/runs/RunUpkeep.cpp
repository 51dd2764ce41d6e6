#include "core/runs/RunUpkeep.h"

#include <algorithm>
#include <system_error>

namespace dare
{

namespace fs = std::filesystem;

RunBytes bytesOf(const fs::path &run)
{
    RunBytes bytes;
    std::error_code ignored;
    for (fs::recursive_directory_iterator entry(run, ignored), end; !ignored && entry != end;
         entry.increment(ignored)) {
        std::error_code none;
        if (!entry->is_regular_file(none))
            continue;
        const std::uint64_t size = entry->file_size(none);
        if (none)
            continue; // a running run has taken it away meanwhile
        bytes.all += size;
        if (entry->path().parent_path().filename() == "maps")
            bytes.maps += size;
    }
    return bytes;
}

Result<void> keepInterrupted(const fs::path &run)
{
    auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    if (auto locked = folder->lockForWriting(); !locked)
        return locked;
    return folder->save(folder->manifest());
}

Result<void> dropMaps(const fs::path &run)
{
    auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    if (auto locked = folder->lockForWriting(); !locked)
        return locked;
    for (const Side side : kSides) {
        const fs::path maps = folder->mapsFile(side, 0).parent_path();
        std::error_code error;
        for (fs::directory_iterator entry(maps, error), end; !error && entry != end;
             entry.increment(error)) {
            std::error_code failed;
            fs::remove(entry->path(), failed);
            if (failed)
                return failure(ErrorCode::Io, "cannot be removed (" + failed.message() + ")",
                               entry->path().string());
        }
    }
    return {};
}

BudgetPlan planBudget(const std::vector<RunSummary> &runs, std::uint64_t budget)
{
    BudgetPlan plan;
    std::vector<const RunSummary *> oldest;
    for (const RunSummary &run : runs) {
        plan.total += run.bytes;
        if (!run.starred && run.mapBytes > 0 && run.status != RunStatus::Running)
            oldest.push_back(&run);
    }
    if (budget == 0)
        return plan;
    std::stable_sort(oldest.begin(), oldest.end(), [](const RunSummary *a, const RunSummary *b) {
        return a->created < b->created;
    });
    for (auto run = oldest.begin(); run != oldest.end() && plan.total - plan.freed > budget;
         ++run) {
        plan.runs.push_back((*run)->path);
        plan.freed += (*run)->mapBytes;
    }
    return plan;
}

} // namespace dare
