#include "widgets/viewer/ViewerPainter.h"

#include "widgets/theme/Theme.h"
#include "widgets/viewer/Hud.h"
#include "widgets/viewer/PaneRenderer.h"
#include "widgets/viewer/ViewModel.h"

#include <QCoreApplication>
#include <QOpenGLContext>
#include <QOpenGLVersionFunctionsFactory>

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

int pixels(double length, double ratio)
{
    return static_cast<int>(std::lround(length * ratio));
}

void clearTo(QOpenGLFunctions_3_3_Core *gl, const QColor &color)
{
    gl->glClearColor(static_cast<float>(color.redF()), static_cast<float>(color.greenF()),
                     static_cast<float>(color.blueF()), 1.0F);
    gl->glClear(GL_COLOR_BUFFER_BIT);
}

/// @param height of the surface, device pixels
void fill(QOpenGLFunctions_3_3_Core *gl, const QRectF &rect, const QColor &color, double ratio,
          int height)
{
    const int left = pixels(rect.left(), ratio);
    const int bottom = pixels(rect.bottom(), ratio);
    gl->glEnable(GL_SCISSOR_TEST);
    gl->glScissor(left, height - bottom, pixels(rect.right(), ratio) - left,
                  bottom - pixels(rect.top(), ratio));
    clearTo(gl, color);
    gl->glDisable(GL_SCISSOR_TEST);
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
    for (const PaneBox &box : boxes)
        fill(gl, box.picture, currentTheme().viewer, ratio, height);
}

} // namespace

std::optional<ClipPoint> clipPointAt(const ViewModel &model, QSizeF area, QPointF position,
                                     double ratio)
{
    const std::vector<PaneContent> &contents = model.contents();
    const QSize clip = clipSizeOf(contents);
    if (clip.isEmpty())
        return std::nullopt;
    const std::vector<PaneBox> boxes = layoutPanes(model.spec(), area, clip);
    for (std::size_t i = 0; i < std::min(boxes.size(), contents.size()); ++i) {
        if (!boxes[i].picture.contains(position))
            continue;
        const PaneView view =
            viewOfPane(model.spec(), boxes, i, clip, ratio, ownSizeOf(contents[i], clip));
        return ClipPoint{
            i, view.centre + (position - boxes[i].picture.center()) * ratio / view.zoom, view.clip};
    }
    return std::nullopt;
}

ViewerPainter::ViewerPainter(ViewModel *model) : m_model(model) {}

ViewerPainter::~ViewerPainter() = default;

QString ViewerPainter::initialize(QOpenGLContext *context)
{
    m_gl = context == nullptr
               ? nullptr
               : QOpenGLVersionFunctionsFactory::get<QOpenGLFunctions_3_3_Core>(context);
    if (m_gl == nullptr || !m_gl->initializeOpenGLFunctions()) {
        m_gl = nullptr;
        m_error = QCoreApplication::translate(
            "ViewerPainter",
            "This display has no OpenGL 3.3. Start with QT_XCB_GL_INTEGRATION=xcb_egl or "
            "LIBGL_ALWAYS_SOFTWARE=1.");
        return m_error;
    }
    m_renderer = std::make_unique<PaneRenderer>(m_gl);
    m_hud = std::make_unique<Hud>(m_gl);
    m_error = m_renderer->error();
    return m_error;
}

void ViewerPainter::release()
{
    m_hud.reset();
    m_renderer.reset();
    m_gl = nullptr;
}

void ViewerPainter::setPointer(QPointF position, bool down)
{
    if (m_hud)
        m_hud->setPointer(position, down);
}

void ViewerPainter::paint(QSize area, double ratio)
{
    ++m_paintCount;
    if (m_gl == nullptr)
        return;
    const int width = pixels(area.width(), ratio);
    const int height = pixels(area.height(), ratio);
    const std::vector<PaneBox> boxes =
        layoutPanes(m_model->spec(), area, clipSizeOf(m_model->contents()));
    clearSurround(m_gl, boxes, ratio, height);
    m_renderer->draw(m_model->spec(), m_model->contents(), boxes, ratio, height);
    m_gl->glViewport(0, 0, width, height);
    if (m_model->magnifier())
        drawMagnifier(boxes, area, ratio);
    if (m_hud->draw(*m_model, boxes, area, ratio))
        m_model->setMapOn(!m_model->mapOn());
    // Another workspace rearranges the window: not in the middle of a paint.
    if (const QString word = m_hud->neglectClicked(); !word.isEmpty())
        QMetaObject::invokeMethod(
            m_model, [model = m_model, word] { Q_EMIT model->inspectWanted(word); },
            Qt::QueuedConnection);
}

void ViewerPainter::drawMagnifier(const std::vector<PaneBox> &boxes, QSize area, double ratio)
{
    constexpr double kSide = 200.0;
    const QPointF at = *m_model->magnifier();
    const std::optional<ClipPoint> under = clipPointAt(*m_model, area, at, ratio);
    if (!under)
        return;
    const int height = pixels(area.height(), ratio);
    const QRectF lens(at - QPointF(kSide / 2.0, kSide / 2.0), QSizeF(kSide, kSide));
    fill(m_gl, lens.adjusted(-1.0, -1.0, 1.0, 1.0), darkTheme().tx, ratio, height);
    fill(m_gl, lens, currentTheme().viewer, ratio, height);
    m_renderer->magnify(m_model->spec(), m_model->contents(), boxes, under->pane,
                        {lens, under->pixel}, ratio, height);
    m_gl->glViewport(0, 0, pixels(area.width(), ratio), height);
}

} // namespace dare
