#pragma once

#include "widgets/viewer/PaneLayout.h"

#include <optional>

namespace dare
{

/// What lies under a point of the viewer.
struct PaneProbe {
    std::size_t pane = 0;
    double x = 0.0; ///< clip pixels
    double y = 0.0;
    std::optional<float> value; ///< of the map that the pane shows there
    bool isSigned = false;
    bool operator==(const PaneProbe &) const = default;
};

/// @param position widget pixels @param ratio device pixels per widget pixel
/// @return nothing where no pane shows the clip there
[[nodiscard]] std::optional<PaneProbe> probeAt(const ViewSpec &spec,
                                               const std::vector<PaneContent> &contents,
                                               const std::vector<PaneBox> &boxes, QPointF position,
                                               double ratio);

/// Where a clip pixel lies in a pane, widget pixels.
[[nodiscard]] QPointF positionOf(const ViewSpec &spec, const std::vector<PaneBox> &boxes,
                                 std::size_t pane, QSize clip, QPointF pixel, double ratio);

/// The other way: the clip pixel under a position, which may lie outside the clip.
[[nodiscard]] QPointF pixelUnder(const ViewSpec &spec, const std::vector<PaneBox> &boxes,
                                 std::size_t pane, QSize clip, QPointF position, double ratio);

} // namespace dare
