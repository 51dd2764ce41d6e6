#pragma once

#include "core/types/ColorMap.h"
#include "widgets/viewer/ViewModel.h"

#include <cstdint>
#include <memory>

namespace dare::synthetic
{

/// A clip whose pixels are `colorAt(frame, y, x)`.
template <typename Color>
std::shared_ptr<const Clip> clip(int width, int height, int frames, Color colorAt)
{
    auto out = std::make_shared<Clip>();
    out->width = width;
    out->height = height;
    out->frames = frames;
    for (int f = 0; f < frames; ++f) {
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                const Rgb color = colorAt(f, y, x);
                out->rgb.insert(out->rgb.end(), {color.r, color.g, color.b});
            }
        }
    }
    return out;
}

/// A map whose values are `valueAt(frame, y, x)`.
template <typename Value>
std::shared_ptr<const HeatMap> map(int width, int height, int frames, Value valueAt)
{
    auto out = std::make_shared<HeatMap>();
    out->width = width;
    out->height = height;
    out->frames = frames;
    for (int f = 0; f < frames; ++f) {
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x)
                out->values.push_back(static_cast<float>(valueAt(f, y, x)));
        }
    }
    return out;
}

/// A finished run of 20 steps with labels.
inline RunView run()
{
    RunView out;
    out.steps = 20;
    out.layers = 8;
    out.heads = 6;
    out.sources[0].preset = "Plain CFG";
    out.sources[0].settings = "w 3.0";
    out.sources[1].preset = "DARE";
    out.sources[1].settings = "λ 0.60 s 1.00";
    return out;
}

} // namespace dare::synthetic
