#pragma once

#include "core/types/Frame.h"

#include <cstddef>
#include <vector>

namespace dare
{

/// One head of one block.
struct HeadCell {
    bool captured = false;
    HeatMap map;          ///< one frame [1,Y,X]; empty where not captured
    float mass = 0.0F;    ///< of the whole clip
    float entropy = 0.0F; ///< nats, of the frame
};

/// The maps of the selected words in every head of every block, at one frame: thumbnails.
struct HeadGrid {
    int layers = 0;
    int heads = 0;
    int step = -1;               ///< -1: the mean over steps
    int frame = 0;               ///< map frame
    std::vector<HeadCell> cells; ///< [layers, heads]
    std::vector<float> cos;      ///< [layers] cos(o, o') of the words; empty where not measured

    [[nodiscard]] const HeadCell &at(int layer, int head) const
    {
        return cells[static_cast<std::size_t>(layer * heads + head)];
    }
    [[nodiscard]] bool anyCaptured() const
    {
        for (const HeadCell &cell : cells) {
            if (cell.captured)
                return true;
        }
        return false;
    }
};

/// How well one head's map matches a place or another word's map.
struct HeadScore {
    int layer = 0;
    int head = 0;
    double overlap = 0.0;  ///< 0 to 1
    double pointing = 0.0; ///< share of frames whose hottest cell lies on the target
    bool operator==(const HeadScore &) const = default;
};

} // namespace dare
