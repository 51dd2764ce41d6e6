// What pointer and keys do to the curve.
#include "widgets/curves/CurveEditor.h"
#include "widgets/curves/CurveText.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>

#include <algorithm>

namespace dare
{

namespace
{

/// The curve with a point more. @param added its place afterwards
Curve withPoint(Curve curve, int step, double value, int &added)
{
    auto at = std::find_if(curve.points.begin(), curve.points.end(),
                           [step](const auto &point) { return point.first >= step; });
    if (at != curve.points.end() && at->first == step)
        at->second = value;
    else
        at = curve.points.insert(at, {step, value});
    added = static_cast<int>(at - curve.points.begin());
    return curve;
}

} // namespace

void CurveEditor::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || m_view.spec == nullptr)
        return event->ignore();
    m_dragging = true;
    Q_EMIT gestureStarted();
    m_selected = pointAt(event->position());
    if (m_selected < 0) {
        int added = -1;
        const Curve base = m_view.on ? m_view.curve : Curve{};
        const Curve next =
            withPoint(base, stepAt(event->position().x()), valueAt(event->position().y()), added);
        Q_EMIT curveEdited(next);
        m_selected = added;
    }
    update();
}

void CurveEditor::mouseMoveEvent(QMouseEvent *event)
{
    if (m_dragging && m_selected >= 0)
        moveSelected(stepAt(event->position().x()), valueAt(event->position().y()));
}

void CurveEditor::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragging || event->button() != Qt::LeftButton)
        return;
    m_dragging = false;
    fitAxis();
    update();
    Q_EMIT gestureFinished();
}

void CurveEditor::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const int point = pointAt(event->position()); point >= 0)
        beginTyping(point);
}

void CurveEditor::moveSelected(int step, double value)
{
    Curve next = m_view.curve;
    const auto at = static_cast<std::size_t>(m_selected);
    if (m_selected < 0 || at >= next.points.size())
        return;
    // Points keep their order: a neighbour stops the one that is moved.
    const int least = at == 0 ? 0 : next.points[at - 1].first + 1;
    const int most =
        at + 1 == next.points.size() ? m_view.steps - 1 : next.points[at + 1].first - 1;
    next.points[at] = {std::clamp(step, least, std::max(least, most)),
                       std::clamp(value, m_view.spec->minimum, m_view.spec->maximum)};
    if (!(next == m_view.curve))
        Q_EMIT curveEdited(next);
}

void CurveEditor::removeSelected()
{
    Curve next = m_view.curve;
    if (m_selected < 0 || next.points.size() <= 1)
        return;
    next.points.erase(next.points.begin() + m_selected);
    const int after = std::min(m_selected, static_cast<int>(next.points.size()) - 1);
    Q_EMIT curveEdited(next);
    m_selected = after;
    update();
}

void CurveEditor::keyPressEvent(QKeyEvent *event)
{
    if (m_view.spec == nullptr || !editByKey(event))
        QWidget::keyPressEvent(event);
}

bool CurveEditor::editByKey(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Paste)) {
        paste();
        return true;
    }
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(curveText(m_view.curve));
        return true;
    }
    const int count = static_cast<int>(m_view.curve.points.size());
    if (!m_view.on || count == 0)
        return false;
    const bool choose = event->modifiers().testFlag(Qt::ControlModifier);
    const int key = event->key();
    if (choose && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        m_selected = std::clamp(m_selected + (key == Qt::Key_Left ? -1 : 1), 0, count - 1);
        update();
        return true;
    }
    if (m_selected < 0)
        return false;
    const auto [step, value] = m_view.curve.points[static_cast<std::size_t>(m_selected)];
    const int stride = event->modifiers().testFlag(Qt::ShiftModifier) ? 10 : 1;
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        moveSelected(step + (key == Qt::Key_Left ? -stride : stride), value);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
        moveSelected(step, value + (key == Qt::Key_Up ? stride : -stride) * m_view.spec->step);
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        removeSelected();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        beginTyping(m_selected);
        return true;
    default:
        return false;
    }
}

void CurveEditor::paste()
{
    const ParsedCurve parsed =
        parseCurve(QGuiApplication::clipboard()->text(), *m_view.spec, m_view.steps);
    if (!parsed.problem.isEmpty()) {
        Q_EMIT textRefused(parsed.problem);
        return;
    }
    m_selected = -1;
    Q_EMIT curveEdited(parsed.curve);
}

void CurveEditor::beginTyping(int point)
{
    m_selected = point;
    const auto &[step, value] = m_view.curve.points[static_cast<std::size_t>(point)];
    m_typing->setText(QStringLiteral("%1:%2").arg(step).arg(value, 0, 'g', 6));
    const int wide = 84;
    const QPointF at = positionOf(step, value);
    m_typing->setGeometry(std::clamp(static_cast<int>(at.x()) - wide / 2, 2, width() - wide - 2),
                          std::clamp(static_cast<int>(at.y()) - 32, 2, height() - 26), wide, 24);
    m_typing->show();
    m_typing->selectAll();
    m_typing->setFocus();
    update();
}

bool CurveEditor::eventFilter(QObject *watched, QEvent *event)
{
    // A line edit hands Return on to its parent, which would open it again.
    if (watched == m_typing && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            endTyping();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void CurveEditor::endTyping()
{
    if (m_typing->isHidden())
        return;
    const QString text = m_typing->text();
    m_typing->hide();
    setFocus();
    const auto [step, value] =
        m_view.curve.points[static_cast<std::size_t>(std::max(0, m_selected))];
    // A number alone is the value of the point.
    const QString whole = text.contains(QLatin1Char(':'))
                              ? text
                              : QStringLiteral("%1:%2").arg(step).arg(text.trimmed());
    const ParsedCurve parsed = parseCurve(whole, *m_view.spec, m_view.steps);
    if (!parsed.problem.isEmpty() || parsed.curve.points.size() != 1) {
        Q_EMIT textRefused(parsed.problem);
        return;
    }
    moveSelected(parsed.curve.points.front().first, parsed.curve.points.front().second);
}

} // namespace dare
