#include "core/inspect/HeadSearch.h"

#include "core/inspect/HeadGrid.h"
#include "core/types/MapStats.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace dare
{
namespace
{

std::size_t cellsOf(const HeatMap &map)
{
    return static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
}

const float *frameOf(const HeatMap &map, int frame)
{
    return map.values.data() + static_cast<std::size_t>(frame) * cellsOf(map);
}

std::size_t hottest(const HeatMap &map, int frame)
{
    const float *first = frameOf(map, frame);
    return static_cast<std::size_t>(std::max_element(first, first + cellsOf(map)) - first);
}

/// A clip frame that a map frame covers: the inverse of mapFrameOf().
int clipFrameOf(int mapFrame, int clipFrames, int mapFrames)
{
    if (clipFrames <= 0)
        return mapFrame;
    for (int frame = 0; frame < clipFrames; ++frame) {
        if (mapFrameOf(frame, clipFrames, mapFrames) == mapFrame)
            return frame;
    }
    return clipFrames - 1;
}

/// Sums of scores by (layer, head), and how often each was seen.
using Totals = std::map<std::pair<int, int>, std::pair<HeadScore, int>>;

Result<HeatMap> targetMap(const RunFolder &run, const MapQuery &query, int step,
                          const HeadTarget &target)
{
    MapQuery other = query;
    other.words = target.words;
    other.step = step;
    other.layer = -1;
    other.head = -1;
    return readMap(run, other);
}

Result<void> searchStep(const RunFolder &run, const MapQuery &query, int step,
                        const HeadTarget &target, const std::atomic<bool> *cancel, Totals &totals)
{
    const auto file = MapFile::open(run, query.side, step, query.branch);
    if (!file)
        return tl::unexpected(file.error());
    HeatMap other;
    if (target.region.empty()) {
        auto read = targetMap(run, query, step, target);
        if (!read)
            return tl::unexpected(read.error());
        other = *std::move(read);
    }
    for (const auto &[layer, heads] : file->coverage().layers) {
        for (const int head : heads) {
            if (cancel != nullptr && cancel->load())
                return failure(ErrorCode::Cancelled, "the search was cancelled");
            const auto map = readHead(run, *file, query, layer, head, -1);
            if (!map)
                return tl::unexpected(map.error());
            const HeadScore score = target.region.empty()
                                        ? scoreAgainst(*map, other)
                                        : scoreAgainst(*map, target.region, target.clipFrames);
            auto &[sum, count] = totals[{layer, head}];
            sum.overlap += score.overlap;
            sum.pointing += score.pointing;
            ++count;
        }
    }
    return {};
}

} // namespace

HeadScore scoreAgainst(const HeatMap &map, const RegionTrack &region, int clipFrames)
{
    HeadScore out;
    const std::size_t cells = cellsOf(map);
    for (int frame = 0; frame < map.frames; ++frame) {
        const auto box = region.at(clipFrameOf(frame, clipFrames, map.frames));
        const float *first = frameOf(map, frame);
        const double total = std::accumulate(first, first + cells, 0.0);
        if (!box || !(total > 0.0))
            continue;
        const double covered = box->width() * map.width * box->height() * map.height; // in cells
        out.overlap += meanWithin(map, frame, *box) * covered / total;
        const std::size_t peak = hottest(map, frame);
        const auto width = static_cast<std::size_t>(map.width);
        const double x = (static_cast<double>(peak % width) + 0.5) / map.width;
        const double y = (static_cast<double>(peak / width) + 0.5) / map.height;
        out.pointing +=
            x >= box->left && x < box->right && y >= box->top && y < box->bottom ? 1.0 : 0.0;
    }
    out.overlap /= std::max(1, map.frames);
    out.pointing /= std::max(1, map.frames);
    return out;
}

HeadScore scoreAgainst(const HeatMap &map, const HeatMap &target)
{
    HeadScore out;
    out.overlap = overlapOf(map, target);
    for (int frame = 0; frame < std::min(map.frames, target.frames); ++frame) {
        const float *first = frameOf(target, frame);
        const float most = *std::max_element(first, first + cellsOf(target));
        out.pointing += most > 0.0F && first[hottest(map, frame)] >= 0.5F * most ? 1.0 : 0.0;
    }
    out.pointing /= std::max(1, map.frames);
    return out;
}

Result<std::vector<HeadScore>> searchHeads(const RunFolder &run, const MapQuery &query,
                                           const HeadTarget &target,
                                           const std::atomic<bool> *cancel)
{
    if (target.region.empty() && target.words.empty())
        return failure(ErrorCode::InvalidArgument,
                       "nothing to look for: drag a region, or name another word");
    const auto steps = stepsFor(run, query);
    if (!steps)
        return tl::unexpected(steps.error());
    Totals totals;
    for (const int step : *steps) {
        if (auto done = searchStep(run, query, step, target, cancel, totals); !done)
            return tl::unexpected(done.error());
    }
    if (totals.empty())
        return failure(ErrorCode::NotFound,
                       "no head was kept on its own at this step; capture every head first");
    std::vector<HeadScore> out;
    for (const auto &[place, total] : totals)
        out.push_back({place.first, place.second, total.first.overlap / total.second,
                       total.first.pointing / total.second});
    std::stable_sort(out.begin(), out.end(), [](const HeadScore &a, const HeadScore &b) {
        return std::pair(a.overlap, a.pointing) > std::pair(b.overlap, b.pointing);
    });
    return out;
}

} // namespace dare
