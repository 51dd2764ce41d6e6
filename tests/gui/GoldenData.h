#pragma once

#include "core/types/HeadGrid.h"
#include "core/types/StepShares.h"
#include "tests/widgets/SyntheticView.h"

#include <memory>
#include <vector>

namespace dare::golden
{

inline constexpr int kSteps = 16;
inline constexpr int kFrames = 16;
inline constexpr int kClip = 96; ///< width and height

/// A disc of its side's colour that moves with the frame, on a ground that gets lighter downwards.
inline std::shared_ptr<const Clip> disc(Side side, int step)
{
    return synthetic::clip(kClip, kClip, kFrames, [=](int f, int y, int x) {
        const int dx = x - (side == Side::A ? 24 + 2 * f : 70 - 2 * f);
        const int dy = y - 52;
        const bool in = dx * dx + dy * dy < 18 * 18;
        const int blue = 40 + y / 2 + 2 * step;
        return !in ? Rgb{18, static_cast<std::uint8_t>(30 + y / 4), static_cast<std::uint8_t>(blue)}
               : side == Side::A ? Rgb{205, 92, 60}
                                 : Rgb{92, 176, 70};
    });
}

/// High where the disc is, falling off by eighths around it.
inline std::shared_ptr<const HeatMap> blob(Side side, double peak)
{
    return synthetic::map(16, 16, kFrames, [=](int f, int y, int x) {
        const int dx = 6 * x - (side == Side::A ? 24 + 2 * f : 70 - 2 * f);
        const int dy = 6 * y - 52;
        return peak / (1.0 + (dx * dx + dy * dy) / 256.0);
    });
}

inline StepShares shares()
{
    StepShares out;
    out.labels = {"a", "turtle"};
    out.rho = {0.02, 0.8};
    out.steps = kSteps;
    out.blocks = 6;
    for (StepShares::SideShares &side : out.sides) {
        const float high = &side == &out.sides[0] ? 0.25F : 1.5F;
        for (int row = 0; row < 6; ++row) {
            std::vector<float> line;
            for (int step = 0; step < kSteps; ++step)
                line.push_back(high + 0.0625F * static_cast<float>(row * step % 8));
            side.layers.push_back(line);
            if (row < 2)
                side.words.push_back(line);
        }
        side.neglected = {false, high < 0.5F};
    }
    return out;
}

inline HeadGrid heads()
{
    HeadGrid out;
    out.layers = out.heads = 6;
    out.step = 11;
    for (int i = 0; i < 36; ++i) {
        HeadCell cell;
        cell.captured = i / 6 != 3;
        if (cell.captured)
            cell.map = *synthetic::map(
                4, 4, 1, [i](int, int y, int x) { return 0.0625 * ((x * y + i) % 5); });
        out.cells.push_back(cell);
    }
    return out;
}

} // namespace dare::golden
