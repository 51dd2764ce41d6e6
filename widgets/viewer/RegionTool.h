#pragma once

#include "core/types/Region.h"
#include "widgets/viewer/PaneLayout.h"

#include <QPointF>

#include <optional>

namespace dare
{

class ViewModel;

/// Drags the region's box on any pane: a new box, one of its corners, or the whole box. Holds only
/// what a drag needs; the box lives in ViewModel::region(). @thread GUI
class RegionTool
{
public:
    explicit RegionTool(ViewModel *model) : m_model(model) {}

    /// What a position would take hold of.
    enum class Grip { None, New, Move, TopLeft, TopRight, BottomLeft, BottomRight };
    [[nodiscard]] Grip gripAt(const std::vector<PaneBox> &boxes, QPointF position,
                              double ratio) const;
    /// @return whether the drag is the region's
    bool press(const std::vector<PaneBox> &boxes, QPointF position, double ratio);
    bool drag(const std::vector<PaneBox> &boxes, QPointF position, double ratio);
    bool release();
    /// Arrow keys. @param pixels clip pixels
    bool nudge(int dx, int dy);

private:
    [[nodiscard]] std::optional<std::size_t> paneAt(const std::vector<PaneBox> &boxes,
                                                    QPointF position) const;
    [[nodiscard]] QPointF shareAt(const std::vector<PaneBox> &boxes, std::size_t pane,
                                  QPointF position, double ratio) const;

    ViewModel *m_model;
    Grip m_grip = Grip::None;
    std::size_t m_pane = 0;
    QPointF m_from;
    RegionBox m_box;
};

/// The region of the shown frame on one pane, widget pixels; nothing where there is none.
[[nodiscard]] std::optional<QRectF> regionOnPane(const ViewModel &model,
                                                 const std::vector<PaneBox> &boxes,
                                                 std::size_t pane, double ratio);

} // namespace dare
