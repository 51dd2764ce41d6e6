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
    QSize clip;        ///< of the pane's own clip
};

/// Places the panes row by row. Equal rows (Explore, Compare) share the area with a seam of 1 px,
/// the last one may be shorter; rows of given, different lengths (Inspect) have the clip's
/// shape with a caption line above each; where one row fills the width the others take its height.
/// @param clip size in clip pixels, of the first content that has one
[[nodiscard]] std::vector<PaneBox> layoutPanes(const ViewSpec &spec, QSizeF area, QSize clip);

/// @return the size of the first clip (of the canvas, where two are compared), or a map's grid
/// where
///         there is no clip; empty where there is neither
[[nodiscard]] QSize clipSizeOf(const std::vector<PaneContent> &contents);

/// @return the size of what a pane shows; `fallback` where it is a map alone
[[nodiscard]] QSize ownSizeOf(const PaneContent &content, QSize fallback);

/// @return zoom and centre of a pane: all panes show the same part of the clip. A clip of another
///         size than the first is fitted into its place, never stretched.
/// @param boxes from layoutPanes(), the first decides what spec.zoom means
/// @param ratio device pixels per widget pixel @param own size of the pane's clip; empty: `clip`
[[nodiscard]] PaneView viewOfPane(const ViewSpec &spec, const std::vector<PaneBox> &boxes,
                                  std::size_t pane, QSize clip, double ratio, QSize own = {});

} // namespace dare
