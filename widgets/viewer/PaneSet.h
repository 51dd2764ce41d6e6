#pragma once

#include "core/types/ViewSpec.h"

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

namespace dare
{

/// Which difference the signed pane shows: after - before of one side, or B - A of the after-maps.
enum class DiffOf { A, B, BMinusA };

/// Which panes the viewer holds.
enum class Workspace { Explore, Inspect, Compare };

[[nodiscard]] constexpr std::size_t index(Side side)
{
    return side == Side::A ? 0 : 1;
}

/// The maps of the selected word at one step, layer and head. Where nothing was reweighted, `after`
/// is the same pointer as `before`: the difference is then zero bit for bit.
struct MapSet {
    std::array<std::shared_ptr<const HeatMap>, 2> before; ///< by index(Side)
    std::array<std::shared_ptr<const HeatMap>, 2> after;

    [[nodiscard]] bool empty() const { return !before[0] && !before[1] && !after[0] && !after[1]; }
};

/// What the panes may show: pixels in memory, by side.
struct PaneSources {
    std::array<std::shared_ptr<const Clip>, 2> clips;
    MapSet maps;
    std::shared_ptr<const HeatMap> difference;
};

/// A | B, with the selected word's map over both when `overlay` is on.
[[nodiscard]] std::vector<ViewPane> explorePanes(bool overlay, bool swapped);

/// A and B with the after-map over them, then before, after and difference of side B.
[[nodiscard]] std::vector<ViewPane> inspectPanes(DiffOf diff, bool swapped);

/// @return minuend - subtrahend; empty where one is missing or their grids differ
[[nodiscard]] std::shared_ptr<const HeatMap>
difference(const std::shared_ptr<const HeatMap> &minuend,
           const std::shared_ptr<const HeatMap> &subtrahend);

/// The difference that `diff` names; `swapped` turns B - A into A - B.
[[nodiscard]] std::shared_ptr<const HeatMap> difference(const MapSet &maps, DiffOf diff,
                                                        bool swapped);

/// @return one content per pane. Map panes get no clip: their map stands alone.
[[nodiscard]] std::vector<PaneContent> paneContents(const std::vector<ViewPane> &panes,
                                                    const PaneSources &sources);

/// @return the mean over frames and cells: the word's share of the attention (its mass)
[[nodiscard]] double meanOf(const HeatMap &map);

} // namespace dare
