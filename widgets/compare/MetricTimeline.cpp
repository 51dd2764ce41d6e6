#include "widgets/compare/MetricTimeline.h"

#include "widgets/compare/MetricsModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/ViewModel.h"

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

constexpr double kNames = 100.0; // left of the lanes
constexpr double kAxis = 72.0;   // right of them
constexpr double kTop = 6.0;
constexpr double kGap = 5.0;

struct Axis {
    double low = 0.0;
    double high = 1.0;
};

/// Whole decibels, tenths of SSIM, 1-2-5 of attention: the axis moves rarely.
Axis axisOf(const MetricsModel &metrics, Metric metric)
{
    double low = 1e30;
    double high = -1e30;
    for (const float value : metrics.values(metric)) {
        if (!std::isfinite(value))
            continue;
        low = std::min(low, static_cast<double>(value));
        high = std::max(high, static_cast<double>(value));
    }
    if (low > high)
        return metric == Metric::Psnr ? Axis{0.0, 60.0} : Axis{0.0, 1.0};
    if (metric == Metric::Psnr)
        return {std::floor(low) - 1.0, std::ceil(high) + 1.0};
    if (metric == Metric::Ssim)
        return {std::floor(low * 10.0 - 0.2) / 10.0, std::min(1.0, std::ceil(high * 10.0) / 10.0)};
    return {0.0, static_cast<double>(roundUp125(static_cast<float>(high)))};
}

QString axisText(Metric metric, const Axis &axis)
{
    const auto text = [metric](double value) {
        return metric == Metric::Psnr   ? QString::number(value, 'f', 0)
               : metric == Metric::Ssim ? QString::number(value, 'f', 1)
                                        : QString::number(value, 'g', 2);
    };
    return text(axis.low) + QStringLiteral("–") + text(axis.high) +
           (metric == Metric::Psnr ? QStringLiteral(" dB") : QString());
}

} // namespace

MetricTimeline::MetricTimeline(MetricsModel *metrics, ViewModel *view, QWidget *parent)
    : QWidget(parent), m_metrics(metrics), m_view(view)
{
    setObjectName(QStringLiteral("metricTimeline"));
    setAccessibleName(tr("Metrics per frame: A against B"));
    setToolTip(tr("PSNR, SSIM and attention difference of A against B; click goes to a frame "
                  "(N next, P previous extreme)"));
    setFocusPolicy(Qt::StrongFocus);
    connect(metrics, &MetricsModel::changed, this, &MetricTimeline::invalidate);
    connect(view, &ViewModel::frameChanged, this, qOverload<>(&QWidget::update));
}

QRectF MetricTimeline::laneRect(int lane) const
{
    const double each = (height() - 2 * kTop - 2 * kGap) / 3.0;
    return {kNames, kTop + lane * (each + kGap), std::max(1.0, width() - kNames - kAxis), each};
}

double MetricTimeline::xOf(int frame) const
{
    const QRectF rect = laneRect(0);
    const int frames = m_metrics->frames();
    return frames < 2 ? rect.center().x() : rect.left() + (frame + 0.5) * rect.width() / frames;
}

void MetricTimeline::invalidate()
{
    m_lanes = QImage();
    update();
}

void MetricTimeline::paintCurve(QPainter &painter, const QRectF &rect, Metric metric, double low,
                                double high)
{
    const auto &values = m_metrics->values(metric);
    QPainterPath line;
    QPainterPath area;
    bool open = false;
    double lastX = 0.0;
    const auto close = [&] {
        if (open) {
            area.lineTo(lastX, rect.bottom());
            area.closeSubpath();
        }
        open = false;
    };
    for (int frame = 0; frame < static_cast<int>(values.size()); ++frame) {
        const auto value = static_cast<double>(values[static_cast<std::size_t>(frame)]);
        if (std::isnan(value)) {
            close();
            continue;
        }
        const double share =
            std::isinf(value) ? 1.0 : std::clamp((value - low) / (high - low), 0.0, 1.0);
        const QPointF point(xOf(frame), rect.bottom() - 3.0 - share * (rect.height() - 6.0));
        if (!open) {
            line.moveTo(point);
            // A value between gaps would be a point of no length.
            line.lineTo(point + QPointF(1.0, 0.0));
            area.moveTo(point.x(), rect.bottom());
            area.lineTo(point);
        } else {
            line.lineTo(point);
            area.lineTo(point);
        }
        lastX = point.x();
        open = true;
    }
    close();
    const Theme &theme = currentTheme();
    painter.fillPath(area, theme.hover);
    painter.setPen(QPen(theme.tx2, 1.5));
    painter.drawPath(line);
}

void MetricTimeline::paintMarks(QPainter &painter, const QRectF &rect, Metric metric)
{
    const Theme &theme = currentTheme();
    const int frames = m_metrics->frames();
    if (m_metrics->first() > 0 || m_metrics->last() < frames - 1) {
        QColor shade = theme.panel;
        shade.setAlpha(150);
        const double half = rect.width() / std::max(1, frames) / 2.0;
        const double in = xOf(m_metrics->first()) - half;
        const double out = xOf(m_metrics->last()) + half;
        painter.fillRect(QRectF(rect.left(), rect.top(), in - rect.left(), rect.height()), shade);
        painter.fillRect(QRectF(out, rect.top(), rect.right() - out, rect.height()), shade);
        painter.setPen(QPen(theme.tx3, 1.0));
        painter.drawLine(QPointF(in, rect.top()), QPointF(in, rect.bottom()));
        painter.drawLine(QPointF(out, rect.top()), QPointF(out, rect.bottom()));
    }
    const int worst = m_metrics->stats(metric, 0, frames - 1).at;
    if (worst < 0)
        return;
    painter.setPen(QPen(theme.warn, 1.0, Qt::DashLine));
    painter.drawLine(QPointF(xOf(worst), rect.top()), QPointF(xOf(worst), rect.bottom()));
}

void MetricTimeline::paintLane(QPainter &painter, int lane)
{
    const Theme &theme = currentTheme();
    const Metric metric = kMetrics[static_cast<std::size_t>(lane)];
    const QRectF rect = laneRect(lane);
    painter.fillRect(rect, theme.field);
    const QString remark = m_metrics->remark(metric);
    painter.setFont(font());
    if (!remark.isEmpty()) {
        painter.setPen(theme.tx3);
        painter.drawText(rect.adjusted(8.0, 0.0, -8.0, 0.0), Qt::AlignCenter,
                         painter.fontMetrics().elidedText(remark, Qt::ElideRight,
                                                          static_cast<int>(rect.width()) - 16));
    } else {
        const Axis axis = axisOf(*m_metrics, metric);
        paintCurve(painter, rect, metric, axis.low, axis.high);
        paintMarks(painter, rect, metric);
        painter.setFont(monoFont(11));
        painter.setPen(theme.tx3);
        const QString right = metric == Metric::Attention && !m_metrics->word().isEmpty()
                                  ? axisText(metric, axis) + QLatin1Char('\n') + m_metrics->word()
                                  : axisText(metric, axis);
        painter.drawText(QRectF(rect.right() + 8.0, rect.top(), kAxis - 10.0, rect.height()),
                         Qt::AlignVCenter | Qt::AlignLeft, right);
    }
    painter.setFont(font());
    painter.setPen(theme.tx);
    painter.drawText(QRectF(12.0, rect.top(), kNames - 16.0, rect.height() / 2.0),
                     Qt::AlignBottom | Qt::AlignLeft, nameOf(metric));
}

void MetricTimeline::render()
{
    const double ratio = devicePixelRatioF();
    m_lanes = QImage(size() * ratio, QImage::Format_ARGB32_Premultiplied);
    m_lanes.setDevicePixelRatio(ratio);
    m_lanes.fill(Qt::transparent);
    QPainter painter(&m_lanes);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int lane = 0; lane < 3; ++lane)
        paintLane(painter, lane);
}

void MetricTimeline::paintEvent(QPaintEvent *)
{
    if (m_lanes.isNull())
        render();
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.drawImage(0, 0, m_lanes);
    const int frame = m_view->frame();
    painter.setFont(monoFont(11));
    for (int lane = 0; lane < 3; ++lane) {
        const QRectF rect = laneRect(lane);
        const Metric metric = kMetrics[static_cast<std::size_t>(lane)];
        painter.setPen(theme.tx2);
        painter.drawText(QRectF(12.0, rect.center().y(), kNames - 16.0, rect.height() / 2.0),
                         Qt::AlignTop | Qt::AlignLeft, m_metrics->valueText(metric, frame));
        if (m_metrics->frames() > 0)
            painter.fillRect(QRectF(std::round(xOf(frame)) - 1.0, rect.top(), 2.0, rect.height()),
                             theme.accent);
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 2.0));
        painter.drawRect(QRectF(rect()).adjusted(1.0, 1.0, -1.0, -1.0));
    }
}

void MetricTimeline::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    invalidate();
}

void MetricTimeline::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        invalidate();
}

void MetricTimeline::seekTo(double x)
{
    const QRectF rect = laneRect(0);
    const int frames = m_metrics->frames();
    if (frames > 0)
        m_view->setFrame(
            std::clamp(static_cast<int>((x - rect.left()) * frames / rect.width()), 0, frames - 1));
}

void MetricTimeline::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        seekTo(event->position().x());
}

void MetricTimeline::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) != 0)
        seekTo(event->position().x());
}

void MetricTimeline::keyPressEvent(QKeyEvent *event)
{
    const int by = event->key() == Qt::Key_Right ? 1 : event->key() == Qt::Key_Left ? -1 : 0;
    if (by == 0 || event->modifiers() != Qt::NoModifier)
        return QWidget::keyPressEvent(event);
    m_view->setFrame(m_view->frame() + by);
}

void MetricTimeline::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void MetricTimeline::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace dare
