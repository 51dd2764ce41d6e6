#include "widgets/compare/CompareInput.h"

#include "core/types/CompareShade.h"
#include "widgets/compare/CompareModel.h"
#include "widgets/compare/MetricsModel.h"
#include "widgets/compare/PixelProbe.h"
#include "widgets/viewer/ViewModel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPlainTextEdit>
#include <QTextEdit>

#include <cmath>

namespace dare
{

namespace
{

constexpr double kGrab = 12.0; // px from the line that still grab it

} // namespace

CompareInput::CompareInput(const Parts &parts, QWidget *window) : QObject(window), m_parts(parts)
{
    window->installEventFilter(this);
    parts.viewer->installEventFilter(this);
    parts.viewer->setMouseTracking(true);
    connect(parts.view, &ViewModel::frameChanged, this, &CompareInput::showProbe);
    connect(parts.model, &CompareModel::pairChanged, this, &CompareInput::showProbe);
}

bool CompareInput::comparing() const
{
    return m_parts.view->workspace() == Workspace::Compare;
}

bool CompareInput::typing() const
{
    const QWidget *focus = QApplication::focusWidget();
    return qobject_cast<const QLineEdit *>(focus) != nullptr ||
           qobject_cast<const QPlainTextEdit *>(focus) != nullptr ||
           qobject_cast<const QTextEdit *>(focus) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(focus) != nullptr ||
           qobject_cast<const QAbstractItemView *>(focus) != nullptr ||
           qobject_cast<const QComboBox *>(focus) != nullptr;
}

bool CompareInput::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_parts.viewer && onViewerEvent(event))
        return true;
    const bool released = event->type() == QEvent::KeyRelease;
    if ((event->type() != QEvent::KeyPress && !released) || typing())
        return false;
    const auto &key = *static_cast<QKeyEvent *>(event);
    if (released) {
        if (key.key() == Qt::Key_Z && !key.isAutoRepeat())
            m_parts.view->setMagnifier(std::nullopt);
        return false;
    }
    return onKey(key);
}

bool CompareInput::onKey(const QKeyEvent &event)
{
    if ((event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) != 0)
        return false;
    if (event.modifiers() & Qt::ShiftModifier)
        return false;
    return onAnyKey(event.key()) || (comparing() && onCompareKey(event.key()));
}

bool CompareInput::onAnyKey(int key)
{
    ViewModel *view = m_parts.view;
    switch (key) {
    case Qt::Key_1:
        view->setHidden(Side::A, !view->hidden(Side::A));
        return true;
    case Qt::Key_2:
        view->setHidden(Side::B, !view->hidden(Side::B));
        return true;
    case Qt::Key_3:
        view->setLabels(!view->spec().labels);
        return true;
    case Qt::Key_4:
        zoom(-1.0);
        return true;
    case Qt::Key_5:
    case Qt::Key_6:
    case Qt::Key_7:
    case Qt::Key_8:
    case Qt::Key_9:
        zoom(std::pow(2.0, key - Qt::Key_6));
        return true;
    case Qt::Key_Z:
        if (m_inside)
            view->setMagnifier(m_pointer);
        return true;
    default:
        return false;
    }
}

bool CompareInput::onCompareKey(int key)
{
    CompareModel *model = m_parts.model;
    const auto goTo = [this](int frame) {
        if (frame >= 0)
            m_parts.view->setFrame(frame);
        return true;
    };
    switch (key) {
    case Qt::Key_B:
        model->setMode(CompareMode::SideBySide);
        return true;
    case Qt::Key_W:
        model->setMode(CompareMode::Wipe);
        return true;
    case Qt::Key_O:
        model->setMode(CompareMode::Overlay);
        return true;
    case Qt::Key_0:
        model->setMode(CompareMode::Difference);
        return true;
    case Qt::Key_Y:
        model->setMode(CompareMode::Signed);
        return true;
    case Qt::Key_QuoteLeft:
        if (model->mode() == CompareMode::Flip)
            model->setFlipped(!model->flipped());
        model->setMode(CompareMode::Flip);
        return true;
    case Qt::Key_Minus:
        model->stepStrength(-1);
        return true;
    case Qt::Key_Equal:
        model->stepStrength(1);
        return true;
    case Qt::Key_S:
        model->swap();
        return true;
    case Qt::Key_N:
        return goTo(m_parts.metrics->nextExtreme(m_parts.view->frame(), 1));
    case Qt::Key_P:
        return goTo(m_parts.metrics->nextExtreme(m_parts.view->frame(), -1));
    default:
        return false;
    }
}

void CompareInput::zoom(double ofFit)
{
    ViewModel *view = m_parts.view;
    if (ofFit == 0.0 || ofFit == 1.0)
        view->setView(0.0, 0.0, 0.0);
    else
        view->setView(ofFit < 0.0 ? 1.0 : m_parts.viewer->fitZoom() * ofFit, 0.0, 0.0);
}

// ---- the viewer ----

bool CompareInput::onViewerEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool tab = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab;
        if (!tab || !comparing() || m_parts.model->sourceCount() <= 2)
            return false;
        m_parts.model->cycleB(key->key() == Qt::Key_Tab ? 1 : -1);
        return true;
    }
    case QEvent::Leave:
        m_inside = false;
        m_parts.view->setMagnifier(std::nullopt);
        showProbe();
        return false;
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::MouseButtonRelease:
        return onPointer(*static_cast<QMouseEvent *>(event));
    default:
        return false;
    }
}

bool CompareInput::onPointer(const QMouseEvent &event)
{
    m_pointer = event.position();
    m_inside = true;
    if (m_parts.view->magnifier())
        m_parts.view->setMagnifier(m_pointer);
    if (!comparing())
        return false;
    showProbe();
    if (m_parts.model->mode() != CompareMode::Wipe)
        return false;
    if (event.type() == QEvent::MouseButtonRelease) {
        const bool dragged = m_dragsLine;
        m_dragsLine = false;
        return dragged;
    }
    if (event.type() == QEvent::MouseButtonPress) {
        m_dragsLine = event.button() == Qt::LeftButton && grabsLine(m_pointer);
        return m_dragsLine;
    }
    if (m_dragsLine || (m_parts.model->wipeFollow() && event.buttons() == Qt::NoButton))
        moveLine(m_pointer);
    return m_dragsLine;
}

bool CompareInput::grabsLine(QPointF position) const
{
    const auto under = m_parts.viewer->clipPointAt(position);
    if (!under)
        return false;
    const CompareLook &look = m_parts.model->scene().look;
    const WipeLine line =
        wipeLine(look.wipePos, look.wipeAngle, under->clip.width(), under->clip.height());
    const QPointF from = under->pixel - QPointF(under->clip.width(), under->clip.height()) / 2.0;
    const double distance =
        std::abs(from.x() * static_cast<double>(line.normalX) +
                 from.y() * static_cast<double>(line.normalY) - static_cast<double>(line.limit));
    const auto right = m_parts.viewer->clipPointAt(position + QPointF(1.0, 0.0));
    const double scale = right && right->pane == under->pane
                             ? std::max(1e-6, right->pixel.x() - under->pixel.x())
                             : 1.0;
    return distance / scale <= kGrab;
}

void CompareInput::moveLine(QPointF position)
{
    const auto under = m_parts.viewer->clipPointAt(position);
    if (!under)
        return;
    const WipeLine whole = wipeLine(1.0F, m_parts.model->scene().look.wipeAngle,
                                    under->clip.width(), under->clip.height());
    const QPointF from = under->pixel - QPointF(under->clip.width(), under->clip.height()) / 2.0;
    const double along = from.x() * static_cast<double>(whole.normalX) +
                         from.y() * static_cast<double>(whole.normalY);
    m_parts.model->setWipePos(0.5 + 0.5 * along / static_cast<double>(whole.limit));
}

void CompareInput::showProbe()
{
    if (!comparing())
        return;
    const auto under = m_inside ? m_parts.viewer->clipPointAt(m_pointer) : std::nullopt;
    if (!under)
        return m_parts.probe->show(std::nullopt);
    // Side by side panes show clips of their own size; the probe speaks of the common canvas.
    const CompareScene &scene = m_parts.model->scene();
    const auto a = scene.clip(scene.a);
    const auto b = scene.clip(scene.b);
    const CompareCanvas canvas = compareCanvas(a.get(), b.get());
    const double scaleX = static_cast<double>(canvas.width) / std::max(1, under->clip.width());
    const double scaleY = static_cast<double>(canvas.height) / std::max(1, under->clip.height());
    const QPoint at(static_cast<int>(std::floor(under->pixel.x() * scaleX)),
                    static_cast<int>(std::floor(under->pixel.y() * scaleY)));
    const bool inside =
        at.x() >= 0 && at.y() >= 0 && at.x() < canvas.width && at.y() < canvas.height;
    m_parts.probe->show(inside ? std::optional(probe(scene, at, m_parts.view->frame()))
                               : std::nullopt);
}

} // namespace dare
