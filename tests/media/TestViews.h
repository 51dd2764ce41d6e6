#pragma once

#include "core/media/Comparison.h"
#include "core/types/ColorMap.h"
#include "tests/media/CodedClip.h"

#include <utility>
#include <vector>

namespace dare::test {

using View = std::pair<ViewSpec, std::vector<PaneContent>>;

/// Side A and B of one run as videos.
inline View pairView(std::shared_ptr<const Clip> a, std::shared_ptr<const Clip> b)
{
    ViewSpec spec;
    spec.sources = {{Side::A, "", "Plain CFG", "w 3.0"},
                    {Side::B, "", "DARE", "w 3.0 \u03bb 0.60 s 1.00 \u03b3 0.50"}};
    spec.panes.resize(2);
    spec.panes[1].source = 1;
    spec.prompt = "a turtle and a rocket on a beach at night";
    return {spec, {{std::move(a), nullptr}, {std::move(b), nullptr}}};
}

/// The pair with the selected word's map over both.
inline View overlayView(std::shared_ptr<const Clip> a, std::shared_ptr<const Clip> b,
                        std::shared_ptr<const HeatMap> map)
{
    View view = pairView(std::move(a), std::move(b));
    view.first.word = "turtle";
    view.first.scaleMax = 0.2F;
    for (ViewPane &pane : view.first.panes)
        pane.overlay = true;
    for (PaneContent &content : view.second)
        content.map = map;
    return view;
}

inline Rgb pixelAt(const Picture &picture, int x, int y)
{
    const auto at = static_cast<std::size_t>((y * picture.width + x) * 4);
    return {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]};
}

/// @return how many pixels of a rectangle differ between two pictures of one size
inline int differences(const Picture &one, const Picture &two, int left, int top, int width,
                       int height)
{
    int count = 0;
    for (int y = top; y < top + height; ++y)
        for (int x = left; x < left + width; ++x)
            count += pixelAt(one, x, y) == pixelAt(two, x, y) ? 0 : 1;
    return count;
}

} // namespace dare::test
