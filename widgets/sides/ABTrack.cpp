#include "widgets/sides/ABTrack.h"

#include "widgets/theme/Theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{
constexpr double kMargin = 8.0; // half a disc and its ring, so that neither end is clipped
constexpr double kFineShare = 0.1;
} // namespace

ABTrack::ABTrack(double minimum, double maximum, QWidget *parent)
    : QWidget(parent), m_minimum(minimum), m_maximum(maximum)
{
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ABTrack::setValues(double a, double b)
{
    m_a = a;
    m_b = b;
    update();
}

void ABTrack::setHandlesShown(bool a, bool b)
{
    m_showA = a;
    m_showB = b;
    update();
}

double ABTrack::xOf(double value) const
{
    const double share = std::clamp((value - m_minimum) / (m_maximum - m_minimum), 0.0, 1.0);
    return kMargin + share * (width() - 2 * kMargin);
}

double ABTrack::valueAt(double x) const
{
    const double share = (x - kMargin) / std::max(1.0, width() - 2 * kMargin);
    return m_minimum + std::clamp(share, 0.0, 1.0) * (m_maximum - m_minimum);
}

Side ABTrack::nearer(double x) const
{
    if (!m_showA || !m_showB)
        return m_showB ? Side::B : Side::A;
    const double toA = std::abs(x - xOf(m_a));
    const double toB = std::abs(x - xOf(m_b));
    // B lies on top where both coincide; to the left of the pair A is meant.
    if (std::abs(toA - toB) < 0.5)
        return x < xOf(m_b) - 4.0 ? Side::A : Side::B;
    return toA < toB ? Side::A : Side::B;
}

void ABTrack::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const double middle = height() / 2.0;
    painter.setBrush(theme.track);
    painter.drawRoundedRect(QRectF(kMargin, middle - 2, width() - 2 * kMargin, 4), 2, 2);
    if (m_showA && m_showB) {
        const double left = std::min(xOf(m_a), xOf(m_b));
        const double right = std::max(xOf(m_a), xOf(m_b));
        painter.setBrush(mixed(theme.track, theme.accent, 0.6));
        painter.drawRect(QRectF(left, middle - 2, right - left, 4));
    }
    if (m_showA) {
        painter.setBrush(theme.panel);
        painter.drawRoundedRect(QRectF(xOf(m_a) - 3.5, middle - 9, 7, 18), 3, 3);
        painter.setBrush(theme.sideA);
        painter.drawRoundedRect(QRectF(xOf(m_a) - 1.5, middle - 7, 3, 14), 1.5, 1.5);
    }
    if (m_showB) {
        painter.setBrush(theme.panel);
        painter.drawEllipse(QPointF(xOf(m_b), middle), 9, 9);
        painter.setBrush(theme.accent);
        painter.drawEllipse(QPointF(xOf(m_b), middle), 7, 7);
    }
}

void ABTrack::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_dragSide = nearer(event->position().x());
    m_pressX = event->position().x();
    m_pressValue = value(m_dragSide);
    Q_EMIT dragStarted();
}

void ABTrack::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_dragging)
        return;
    const double pixels = (event->position().x() - m_pressX) *
                          (event->modifiers().testFlag(Qt::ShiftModifier) ? kFineShare : 1.0);
    Q_EMIT dragged(m_dragSide, valueAt(xOf(m_pressValue) + pixels));
}

void ABTrack::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragging || event->button() != Qt::LeftButton)
        return;
    m_dragging = false;
    Q_EMIT dragFinished();
}

void ABTrack::mouseDoubleClickEvent(QMouseEvent *event)
{
    Q_EMIT resetRequested(nearer(event->position().x()));
}

} // namespace dare
