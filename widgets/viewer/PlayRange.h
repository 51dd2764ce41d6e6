#pragma once

#include <algorithm>

namespace dare
{

/// Which part of the axis plays, and how it goes on at the ends. Values alone; the view-model owns
/// one for the Frame axis.
struct PlayRange {
    int in = -1;  ///< first position; -1: the axis' own
    int out = -1; ///< last position; -1: the axis' own
    bool pingPong = false;
    int direction = 1; ///< -1 while a ping-pong goes back

    [[nodiscard]] int first(int count) const { return std::clamp(in, 0, std::max(0, count - 1)); }
    [[nodiscard]] int last(int count) const
    {
        return out < 0 ? std::max(0, count - 1) : std::clamp(out, first(count), count - 1);
    }
    /// Where `ticks` ticks of a loop lead from a position. Changes the direction of a ping-pong.
    [[nodiscard]] int after(int position, int ticks, int count)
    {
        const int low = first(count);
        const int length = last(count) - low + 1;
        if (length <= 1)
            return low;
        const int at = std::clamp(position - low, 0, length - 1);
        if (!pingPong)
            return low + (at + ticks) % length;
        // A walk there and back has 2 (n - 1) places, the ends once each.
        const int cycle = 2 * (length - 1);
        const int place = (direction > 0 ? at : cycle - at) % cycle;
        const int next = (place + ticks) % cycle;
        direction = next < length - 1 ? 1 : -1;
        return low + (next < length ? next : cycle - next);
    }
    bool operator==(const PlayRange &) const = default;
};

} // namespace dare
