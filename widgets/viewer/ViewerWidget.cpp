#include "widgets/viewer/ViewerWidget.h"

#include "widgets/viewer/OpenGLCanvas.h"
#include "widgets/viewer/RasterCanvas.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kZoomPerNotch = 1.2;
constexpr double kMostZoom = 64.0;

} // namespace

ViewerWidget::ViewerWidget(ViewModel *model, QWidget *parent, Surface surface)
    : QWidget(parent), m_model(model), m_painter(model), m_regionTool(model)
{
    setObjectName(QStringLiteral("viewer"));
    setAccessibleName(tr("Viewer: side A left, side B right"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    addCanvas(surface);
    connect(model, &ViewModel::specChanged, this, &ViewerWidget::refresh);
    connect(model, &ViewModel::contentChanged, this, &ViewerWidget::refresh);
    connect(model, &ViewModel::runChanged, this, &ViewerWidget::refresh);
    connect(model, &ViewModel::selectionChanged, this, &ViewerWidget::refresh);
    connect(model, &ViewModel::scaleChanged, this, &ViewerWidget::refresh);
    connect(model->region(), &RegionModel::changed, this, &ViewerWidget::refresh);
    connect(model->region(), &RegionModel::toolChanged, this, &ViewerWidget::refresh);
}

ViewerWidget::~ViewerWidget()
{
    delete m_canvas; // its context is the painter's
}

void ViewerWidget::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        refresh();
}

/// Events go through the canvas to this widget.
void ViewerWidget::addCanvas(Surface surface)
{
    auto context = surface == Surface::OpenGL ? nullptr : std::make_unique<OffscreenContext>();
    if (surface == Surface::Raster || (context && context->inSoftware())) {
        auto *canvas = new RasterCanvas(m_painter, std::move(context), this);
        connect(canvas, &RasterCanvas::shown, this, &ViewerWidget::painted);
        connect(canvas, &RasterCanvas::failed, this, &ViewerWidget::glFailed);
        m_grab = [canvas] { return canvas->picture(); };
        m_canvas = canvas;
    } else {
        auto *canvas = new OpenGLCanvas(m_painter, this);
        connect(canvas, &QOpenGLWidget::frameSwapped, this, &ViewerWidget::painted);
        connect(canvas, &OpenGLCanvas::failed, this, &ViewerWidget::glFailed);
        m_grab = [canvas] { return canvas->grabFramebuffer(); };
        m_canvas = canvas;
    }
    m_canvas->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_canvas->setFocusPolicy(Qt::NoFocus);
}

void ViewerWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_canvas->setGeometry(rect());
}

void ViewerWidget::refresh()
{
    m_canvas->update();
}

std::optional<ClipPoint> ViewerWidget::clipPointAt(QPointF position) const
{
    return dare::clipPointAt(*m_model, size(), position, devicePixelRatioF());
}

std::vector<PaneBox> ViewerWidget::paneBoxes() const
{
    return layoutPanes(m_model->spec(), size(), clipSizeOf(m_model->contents()));
}

double ViewerWidget::fitZoom(std::size_t pane) const
{
    ViewSpec fitted = m_model->spec();
    fitted.zoom = 0.0;
    return viewOfPane(fitted, paneBoxes(), pane, clipSizeOf(m_model->contents()),
                      devicePixelRatioF())
        .zoom;
}

void ViewerWidget::fit()
{
    m_model->setView(0.0, 0.0, 0.0);
}

// ---- pointer and keys ----

namespace
{

std::size_t paneAt(const std::vector<PaneBox> &boxes, QPointF position)
{
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (boxes[i].picture.contains(position))
            return i;
    }
    return 0;
}

} // namespace

void ViewerWidget::zoomAt(QPointF position, double factor)
{
    const std::vector<PaneBox> boxes = paneBoxes();
    const QSize clip = clipSizeOf(m_model->contents());
    if (boxes.empty() || clip.isEmpty())
        return;
    const std::size_t pane = paneAt(boxes, position);
    const double ratio = devicePixelRatioF();
    const PaneView view = viewOfPane(m_model->spec(), boxes, pane, clip, ratio);
    const double fit = fitZoom(pane);
    const double zoom = std::clamp(view.zoom * factor, fit / 4.0, std::max(kMostZoom, fit));
    // The clip pixel under the pointer stays there.
    const QPointF offset = (position - boxes[pane].picture.center()) * ratio;
    const QPointF centre = view.centre + offset / view.zoom - offset / zoom;
    const double first = zoom * fitZoom(0) / fit;
    m_model->setView(first, centre.x() - clip.width() / 2.0, centre.y() - clip.height() / 2.0);
}

void ViewerWidget::wheelEvent(QWheelEvent *event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0.0)
        return event->ignore();
    zoomAt(event->position(), std::pow(kZoomPerNotch, notches));
    event->accept();
}

void ViewerWidget::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return event->ignore();
    if (m_regionTool.press(paneBoxes(), event->position(), devicePixelRatioF()))
        return;
    m_dragFrom = event->position();
    m_dragging = true;
    m_painter.setPointer(event->position(), true);
    refresh();
}

void ViewerWidget::mouseMoveEvent(QMouseEvent *event)
{
    const std::vector<PaneBox> boxes = paneBoxes();
    const QSize clip = clipSizeOf(m_model->contents());
    hover(event->position());
    if (m_regionTool.drag(boxes, event->position(), devicePixelRatioF()))
        return;
    if (!m_dragging || boxes.empty() || clip.isEmpty())
        return event->ignore();
    const double ratio = devicePixelRatioF();
    const std::size_t pane = paneAt(boxes, m_dragFrom);
    const PaneView view = viewOfPane(m_model->spec(), boxes, pane, clip, ratio);
    const QPointF moved = (event->position() - m_dragFrom) * ratio / view.zoom;
    m_dragFrom = event->position();
    const ViewSpec &spec = m_model->spec();
    const double limitX = clip.width() / 2.0;
    const double limitY = clip.height() / 2.0;
    m_model->setView(spec.zoom, std::clamp(spec.panX - moved.x(), -limitX, limitX),
                     std::clamp(spec.panY - moved.y(), -limitY, limitY));
}

void ViewerWidget::hover(QPointF position)
{
    const double ratio = devicePixelRatioF();
    const std::vector<PaneBox> boxes = paneBoxes();
    m_model->setProbe(probeAt(m_model->spec(), m_model->contents(), boxes, position, ratio));
    using Grip = RegionTool::Grip;
    const Grip grip = m_regionTool.gripAt(boxes, position, ratio);
    setCursor(grip == Grip::New                                    ? Qt::CrossCursor
              : grip == Grip::Move                                 ? Qt::SizeAllCursor
              : grip == Grip::TopLeft || grip == Grip::BottomRight ? Qt::SizeFDiagCursor
              : grip == Grip::TopRight || grip == Grip::BottomLeft ? Qt::SizeBDiagCursor
                                                                   : Qt::ArrowCursor);
}

void ViewerWidget::leaveEvent(QEvent *event)
{
    QWidget::leaveEvent(event);
    m_model->setProbe(std::nullopt);
}

int ViewerWidget::paneNamed(const QString &name) const
{
    const std::vector<ViewPane> &panes = m_model->spec().panes;
    for (std::size_t i = 0; i < panes.size(); ++i) {
        const ViewPane &pane = panes[i];
        const bool video = pane.kind == ViewPane::Kind::Video;
        const QString own = pane.kind == ViewPane::Kind::SignedMap ? QStringLiteral("paneDiff")
                            : video && pane.source == 0            ? QStringLiteral("paneA")
                            : video                                ? QStringLiteral("paneB")
                            : pane.when == MapWhen::Before         ? QStringLiteral("paneBefore")
                                                                   : QStringLiteral("paneAfter");
        if (own == name)
            return static_cast<int>(i);
    }
    return -1;
}

void ViewerWidget::mouseReleaseEvent(QMouseEvent *event)
{
    m_dragging = false;
    if (m_regionTool.release())
        return;
    m_painter.setPointer(event->position(), false);
    refresh();
}

void ViewerWidget::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        fit();
}

void ViewerWidget::keyPressEvent(QKeyEvent *event)
{
    const int by = event->modifiers() == Qt::ShiftModifier ? 10 : 1;
    const int key = event->key();
    const int dx = key == Qt::Key_Left ? -by : key == Qt::Key_Right ? by : 0;
    const int dy = key == Qt::Key_Up ? -by : key == Qt::Key_Down ? by : 0;
    const bool plain = (event->modifiers() & ~Qt::ShiftModifier) == 0;
    if (plain && (dx != 0 || dy != 0) && m_regionTool.nudge(dx, dy))
        return;
    if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_T)
        m_model->setNearest(!m_model->nearest());
    else if (event->modifiers() == Qt::NoModifier && event->key() == Qt::Key_R)
        fit();
    else
        event->ignore();
}

} // namespace dare
