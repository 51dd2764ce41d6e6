#pragma once

#include "core/runs/MapReader.h"
#include "core/types/HeadGrid.h"
#include "core/types/Region.h"

#include <atomic>
#include <string>
#include <vector>

namespace dare
{

/// What a head should look at: a region through the frames, or where another word is.
struct HeadTarget {
    RegionTrack region;
    int clipFrames = 0;             ///< the region's keys are clip frames
    std::vector<std::string> words; ///< used where the region is empty
};

/// Ranks every captured head of every block by how well the words' map matches the target.
///
/// Region: overlap is the part of the map's sum that lies in the box, pointing the share of frames
/// whose hottest cell's centre lies in it. Word: overlap is overlapOf() with the other word's map,
/// averaged over blocks and heads; pointing the share of frames whose hottest cell holds at least
/// half of the other map's maximum there. The pointing game is that of Zhang et al., 2016.
/// @param query words, side, when, step; step -1 averages the scores over all stored steps
/// @return best first by overlap
/// @error NotFound: unknown word, nothing captured; Cancelled
[[nodiscard]] Result<std::vector<HeadScore>> searchHeads(const RunFolder &run,
                                                         const MapQuery &query,
                                                         const HeadTarget &target,
                                                         const std::atomic<bool> *cancel);

/// One map's score against a region. @param map [F,Y,X]
[[nodiscard]] HeadScore scoreAgainst(const HeatMap &map, const RegionTrack &region, int clipFrames);
/// One map's score against another of its grid.
[[nodiscard]] HeadScore scoreAgainst(const HeatMap &map, const HeatMap &target);

} // namespace dare
