#include "core/sweep/SeedRanking.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace dare
{
namespace
{

/// Smaller is better.
std::tuple<bool, int, double, std::uint64_t> keyOf(const RunSummary &run, RankBy by)
{
    int below = 0;
    double worst = std::numeric_limits<double>::infinity();
    bool measured = false;
    for (const Side side : kSides) {
        const ShareReading &share = run.share(side);
        const bool other = by == (side == Side::A ? RankBy::B : RankBy::A);
        if (!share.ran || share.worst < 0.0 ||
            (other && run.share(side == Side::A ? Side::B : Side::A).ran))
            continue;
        measured = true;
        below += share.below;
        worst = std::min(worst, share.worst);
    }
    return {!measured, below, -worst, run.seed};
}

} // namespace

void rankSeeds(std::vector<RunSummary> &runs, RankBy by)
{
    std::stable_sort(runs.begin(), runs.end(), [by](const RunSummary &a, const RunSummary &b) {
        return keyOf(a, by) < keyOf(b, by);
    });
}

} // namespace dare
