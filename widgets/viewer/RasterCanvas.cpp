#include "widgets/viewer/RasterCanvas.h"

#include "widgets/viewer/ViewerPainter.h"

#include <QOpenGLFramebufferObject>
#include <QOpenGLFunctions>
#include <QPainter>

namespace dare
{

RasterCanvas::RasterCanvas(ViewerPainter &painter, std::unique_ptr<OffscreenContext> context,
                           QWidget *parent)
    : QWidget(parent), m_painter(painter), m_context(std::move(context))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
}

RasterCanvas::~RasterCanvas()
{
    if (!m_context->makeCurrent())
        return;
    m_painter.release();
    m_surface.reset();
    m_context->doneCurrent();
}

/// Makes the context current; the first time the painter is set up in it.
bool RasterCanvas::begin()
{
    const bool current = m_context->makeCurrent();
    if (!m_begun) {
        m_begun = true;
        const QString error = m_painter.initialize(current ? m_context->context() : nullptr);
        if (!error.isEmpty())
            Q_EMIT failed(error);
    }
    return current;
}

QImage RasterCanvas::picture()
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (pixels.isEmpty() || !begin())
        return {};
    if (!m_surface || m_surface->size() != pixels) {
        m_surface = std::make_unique<QOpenGLFramebufferObject>(pixels);
        m_rows = QImage(pixels, QImage::Format_RGB32);
    }
    m_surface->bind();
    m_painter.paint(size(), ratio);
    // The layout of Format_RGB32 in memory, so that painting it needs no conversion.
    m_context->context()->functions()->glReadPixels(0, 0, pixels.width(), pixels.height(), GL_BGRA,
                                                    GL_UNSIGNED_INT_8_8_8_8_REV, m_rows.bits());
    m_surface->release();
    m_context->doneCurrent();
    QImage upright = m_rows.mirrored();
    upright.setDevicePixelRatio(ratio);
    return upright;
}

void RasterCanvas::paintEvent(QPaintEvent * /*event*/)
{
    const QImage seen = picture();
    QPainter painter(this);
    if (seen.isNull())
        painter.fillRect(rect(), Qt::black);
    else
        painter.drawImage(0, 0, seen);
    // The window is flushed when this event has been handled.
    QMetaObject::invokeMethod(this, &RasterCanvas::shown, Qt::QueuedConnection);
}

} // namespace dare
