#pragma once

#include "core/types/ColorMap.h"
#include "core/types/Frame.h"
#include "core/types/ViewSpec.h"

#include <algorithm>
#include <cmath>
#include <memory>

// How a map becomes pixels. The GL viewer's shader and the export compositor follow these functions
// alone, so that what is seen and what is exported agree pixel by pixel.

namespace dare
{

/// What a pane draws.
enum class PaneShade { Video, Overlay, Mass, Signed, Nothing, Compare };

/// Decides what a pane draws from its kind, the view's style and what is at hand.
/// Map and signed panes are never blended with the video: a map pane shows the map alone, and an
/// overlay follows the style (Overlay: blended; MapOnly, Cells: the map alone).
[[nodiscard]] inline PaneShade paneShade(const ViewSpec &spec, const ViewPane &pane, bool hasClip,
                                         bool hasMap)
{
    if (pane.kind == ViewPane::Kind::Compare)
        return hasClip ? PaneShade::Compare : PaneShade::Nothing;
    if (pane.kind == ViewPane::Kind::Map)
        return hasMap ? PaneShade::Mass : PaneShade::Nothing;
    if (pane.kind == ViewPane::Kind::SignedMap)
        return hasMap ? PaneShade::Signed : PaneShade::Nothing;
    if (pane.overlay && hasMap && !spec.word.empty())
        return spec.style == MapStyle::Overlay && hasClip ? PaneShade::Overlay : PaneShade::Mass;
    return hasClip ? PaneShade::Video : PaneShade::Nothing;
}

/// The end of a pane's range: the view's, or with ScaleMode::PerMap the map's own (over all its
/// frames, rounded to 1-2-5). Costs a pass over the map: compute once a view, not once a frame.
[[nodiscard]] inline float paneScale(const ViewSpec &spec, const ViewPane &pane,
                                     const std::shared_ptr<const HeatMap> &map)
{
    if (spec.scaleMode == ScaleMode::PerMap && map)
        return sharedScale({map});
    return pane.kind == ViewPane::Kind::SignedMap ? spec.diffMax : spec.scaleMax;
}

/// The map value that a clip pixel shows. Cells: the cell that covers the pixel's centre.
/// Otherwise bilinear between cell centres, constant beyond the outermost ones.
/// @param map at least one frame and one cell
/// @param frame map frame, from mapFrameOf()
/// @param x,y clip pixel in [0,clipWidth) x [0,clipHeight)
[[nodiscard]] inline float mapValueAt(const HeatMap &map, int frame, int x, int y, int clipWidth,
                                      int clipHeight, MapStyle style)
{
    const float u = (static_cast<float>(x) + 0.5F) * static_cast<float>(map.width) /
                    static_cast<float>(clipWidth);
    const float v = (static_cast<float>(y) + 0.5F) * static_cast<float>(map.height) /
                    static_cast<float>(clipHeight);
    const int right = map.width - 1;
    const int bottom = map.height - 1;
    if (style == MapStyle::Cells)
        return map.at(frame, std::min(static_cast<int>(v), bottom),
                      std::min(static_cast<int>(u), right));
    const float cu = std::clamp(u - 0.5F, 0.0F, static_cast<float>(right));
    const float cv = std::clamp(v - 0.5F, 0.0F, static_cast<float>(bottom));
    const int x0 = static_cast<int>(cu);
    const int y0 = static_cast<int>(cv);
    const int x1 = std::min(x0 + 1, right);
    const int y1 = std::min(y0 + 1, bottom);
    const float fx = cu - static_cast<float>(x0);
    const float fy = cv - static_cast<float>(y0);
    const float top = std::lerp(map.at(frame, y0, x0), map.at(frame, y0, x1), fx);
    const float low = std::lerp(map.at(frame, y1, x0), map.at(frame, y1, x1), fx);
    return std::lerp(top, low, fy);
}

/// Where value p lies on a range [scaleMin, scaleMax], 0 to 1.
[[nodiscard]] inline float massShare(float p, float scaleMax, float scaleMin)
{
    return p > scaleMin ? std::min((p - scaleMin) / (scaleMax - scaleMin), 1.0F) : 0.0F;
}

/// Value p of a mass map on a range [scaleMin, scaleMax], alone.
[[nodiscard]] inline Rgb shadeMass(ColorMapName colorMap, float p, float scaleMax,
                                   float scaleMin = 0.0F)
{
    return massColor(colorMap, massShare(p, scaleMax, scaleMin));
}

/// The same over a video pixel: grey by BT.709 luma (on the 8-bit values), darkened to 45 %,
/// blended with the map's colour by alpha = opacity * t^0.6, t the place of p on the range.
[[nodiscard]] inline Rgb shadeOverlay(Rgb pixel, ColorMapName colorMap, float p, float scaleMax,
                                      float opacity, float scaleMin = 0.0F)
{
    const float luma = 0.2126F * static_cast<float>(pixel.r) +
                       0.7152F * static_cast<float>(pixel.g) +
                       0.0722F * static_cast<float>(pixel.b);
    const float dark = 0.45F * luma;
    const float t = massShare(p, scaleMax, scaleMin);
    const float alpha = opacity * std::pow(t, 0.6F);
    const Rgb color = massColor(colorMap, t);
    const auto blend = [dark, alpha](std::uint8_t channel) {
        return static_cast<std::uint8_t>(
            std::lround(std::lerp(dark, static_cast<float>(channel), alpha)));
    };
    return {blend(color.r), blend(color.g), blend(color.b)};
}

/// Value v of a signed map on a range [-diffMax, diffMax].
[[nodiscard]] inline Rgb shadeSigned(float v, float diffMax)
{
    return signedColor(v / diffMax);
}

} // namespace dare
