#pragma once

#include "core/types/CompareShade.h"

#include <array>
#include <optional>

namespace dare
{

/// A box in canvas pixels.
struct MetricBox {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
    bool operator==(const MetricBox &) const = default;
};

/// The frames that are compared: the same of both clips, or one of each.
struct FramesAt {
    FramesAt(int both) : a(both), b(both) {}
    FramesAt(int ofA, int ofB) : a(ofA), b(ofB) {}
    int a;
    int b;
};

/// Peak signal to noise ratio of two frames over R, G and B, where both clips are on their common
/// canvas. Shorter clips hold their last frame.
/// @param frames of the longer clip, from 0 @param box none: all of it
/// @return dB; infinity where the frames are identical, NaN where there is nothing to compare
/// @thread any
[[nodiscard]] double psnrOf(const Clip &a, const Clip &b, FramesAt frames,
                            const std::optional<MetricBox> &box = {});

/// Structural similarity of BT.709 luma: Gaussian window of 11 x 11, sigma 1.5, K1 = 0.01,
/// K2 = 0.03, dynamic range 255, mean over all windows that lie inside (Wang et al. 2004,
/// doi 10.1109/TIP.2003.819861). Smaller boxes than a window give one window over the box.
/// @return in [-1,1], 1 where they are identical; NaN where there is nothing to compare
/// @thread any
[[nodiscard]] double ssimOf(const Clip &a, const Clip &b, FramesAt frames,
                            const std::optional<MetricBox> &box = {});

/// Mean |p_B - p_A| over the query grid, each in the map frame of the frame that its clip shows.
/// @param frames of the longer clip, from 0; shorter clips hold their last frame
/// @param clipFrames of A's own clip and of B's
/// @param box in shares of the picture: left, top, right, bottom in [0,1]; none: all of it
/// @return NaN where the grids of a frame differ or a map is empty
[[nodiscard]] double attentionDeltaOf(const HeatMap &a, const HeatMap &b, FramesAt frames,
                                      const std::array<int, 2> &clipFrames,
                                      const std::optional<std::array<double, 4>> &box = {});

} // namespace dare
