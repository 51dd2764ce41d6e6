#pragma once

#include "core/types/ColorMap.h"
#include "core/types/Frame.h"
#include "core/types/ViewSpec.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>

// How two clips become one picture. The GL viewer's shader and the export compositor follow these
// functions alone, so that what is seen and what is exported agree pixel by pixel.

namespace dare
{

/// Where a clip lies on the canvas on which two are compared, in canvas pixels.
struct FitRect {
    int x = 0;
    int y = 0;
    int width = 0; ///< 0: there is no clip
    int height = 0;
    bool operator==(const FitRect &) const = default;
};

/// The common ground of two clips: as large as the larger one. The other is fitted into it,
/// centred, never stretched.
struct CompareCanvas {
    int width = 0;
    int height = 0;
    FitRect a;
    FitRect b;
};

/// @return the clip's place on a canvas: as large as fits, its shape kept
[[nodiscard]] inline FitRect fitInto(const Clip *clip, int width, int height)
{
    if (clip == nullptr || clip->width <= 0 || clip->height <= 0)
        return {};
    if (clip->width == width && clip->height == height)
        return {0, 0, width, height};
    const double scale = std::min(static_cast<double>(width) / clip->width,
                                  static_cast<double>(height) / clip->height);
    FitRect out;
    out.width = std::clamp(static_cast<int>(std::lround(clip->width * scale)), 1, width);
    out.height = std::clamp(static_cast<int>(std::lround(clip->height * scale)), 1, height);
    out.x = (width - out.width) / 2;
    out.y = (height - out.height) / 2;
    return out;
}

/// @param a,b may be null; the larger area decides, A where they are equal
[[nodiscard]] inline CompareCanvas compareCanvas(const Clip *a, const Clip *b)
{
    const auto area = [](const Clip *clip) {
        return clip == nullptr ? 0L : static_cast<long>(clip->width) * clip->height;
    };
    const Clip *larger = area(b) > area(a) ? b : a;
    CompareCanvas out;
    if (larger == nullptr)
        return out;
    out.width = larger->width;
    out.height = larger->height;
    out.a = fitInto(a, out.width, out.height);
    out.b = fitInto(b, out.width, out.height);
    return out;
}

/// Channel values in [0,255], or nothing: the letterbox.
struct CompareSample {
    float r = 0.0F;
    float g = 0.0F;
    float b = 0.0F;
    bool inside = false;
};

/// A clip's value at the centre of a canvas pixel: its own pixel where it is as large as the
/// canvas, else bilinear between pixel centres.
/// @param frame [Y,X,3] of the clip
[[nodiscard]] inline CompareSample compareSample(const Clip &clip,
                                                 std::span<const std::uint8_t> frame,
                                                 const FitRect &rect, int x, int y)
{
    x -= rect.x;
    y -= rect.y;
    if (x < 0 || y < 0 || x >= rect.width || y >= rect.height)
        return {};
    const auto at = [&](int px, int py) {
        return frame.data() + static_cast<std::size_t>(py * clip.width + px) * 3;
    };
    if (rect.width == clip.width && rect.height == clip.height) {
        const std::uint8_t *p = at(x, y);
        return {static_cast<float>(p[0]), static_cast<float>(p[1]), static_cast<float>(p[2]), true};
    }
    const float u = std::clamp((static_cast<float>(x) + 0.5F) * static_cast<float>(clip.width) /
                                       static_cast<float>(rect.width) -
                                   0.5F,
                               0.0F, static_cast<float>(clip.width - 1));
    const float v = std::clamp((static_cast<float>(y) + 0.5F) * static_cast<float>(clip.height) /
                                       static_cast<float>(rect.height) -
                                   0.5F,
                               0.0F, static_cast<float>(clip.height - 1));
    const int x0 = static_cast<int>(u);
    const int y0 = static_cast<int>(v);
    const int x1 = std::min(x0 + 1, clip.width - 1);
    const int y1 = std::min(y0 + 1, clip.height - 1);
    const float fx = u - static_cast<float>(x0);
    const float fy = v - static_cast<float>(y0);
    const auto channel = [&](int c) {
        const auto value = [&](int px, int py) { return static_cast<float>(at(px, py)[c]); };
        return std::lerp(std::lerp(value(x0, y0), value(x1, y0), fx),
                         std::lerp(value(x0, y1), value(x1, y1), fx), fy);
    };
    return {channel(0), channel(1), channel(2), true};
}

/// The line of a wipe: A is shown where x * normalX + y * normalY < limit, x and y counted from the
/// canvas' centre to a pixel's centre.
struct WipeLine {
    float normalX = 1.0F;
    float normalY = 0.0F;
    float limit = 0.0F;
};

/// At 0 all is B, at 1 all is A, at every angle.
[[nodiscard]] inline WipeLine wipeLine(float pos, float angle, int width, int height)
{
    const double radians = static_cast<double>(angle) * std::numbers::pi / 180.0;
    WipeLine out;
    out.normalX = static_cast<float>(std::cos(radians));
    out.normalY = static_cast<float>(std::sin(radians));
    const double reach =
        (std::abs(std::cos(radians)) * width + std::abs(std::sin(radians)) * height) / 2.0;
    // A hair before pixel centres: the same side of the line on every processor.
    constexpr double kHair = 1.0 / 256.0;
    out.limit = static_cast<float>((2.0 * static_cast<double>(pos) - 1.0) * reach - kHair);
    return out;
}

/// Where the line of an animated wipe stands: from A alone to B alone and back, once a clip.
[[nodiscard]] inline float wipeAt(int frame, int frames)
{
    if (frames <= 1)
        return 0.5F;
    const double turn = 2.0 * std::numbers::pi * frame / frames;
    return static_cast<float>(0.5 + 0.5 * std::cos(turn));
}

/// BT.709 luma of 8-bit values.
[[nodiscard]] inline float lumaOf(const CompareSample &p)
{
    return 0.2126F * p.r + 0.7152F * p.g + 0.0722F * p.b;
}

/// Signed values at a gain: what the table's ends stand for, in steps of 8-bit luma.
[[nodiscard]] inline float signedReach(const CompareLook &look)
{
    return 255.0F / std::max(look.gain, 1.0F);
}

/// The colour of one pixel. Where a needed clip has nothing, the letterbox: black.
/// @param aHere whether a wipe shows A here
[[nodiscard]] inline Rgb shadeCompare(const CompareLook &look, const CompareSample &a,
                                      const CompareSample &b, bool aHere)
{
    const auto rounded = [](float r, float g, float blue) {
        const auto channel = [](float value) {
            return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
        };
        return Rgb{channel(r), channel(g), channel(blue)};
    };
    const auto alone = [&](const CompareSample &p) {
        return p.inside ? rounded(p.r, p.g, p.b) : Rgb{};
    };
    switch (look.mode) {
    case CompareMode::SideBySide:
        return alone(a);
    case CompareMode::Wipe:
        return alone(aHere ? a : b);
    case CompareMode::Flip:
        return alone(look.flipped ? b : a);
    default:
        break;
    }
    if (!a.inside || !b.inside)
        return {};
    if (look.mode == CompareMode::Overlay)
        return rounded(std::lerp(a.r, b.r, look.mix), std::lerp(a.g, b.g, look.mix),
                       std::lerp(a.b, b.b, look.mix));
    const float luma = lumaOf(b) - lumaOf(a);
    if (look.mode == CompareMode::Signed)
        return signedColor(luma * look.gain / 255.0F);
    const float gain = look.gain;
    if (look.channels == DiffChannels::Luma)
        return rounded(std::abs(luma) * gain, std::abs(luma) * gain, std::abs(luma) * gain);
    // Chroma: what is left of the difference of each channel without that of luma.
    const float common = look.channels == DiffChannels::Chroma ? luma : 0.0F;
    return rounded(std::abs(b.r - a.r - common) * gain, std::abs(b.g - a.g - common) * gain,
                   std::abs(b.b - a.b - common) * gain);
}

} // namespace dare
