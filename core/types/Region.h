#pragma once

#include "core/types/Frame.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace dare
{

/// A box on the picture in shares of its width and height, so that it fits every clip and map.
struct RegionBox {
    double left = 0.0;
    double top = 0.0;
    double right = 0.0;
    double bottom = 0.0;

    [[nodiscard]] double width() const { return right - left; }
    [[nodiscard]] double height() const { return bottom - top; }
    bool operator==(const RegionBox &) const = default;
};

/// @return the box with its corners in order, within the picture and at least `least` wide and high
[[nodiscard]] inline RegionBox tidied(RegionBox box, double least = 1e-3)
{
    if (box.left > box.right)
        std::swap(box.left, box.right);
    if (box.top > box.bottom)
        std::swap(box.top, box.bottom);
    const auto fit = [least](double &low, double &high) {
        low = std::clamp(low, 0.0, 1.0 - least);
        high = std::clamp(high, low + least, 1.0);
    };
    fit(box.left, box.right);
    fit(box.top, box.bottom);
    return box;
}

/// Boxes on key frames. Without following, the newest box holds on every frame; following, the
/// boxes between two key frames are interpolated linearly and the outermost ones hold beyond.
struct RegionTrack {
    std::map<int, RegionBox> keys; ///< by clip frame
    bool follow = false;

    [[nodiscard]] bool empty() const { return keys.empty(); }
    [[nodiscard]] std::optional<RegionBox> at(int frame) const
    {
        if (keys.empty())
            return std::nullopt;
        const auto next = keys.lower_bound(frame);
        if (next == keys.end())
            return keys.rbegin()->second;
        if (next == keys.begin() || next->first == frame)
            return next->second;
        const auto &[from, a] = *std::prev(next);
        const auto &[to, b] = *next;
        const double t = static_cast<double>(frame - from) / static_cast<double>(to - from);
        return RegionBox{std::lerp(a.left, b.left, t), std::lerp(a.top, b.top, t),
                         std::lerp(a.right, b.right, t), std::lerp(a.bottom, b.bottom, t)};
    }
    /// Puts a box: a key of this frame where boxes are followed, else the only one.
    void set(int frame, const RegionBox &box)
    {
        if (!follow)
            keys.clear();
        keys[frame] = box;
    }
    bool operator==(const RegionTrack &) const = default;
};

/// @return the boxes as frames of a clip that is `by` frames ahead of the one they were drawn over
[[nodiscard]] inline RegionTrack shifted(const RegionTrack &track, int by)
{
    RegionTrack out;
    out.follow = track.follow;
    for (const auto &[frame, box] : track.keys)
        out.keys[frame + by] = box;
    return out;
}

/// @return the mean of a map's frame within the box; cells count by the area that is covered
[[nodiscard]] inline double meanWithin(const HeatMap &map, int frame, const RegionBox &box)
{
    const double left = box.left * map.width;
    const double right = box.right * map.width;
    const double top = box.top * map.height;
    const double bottom = box.bottom * map.height;
    double sum = 0.0;
    double area = 0.0;
    for (int y = static_cast<int>(top); y < map.height && y < bottom; ++y) {
        const double high = std::min(bottom, y + 1.0) - std::max(top, static_cast<double>(y));
        for (int x = static_cast<int>(left); x < map.width && x < right; ++x) {
            const double wide = std::min(right, x + 1.0) - std::max(left, static_cast<double>(x));
            sum += high * wide * static_cast<double>(map.at(frame, y, x));
            area += high * wide;
        }
    }
    return area > 0.0 ? sum / area : 0.0;
}

} // namespace dare
