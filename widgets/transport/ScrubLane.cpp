#include "widgets/transport/ScrubLane.h"

#include "widgets/theme/Theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kCellHeight = 16.0;
constexpr double kInset = 2.0; // room for the focus ring
constexpr int kMostCells = 120;
constexpr double kHatch = 6.0;

void hatch(QPainter &painter, const QRectF &rect, const QColor &color)
{
    painter.save();
    painter.setClipRect(rect, Qt::IntersectClip);
    painter.setPen(QPen(color, kHatch / 2.0));
    for (double x = rect.left() - rect.height(); x < rect.right(); x += kHatch * 1.2)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

} // namespace

ScrubLane::ScrubLane(QWidget *parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ScrubLane::setCells(int count, int done, int current, int running)
{
    if (count == m_count && done == m_done && current == m_current && running == m_running)
        return;
    m_count = count;
    m_done = done;
    m_current = current;
    m_running = running;
    update();
}

void ScrubLane::setTicks(const std::vector<int> &cells)
{
    if (cells == m_ticks)
        return;
    m_ticks = cells;
    update();
}

void ScrubLane::setRange(int in, int out)
{
    if (in == m_in && out == m_out)
        return;
    m_in = in;
    m_out = out;
    update();
}

QRectF ScrubLane::cellRect(int cell) const
{
    if (m_count <= 0)
        return {};
    const double length = width() - 2 * kInset;
    const double left = kInset + length * cell / m_count;
    const double right = kInset + length * (cell + 1) / m_count;
    return {left, (height() - kCellHeight) / 2.0, right - left, kCellHeight};
}

int ScrubLane::cellAt(double x) const
{
    if (m_count <= 0)
        return -1;
    const double length = std::max(1.0, width() - 2 * kInset);
    return std::clamp(static_cast<int>(std::floor((x - kInset) * m_count / length)), 0,
                      m_count - 1);
}

void ScrubLane::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF whole(kInset, (height() - kCellHeight) / 2.0, width() - 2 * kInset, kCellHeight);
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2.0));
        painter.drawRoundedRect(whole.adjusted(-1, -2, 1, 2), 4.0, 4.0);
    }
    QPainterPath outline;
    outline.addRoundedRect(whole, 3.0, 3.0);
    painter.setClipPath(outline);
    const QColor empty = mixed(theme.panel, theme.track, 0.55);
    const QColor done = mixed(theme.panel, mixed(theme.track, theme.tx3, 0.7), 0.75);
    painter.fillRect(whole, m_count > 0 ? theme.panel : empty);
    painter.setRenderHint(QPainter::Antialiasing, m_count > kMostCells);
    const double gap = m_count > kMostCells ? 0.0 : 1.0;
    for (int cell = 0; cell < m_count; ++cell) {
        QRectF rect = cellRect(cell);
        rect.setLeft(std::round(rect.left()));
        rect.setRight(std::round(cellRect(cell).right()) - (cell + 1 < m_count ? gap : 0.0));
        if (gap == 0.0 && cell == m_current)
            continue;
        const bool isCurrent = cell == m_current;
        painter.fillRect(rect, isCurrent ? theme.accent : cell < m_done ? done : empty);
        if (cell == m_running && !isCurrent) {
            painter.fillRect(rect, theme.panel);
            hatch(painter, rect, theme.accent);
        }
    }
    if (gap == 0.0 && m_current >= 0) {
        const QRectF rect = cellRect(m_current);
        const double wide = std::max(3.0, rect.width());
        painter.fillRect(QRectF(rect.center().x() - wide / 2.0, rect.top(), wide, rect.height()),
                         theme.accent);
    }
    paintTicks(painter);
    paintRange(painter);
}

void ScrubLane::paintTicks(QPainter &painter) const
{
    painter.setClipping(false);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(currentTheme().warn);
    for (const int cell : m_ticks) {
        const QRectF rect = cellRect(cell);
        painter.drawPolygon(QPolygonF({{rect.center().x(), rect.bottom() - 3.0},
                                       {rect.center().x() - 4.0, height() - 0.5},
                                       {rect.center().x() + 4.0, height() - 0.5}}));
    }
}

void ScrubLane::paintRange(QPainter &painter) const
{
    painter.setClipping(false);
    const auto bracket = [&](double x, double arm) {
        const QRectF rect = cellRect(0);
        painter.setPen(QPen(currentTheme().tx, 2.0));
        painter.drawPolyline(QPolygonF({{x + arm, rect.top() - 2.0},
                                        {x, rect.top() - 2.0},
                                        {x, rect.bottom() + 2.0},
                                        {x + arm, rect.bottom() + 2.0}}));
    };
    constexpr double kArm = 4.0;
    if (m_in >= 0 && m_in < m_count)
        bracket(cellRect(m_in).left(), kArm);
    if (m_out >= 0 && m_out < m_count)
        bracket(cellRect(m_out).right(), -kArm);
}

void ScrubLane::seek(int cell)
{
    if (m_count > 0)
        Q_EMIT seekRequested(std::clamp(cell, 0, m_count - 1));
}

void ScrubLane::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        seek(cellAt(event->position().x()));
}

void ScrubLane::mouseMoveEvent(QMouseEvent *event)
{
    const int cell = cellAt(event->position().x());
    if ((event->buttons() & Qt::LeftButton) != 0 && cell != m_current)
        seek(cell);
}

void ScrubLane::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        Q_EMIT resetRequested();
}

void ScrubLane::keyPressEvent(QKeyEvent *event)
{
    const int stride = (event->modifiers() & Qt::ShiftModifier) != 0 ? 10 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return seek(m_current - stride);
    case Qt::Key_Right:
        return seek(m_current + stride);
    case Qt::Key_Home:
        return seek(0);
    case Qt::Key_End:
        return seek(m_count - 1);
    default:
        event->ignore();
    }
}

} // namespace dare
