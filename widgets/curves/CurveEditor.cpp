#include "widgets/curves/CurveEditor.h"

#include "core/types/ViewSpec.h"
#include "widgets/curves/CurveAccessible.h"
#include "widgets/curves/CurvePreset.h"
#include "widgets/curves/CurveText.h"
#include "widgets/theme/Theme.h"

#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kMargin = 10.0; // a point at an end is not clipped
constexpr double kRadius = 3.5;
constexpr double kWideRange = 4.0; // options with a longer range show only what is used

double axisOf(const OptionSpec &spec, const Curve &curve)
{
    if (spec.maximum <= kWideRange)
        return spec.maximum;
    const double wanted = 1.25 * std::max(peakOf(curve), spec.fallback);
    return std::min(spec.maximum, static_cast<double>(roundUp125(static_cast<float>(wanted))));
}

QString spoken(const CurveView &view)
{
    if (!view.on)
        return CurveEditor::tr("no schedule: constant %1").arg(peakOf(view.curve));
    QStringList points;
    for (const auto &[step, value] : view.curve.points)
        points << CurveEditor::tr("step %1: %2").arg(step + 1).arg(value);
    return points.join(QStringLiteral("; "));
}

} // namespace

CurveEditor::CurveEditor(QWidget *parent) : QWidget(parent), m_typing(new QLineEdit(this))
{
    // First of all: a name given before would fix the plain interface for good.
    CurveAccessible::install();
    setObjectName(QStringLiteral("scheduleEditor"));
    setAccessibleName(tr("Schedule over the steps"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(false);
    setCursor(Qt::CrossCursor);
    setToolTip(tr("Click adds a point, drag moves it, Delete removes it, arrows nudge it, "
                  "double-click types. Paste takes text such as 0:0.4 8:1.6 20:0.5, steps from 0"));
    m_typing->setObjectName(QStringLiteral("scheduleTyping"));
    m_typing->setAccessibleName(tr("Step and value of the point"));
    m_typing->setProperty("role", "mono");
    m_typing->hide();
    m_typing->installEventFilter(this);
    connect(m_typing, &QLineEdit::editingFinished, this, &CurveEditor::endTyping);
}

void CurveEditor::tellReaders(int stepsBefore)
{
    using Change = QAccessibleTableModelChangeEvent;
    if (!QAccessible::isActive())
        return;
    Change event(this, m_view.steps == stepsBefore ? Change::DataChanged : Change::ModelReset);
    event.setFirstRow(0);
    event.setLastRow(m_view.steps - 1);
    event.setFirstColumn(0);
    event.setLastColumn(CurveAccessible::kColumns - 1);
    QAccessible::updateAccessibility(&event);
}

QString CurveEditor::valueText(int step) const
{
    const auto &points = m_view.curve.points;
    const bool point =
        m_view.on && std::any_of(points.begin(), points.end(),
                                 [step](const auto &at) { return at.first == step; });
    const QString value = QString::number(m_view.curve.at(step), 'f', m_view.spec->decimals);
    return point ? tr("%1, point").arg(value) : value;
}

void CurveEditor::show(const CurveView &view)
{
    const bool changed = !(view.curve == m_view.curve) || view.steps != m_view.steps ||
                         view.spec != m_view.spec || view.on != m_view.on;
    const int stepsBefore = m_view.spec != nullptr ? m_view.steps : 0;
    m_view = view;
    if (m_selected >= static_cast<int>(view.curve.points.size()))
        m_selected = -1;
    // While a point is dragged the axis stays, or the point would run away under the pointer.
    if (!m_dragging)
        fitAxis();
    setAccessibleDescription(spoken(view));
    if (changed)
        tellReaders(stepsBefore);
    update();
}

void CurveEditor::fitAxis()
{
    m_axisMaximum = axisOf(*m_view.spec, m_view.curve);
}

QRectF CurveEditor::plot() const
{
    return QRectF(rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
}

QPointF CurveEditor::positionOf(int step, double value) const
{
    const QRectF area = plot();
    const int last = std::max(1, m_view.steps - 1);
    return {area.left() + area.width() * step / last,
            area.bottom() - area.height() * std::min(1.0, value / m_axisMaximum)};
}

int CurveEditor::stepAt(double x) const
{
    const QRectF area = plot();
    const int last = std::max(0, m_view.steps - 1);
    return std::clamp(static_cast<int>(std::lround((x - area.left()) * last / area.width())), 0,
                      last);
}

double CurveEditor::valueAt(double y) const
{
    const QRectF area = plot();
    const double share = std::clamp((area.bottom() - y) / area.height(), 0.0, 1.0);
    const double scale = std::pow(10.0, m_view.spec->decimals);
    return std::clamp(std::round(share * m_axisMaximum * scale) / scale, m_view.spec->minimum,
                      m_view.spec->maximum);
}

int CurveEditor::pointAt(QPointF position) const
{
    constexpr double kGrab = 9.0;
    int found = -1;
    double nearest = kGrab * kGrab;
    for (std::size_t i = 0; m_view.on && i < m_view.curve.points.size(); ++i) {
        const auto &[step, value] = m_view.curve.points[i];
        const QPointF away = positionOf(step, value) - position;
        const double distance = QPointF::dotProduct(away, away);
        if (distance <= nearest) {
            nearest = distance;
            found = static_cast<int>(i);
        }
    }
    return found;
}

// ---- painting ----

void CurveEditor::paintCurve(QPainter &painter, const OptionSpec &spec, const Curve &curve,
                             const QPen &pen) const
{
    const double axis = &spec == m_view.spec ? m_axisMaximum : axisOf(spec, curve);
    QPainterPath path;
    for (int step = 0; step < m_view.steps; ++step) {
        const QPointF point = positionOf(step, curve.at(step) / axis * m_axisMaximum);
        step == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    if (m_view.steps == 1)
        path.lineTo(plot().right(), path.currentPosition().y());
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void CurveEditor::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.line2, hasFocus() ? 2.0 : 1.0));
    painter.setBrush(theme.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    if (m_view.spec == nullptr)
        return;
    painter.setPen(QPen(theme.line, 1.0));
    const int stride = std::max(1, m_view.steps / 25);
    for (int step = 0; step < m_view.steps; step += stride) {
        const double x = std::round(positionOf(step, 0.0).x()) + 0.5;
        painter.drawLine(QPointF(x, plot().top()), QPointF(x, plot().bottom()));
    }
    const std::array<QVector<qreal>, 2> dashes{QVector<qreal>{5.0, 3.0}, QVector<qreal>{1.0, 3.0}};
    for (std::size_t i = 0; i < m_view.behind.size(); ++i) {
        QPen pen(theme.tx3, 1.2);
        pen.setDashPattern(dashes[i % dashes.size()]);
        paintCurve(painter, *m_view.behind[i].first, m_view.behind[i].second, pen);
    }
    const QColor color = m_view.sideA ? theme.sideA : theme.accent;
    QPen pen(m_view.on ? color : theme.tx3, m_view.on ? 1.8 : 1.2);
    if (!m_view.on)
        pen.setDashPattern({2.0, 3.0});
    paintCurve(painter, *m_view.spec, m_view.curve, pen);
    if (m_view.currentStep >= 0 && m_view.currentStep < m_view.steps) {
        const double x = positionOf(m_view.currentStep, 0.0).x();
        painter.setPen(QPen(theme.tx, 1.0));
        painter.drawLine(QPointF(x, 4), QPointF(x, height() - 4));
    }
    for (std::size_t i = 0; m_view.on && i < m_view.curve.points.size(); ++i) {
        const auto &[step, value] = m_view.curve.points[i];
        const bool selected = static_cast<int>(i) == m_selected;
        painter.setPen(QPen(color, 1.8));
        painter.setBrush(selected ? color : theme.field);
        const double radius = selected ? kRadius + 1.0 : kRadius;
        painter.drawEllipse(positionOf(step, value), radius, radius);
    }
}

} // namespace dare
