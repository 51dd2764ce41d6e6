#pragma once

#include "core/types/RowMaps.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>

namespace dare
{

/// What maps of a run are on disk.
struct CaptureSummary {
    std::array<std::map<int, MapCoverage>, 2> steps; ///< by side (A, B), then step
    std::uint64_t bytes = 0;                         ///< of all maps
    int blocks = 0;
    int heads = 0;
    int totalSteps = 0;

    /// Whether a map can be read on any side; -1 is the mean over what is stored.
    [[nodiscard]] bool has(int step, int layer, int head) const
    {
        for (const auto &side : steps) {
            const auto holds = [&](const auto &each) { return each.second.has(layer, head); };
            const auto found = side.find(step);
            if (step < 0 ? !side.empty() && std::all_of(side.begin(), side.end(), holds)
                         : found != side.end() && holds(*found))
                return true;
        }
        return false;
    }
    [[nodiscard]] bool empty() const { return steps[0].empty() && steps[1].empty(); }
};

} // namespace dare
