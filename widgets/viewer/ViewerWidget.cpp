#include "widgets/viewer/ViewerWidget.h"

#include "widgets/theme/Theme.h"
#include "widgets/viewer/Hud.h"
#include "widgets/viewer/PaneRenderer.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QOpenGLContext>
#include <QOpenGLVersionFunctionsFactory>
#include <QSurfaceFormat>
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

ViewerWidget::ViewerWidget(ViewModel *model, QWidget *parent)
    : QOpenGLWidget(parent), m_model(model), m_regionTool(model)
{
    setObjectName(QStringLiteral("viewer"));
    setAccessibleName(tr("Viewer: side A left, side B right"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    QSurfaceFormat format = QSurfaceFormat::defaultFormat();
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    setFormat(format);
    connect(model, &ViewModel::specChanged, this, qOverload<>(&QWidget::update));
    connect(model, &ViewModel::contentChanged, this, qOverload<>(&QWidget::update));
    connect(model, &ViewModel::runChanged, this, qOverload<>(&QWidget::update));
    connect(model, &ViewModel::selectionChanged, this, qOverload<>(&QWidget::update));
    connect(model, &ViewModel::scaleChanged, this, qOverload<>(&QWidget::update));
    connect(model->region(), &RegionModel::changed, this, qOverload<>(&QWidget::update));
    connect(model->region(), &RegionModel::toolChanged, this, qOverload<>(&QWidget::update));
}

ViewerWidget::~ViewerWidget()
{
    dropContext();
}

void ViewerWidget::changeEvent(QEvent *event)
{
    QOpenGLWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        update();
}

void ViewerWidget::initializeGL()
{
    auto *gl = QOpenGLVersionFunctionsFactory::get<QOpenGLFunctions_3_3_Core>(context());
    if (gl == nullptr || !gl->initializeOpenGLFunctions()) {
        m_glError =
            tr("This display has no OpenGL 3.3. Start with QT_XCB_GL_INTEGRATION=xcb_egl or "
               "LIBGL_ALWAYS_SOFTWARE=1.");
        Q_EMIT glFailed(m_glError);
        return;
    }
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &ViewerWidget::dropContext,
            Qt::DirectConnection);
    m_renderer = std::make_unique<PaneRenderer>(gl);
    m_hud = std::make_unique<Hud>(gl);
    m_glError = m_renderer->error();
    if (!m_glError.isEmpty())
        Q_EMIT glFailed(m_glError);
}

void ViewerWidget::dropContext()
{
    if (!m_renderer && !m_hud)
        return;
    makeCurrent();
    m_hud.reset();
    m_renderer.reset();
    doneCurrent();
}

namespace
{

void clearTo(QOpenGLFunctions_3_3_Core *gl, const QColor &color)
{
    gl->glClearColor(static_cast<float>(color.redF()), static_cast<float>(color.greenF()),
                     static_cast<float>(color.blueF()), 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
}

/// Captioned panes stand on the panel like other widgets; only their pictures have the surround.
void clearSurround(QOpenGLFunctions_3_3_Core *gl, const std::vector<PaneBox> &boxes, double ratio,
                   int height)
{
    const bool captions = !boxes.empty() && !boxes[0].caption.isEmpty();
    gl->glDisable(GL_SCISSOR_TEST);
    clearTo(gl, captions ? currentTheme().panel : currentTheme().viewer);
    if (!captions)
        return;
    gl->glEnable(GL_SCISSOR_TEST);
    for (const PaneBox &box : boxes) {
        const auto pixel = [ratio](double value) {
            return static_cast<int>(std::lround(value * ratio));
        };
        const int left = pixel(box.picture.left());
        const int bottom = pixel(box.picture.bottom());
        gl->glScissor(left, height - bottom, pixel(box.picture.right()) - left,
                      bottom - pixel(box.picture.top()));
        clearTo(gl, currentTheme().viewer);
    }
    gl->glDisable(GL_SCISSOR_TEST);
}

} // namespace

void ViewerWidget::paintGL()
{
    ++m_paintCount;
    auto *gl = QOpenGLVersionFunctionsFactory::get<QOpenGLFunctions_3_3_Core>(context());
    if (gl == nullptr || !m_renderer)
        return;
    const double ratio = devicePixelRatioF();
    const int height = static_cast<int>(std::lround(this->height() * ratio));
    const std::vector<PaneBox> boxes = paneBoxes();
    clearSurround(gl, boxes, ratio, height);
    m_renderer->draw(m_model->spec(), m_model->contents(), boxes, ratio, height);
    gl->glViewport(0, 0, static_cast<int>(std::lround(width() * ratio)), height);
    if (m_model->magnifier())
        drawMagnifier(gl, boxes, ratio, height);
    if (m_hud->draw(*m_model, boxes, size(), ratio))
        m_model->setMapOn(!m_model->mapOn());
    // Another workspace rearranges the window: not in the middle of a paint.
    if (const QString word = m_hud->neglectClicked(); !word.isEmpty())
        QMetaObject::invokeMethod(
            m_model, [model = m_model, word] { Q_EMIT model->inspectWanted(word); },
            Qt::QueuedConnection);
}

void ViewerWidget::drawMagnifier(QOpenGLFunctions_3_3_Core *gl, const std::vector<PaneBox> &boxes,
                                 double ratio, int height)
{
    constexpr double kSide = 200.0;
    const QPointF at = *m_model->magnifier();
    const std::optional<ClipPoint> under = clipPointAt(at);
    if (!under)
        return;
    QRectF lens(at - QPointF(kSide / 2.0, kSide / 2.0), QSizeF(kSide, kSide));
    const auto fill = [&](const QRectF &rect, const QColor &color) {
        gl->glEnable(GL_SCISSOR_TEST);
        gl->glScissor(static_cast<int>(std::lround(rect.left() * ratio)),
                      height - static_cast<int>(std::lround(rect.bottom() * ratio)),
                      static_cast<int>(std::lround(rect.width() * ratio)),
                      static_cast<int>(std::lround(rect.height() * ratio)));
        clearTo(gl, color);
        gl->glDisable(GL_SCISSOR_TEST);
    };
    fill(lens.adjusted(-1.0, -1.0, 1.0, 1.0), darkTheme().tx);
    fill(lens, currentTheme().viewer);
    m_renderer->magnify(m_model->spec(), m_model->contents(), boxes, under->pane,
                        {lens, under->pixel}, ratio, height);
    gl->glViewport(0, 0, static_cast<int>(std::lround(width() * ratio)), height);
}

std::optional<ClipPoint> ViewerWidget::clipPointAt(QPointF position) const
{
    const std::vector<PaneBox> boxes = paneBoxes();
    const QSize clip = clipSizeOf(m_model->contents());
    if (clip.isEmpty())
        return std::nullopt;
    for (std::size_t i = 0; i < std::min(boxes.size(), m_model->contents().size()); ++i) {
        if (!boxes[i].picture.contains(position))
            continue;
        const double ratio = devicePixelRatioF();
        const PaneView view = viewOfPane(m_model->spec(), boxes, i, clip, ratio,
                                         ownSizeOf(m_model->contents()[i], clip));
        return ClipPoint{
            i, view.centre + (position - boxes[i].picture.center()) * ratio / view.zoom, view.clip};
    }
    return std::nullopt;
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
    if (m_hud) {
        m_hud->setPointer(event->position(), true);
        update();
    }
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
    QOpenGLWidget::leaveEvent(event);
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
    if (m_hud) {
        m_hud->setPointer(event->position(), false);
        update();
    }
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
