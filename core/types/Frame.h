#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace dare {

/// A clip in memory: [F,Y,X,3] 8-bit RGB, X fastest.
struct Clip {
    int width = 0;
    int height = 0;
    int frames = 0;
    double fps = 8.0;
    std::vector<std::uint8_t> rgb;

    [[nodiscard]] std::size_t frameBytes() const
    {
        return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    }
    [[nodiscard]] std::span<const std::uint8_t> frame(int index) const
    {
        return std::span(rgb).subspan(static_cast<std::size_t>(index) * frameBytes(), frameBytes());
    }
    [[nodiscard]] bool empty() const { return rgb.empty(); }
};

/// A scalar map over the query grid: [F,Y,X] f32, X fastest. Probabilities, or their difference.
struct HeatMap {
    int frames = 0;
    int height = 0;
    int width = 0;
    std::vector<float> values;

    [[nodiscard]] float at(int frame, int y, int x) const
    {
        return values[static_cast<std::size_t>((frame * height + y) * width + x)];
    }
    [[nodiscard]] bool empty() const { return values.empty(); }
};

/// Which map frame is seen with a frame of a clip: the one rule of viewer, exporter, figures,
/// metrics and panels.
/// @param index of the clip that the map is of; before its first and beyond its last frame these
///        are held, and so are their map frames
/// @param clipFrames of that very clip, not of a longer one beside it; 0 where there is none:
///        `index` then counts map frames
/// @return in [0, mapFrames); 0 where there is no map
[[nodiscard]] inline int mapFrameOf(int index, int clipFrames, int mapFrames)
{
    if (mapFrames <= 0)
        return 0;
    index = std::clamp(index, 0, std::max(0, (clipFrames > 0 ? clipFrames : mapFrames) - 1));
    if (clipFrames <= 0)
        return index;
    // A causal video VAE keeps the first frame alone: 4(F-1)+1 frames; a patch codec splits evenly.
    // 9 frames over 3 would also split evenly; only the VAE's stride of 4 makes such clips.
    if (clipFrames > 1 && mapFrames > 1 && (clipFrames - 1) % (mapFrames - 1) == 0
        && (clipFrames % mapFrames != 0 || clipFrames - 1 == 4 * (mapFrames - 1))) {
        const int stride = (clipFrames - 1) / (mapFrames - 1);
        return (index + stride - 1) / stride;
    }
    return index * mapFrames / clipFrames;
}

} // namespace dare
