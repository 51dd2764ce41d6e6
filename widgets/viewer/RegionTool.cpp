#include "widgets/viewer/RegionTool.h"

#include "widgets/viewer/PaneProbe.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kGrab = 12.0; // half of a 24 px target
constexpr double kLeastDrag = 0.01;

bool near(QPointF a, QPointF b)
{
    return std::abs(a.x() - b.x()) <= kGrab && std::abs(a.y() - b.y()) <= kGrab;
}

} // namespace

std::optional<QRectF> regionOnPane(const ViewModel &model, const std::vector<PaneBox> &boxes,
                                   std::size_t pane, double ratio)
{
    const auto box = model.region()->track().at(model.frame());
    const QSize clip = clipSizeOf(model.contents());
    if (!box || clip.isEmpty() || pane >= boxes.size())
        return std::nullopt;
    const auto at = [&](double x, double y) {
        return positionOf(model.spec(), boxes, pane, clip,
                          QPointF(x * clip.width(), y * clip.height()), ratio);
    };
    return QRectF(at(box->left, box->top), at(box->right, box->bottom));
}

std::optional<std::size_t> RegionTool::paneAt(const std::vector<PaneBox> &boxes,
                                              QPointF position) const
{
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].picture.contains(position))
            return i;
    }
    return std::nullopt;
}

QPointF RegionTool::shareAt(const std::vector<PaneBox> &boxes, std::size_t pane, QPointF position,
                            double ratio) const
{
    const QSize clip = clipSizeOf(m_model->contents());
    const QPointF pixel = pixelUnder(m_model->spec(), boxes, pane, clip, position, ratio);
    return {pixel.x() / std::max(1, clip.width()), pixel.y() / std::max(1, clip.height())};
}

RegionTool::Grip RegionTool::gripAt(const std::vector<PaneBox> &boxes, QPointF position,
                                    double ratio) const
{
    const auto pane = paneAt(boxes, position);
    if (!m_model->region()->toolOn() || m_model->workspace() != Workspace::Inspect || !pane ||
        clipSizeOf(m_model->contents()).isEmpty())
        return Grip::None;
    const auto region = regionOnPane(*m_model, boxes, *pane, ratio);
    if (!region)
        return Grip::New;
    if (near(position, region->topLeft()))
        return Grip::TopLeft;
    if (near(position, region->bottomRight()))
        return Grip::BottomRight;
    if (near(position, region->topRight()))
        return Grip::TopRight;
    if (near(position, region->bottomLeft()))
        return Grip::BottomLeft;
    return region->contains(position) ? Grip::Move : Grip::New;
}

bool RegionTool::press(const std::vector<PaneBox> &boxes, QPointF position, double ratio)
{
    m_grip = gripAt(boxes, position, ratio);
    if (m_grip == Grip::None)
        return false;
    m_pane = *paneAt(boxes, position);
    m_from = shareAt(boxes, m_pane, position, ratio);
    m_box = m_model->region()->track().at(m_model->frame()).value_or(RegionBox());
    m_model->region()->beginGesture();
    return true;
}

bool RegionTool::drag(const std::vector<PaneBox> &boxes, QPointF position, double ratio)
{
    if (m_grip == Grip::None || m_pane >= boxes.size())
        return false;
    if (!m_model->region()->inGesture())
        return true; // the region was cleared meanwhile: the rest of the drag draws no new one
    const QPointF to = shareAt(boxes, m_pane, position, ratio);
    RegionBox box = m_box;
    const bool left = m_grip == Grip::TopLeft || m_grip == Grip::BottomLeft;
    const bool top = m_grip == Grip::TopLeft || m_grip == Grip::TopRight;
    switch (m_grip) {
    case Grip::New:
        // A click that trembles is no box.
        if (std::abs(to.x() - m_from.x()) < kLeastDrag ||
            std::abs(to.y() - m_from.y()) < kLeastDrag)
            return true;
        box = {m_from.x(), m_from.y(), to.x(), to.y()};
        break;
    case Grip::Move: {
        const double dx = std::clamp(to.x() - m_from.x(), -m_box.left, 1.0 - m_box.right);
        const double dy = std::clamp(to.y() - m_from.y(), -m_box.top, 1.0 - m_box.bottom);
        box = {m_box.left + dx, m_box.top + dy, m_box.right + dx, m_box.bottom + dy};
        break;
    }
    default:
        (left ? box.left : box.right) = to.x();
        (top ? box.top : box.bottom) = to.y();
        break;
    }
    m_model->region()->setBox(m_model->frame(), box);
    return true;
}

bool RegionTool::release()
{
    if (m_grip == Grip::None)
        return false;
    m_grip = Grip::None;
    m_model->region()->endGesture();
    return true;
}

bool RegionTool::nudge(int dx, int dy)
{
    RegionModel *region = m_model->region();
    const QSize clip = clipSizeOf(m_model->contents());
    if (!region->toolOn() || region->empty() || clip.isEmpty() ||
        m_model->workspace() != Workspace::Inspect)
        return false;
    region->move(m_model->frame(), double(dx) / clip.width(), double(dy) / clip.height());
    return true;
}

} // namespace dare
