#pragma once

#include "core/types/Frame.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace dare::test {

inline constexpr int kCodeBits = 6;

/// A clip whose frame k spells k in its top row of black and white blocks, over a smooth picture
/// with colours that change from pixel to pixel and from frame to frame.
inline Clip codedClip(int width, int height, int frames, double fps = 8.0)
{
    Clip clip{width, height, frames, fps, {}};
    clip.rgb.reserve(clip.frameBytes() * static_cast<std::size_t>(frames));
    for (int frame = 0; frame < frames; ++frame) {
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                if (y < height / 6) {
                    const int bit = x * kCodeBits / width;
                    const auto level = static_cast<std::uint8_t>((frame >> bit & 1) != 0 ? 255 : 0);
                    clip.rgb.insert(clip.rgb.end(), 3, level);
                    continue;
                }
                clip.rgb.push_back(
                    static_cast<std::uint8_t>(127 + 100 * std::sin(x * 0.11 + frame)));
                clip.rgb.push_back(
                    static_cast<std::uint8_t>(127 + 100 * std::cos(y * 0.09 - frame)));
                clip.rgb.push_back(static_cast<std::uint8_t>((x * 3 + y * 5 + frame * 7) % 256));
            }
        }
    }
    return clip;
}

inline std::shared_ptr<const Clip> sharedCodedClip(int width, int height, int frames)
{
    return std::make_shared<const Clip>(codedClip(width, height, frames));
}

/// @param frame [Y,X,channels] that shows a coded clip in a rectangle @return its number
inline int readCode(std::span<const std::uint8_t> frame, int stride, int channels, int left,
                    int top, int width, int height)
{
    int code = 0;
    for (int bit = 0; bit < kCodeBits; ++bit) {
        const int x = left + (2 * bit + 1) * width / (2 * kCodeBits);
        const int y = top + height / 12;
        const auto at = static_cast<std::size_t>((y * stride + x) * channels);
        code |= (frame[at] > 127 ? 1 : 0) << bit;
    }
    return code;
}

/// A map that is `low` everywhere and `high` in one cell of every frame.
inline std::shared_ptr<const HeatMap> hotCellMap(int frames, int height, int width, int y, int x,
                                                 float low, float high)
{
    HeatMap map{frames, height, width, {}};
    map.values.assign(static_cast<std::size_t>(frames * height * width), low);
    for (int frame = 0; frame < frames; ++frame)
        map.values[static_cast<std::size_t>((frame * height + y) * width + x)] = high;
    return std::make_shared<const HeatMap>(std::move(map));
}

} // namespace dare::test
