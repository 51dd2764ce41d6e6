#pragma once

#include "core/types/Frame.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

// What numbers say of a map. All frames count, unless a function asks for one.

namespace dare
{

/// The mean over frames and cells: the word's share of the attention.
[[nodiscard]] inline double massOf(const HeatMap &map)
{
    if (map.values.empty())
        return 0.0;
    return std::accumulate(map.values.begin(), map.values.end(), 0.0) /
           static_cast<double>(map.values.size());
}

[[nodiscard]] inline double peakOf(const HeatMap &map)
{
    return map.values.empty()
               ? 0.0
               : static_cast<double>(*std::max_element(map.values.begin(), map.values.end()));
}

/// Entropy of one frame's map taken as a distribution over its cells, in nats: 0 where one cell has
/// it all, ln(cells) where it is spread evenly.
[[nodiscard]] inline double frameEntropy(const HeatMap &map, int frame)
{
    const std::size_t cells =
        static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
    const float *first = map.values.data() + static_cast<std::size_t>(frame) * cells;
    const double total = std::accumulate(first, first + cells, 0.0);
    double out = 0.0;
    for (std::size_t i = 0; i < cells && total > 0.0; ++i) {
        const double share = static_cast<double>(first[i]) / total;
        if (share > 0.0)
            out -= share * std::log(share);
    }
    return out;
}

/// The mean of frameEntropy() over frames.
[[nodiscard]] inline double entropyOf(const HeatMap &map)
{
    double sum = 0.0;
    for (int frame = 0; frame < map.frames; ++frame)
        sum += frameEntropy(map, frame);
    return map.frames > 0 ? sum / map.frames : 0.0;
}

/// How much of two maps' places coincides: the sum of min(p/sum p, q/sum q), 0 to 1.
/// Maps of one grid.
[[nodiscard]] inline double overlapOf(const HeatMap &a, const HeatMap &b)
{
    if (a.values.size() != b.values.size())
        return 0.0;
    const double totalA = std::accumulate(a.values.begin(), a.values.end(), 0.0);
    const double totalB = std::accumulate(b.values.begin(), b.values.end(), 0.0);
    if (!(totalA > 0.0) || !(totalB > 0.0))
        return 0.0;
    double out = 0.0;
    for (std::size_t i = 0; i < a.values.size(); ++i)
        out += std::min(static_cast<double>(a.values[i]) / totalA,
                        static_cast<double>(b.values[i]) / totalB);
    return out;
}

} // namespace dare
