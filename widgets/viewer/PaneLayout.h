#pragma once

#include "core/types/ViewSpec.h"

#include <QPointF>
#include <QRectF>
#include <QSize>

#include <vector>

namespace dare
{

/// Where one pane lies in the viewer, in widget coordinates.
struct PaneBox {
    QRectF picture; ///< pixels of video and map
    QRectF caption; ///< line above it; empty where labels lie on the picture
};

/// How a clip lies in its pane.
struct PaneView {
    double zoom = 1.0; ///< device pixels per clip pixel
    QPointF centre;    ///< clip pixel at the middle of the pane
};

/// Places the panes row by row. Equal rows (Explore) share the area with a seam of 1 px; rows of
/// different lengths (Inspect) are squares of the clip's shape with a caption line above each.
/// @param clip size in clip pixels, of the first content that has one
[[nodiscard]] std::vector<PaneBox> layoutPanes(const ViewSpec &spec, QSizeF area, QSize clip);

/// @return the clip's size, or a map's grid where there is no clip; empty where there is neither
[[nodiscard]] QSize clipSizeOf(const std::vector<PaneContent> &contents);

/// @return zoom and centre of a pane: all panes show the same part of the clip
/// @param boxes from layoutPanes(), the first decides what spec.zoom means
/// @param ratio device pixels per widget pixel
[[nodiscard]] PaneView viewOfPane(const ViewSpec &spec, const std::vector<PaneBox> &boxes,
                                  std::size_t pane, QSize clip, double ratio);

} // namespace dare
