#include "widgets/viewer/OpenGLCanvas.h"

#include "widgets/viewer/ViewerPainter.h"

#include <QOpenGLContext>

namespace dare
{

OpenGLCanvas::OpenGLCanvas(ViewerPainter &painter, QWidget *parent)
    : QOpenGLWidget(parent), m_painter(painter)
{
    QSurfaceFormat format = QSurfaceFormat::defaultFormat();
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    setFormat(format);
}

OpenGLCanvas::~OpenGLCanvas()
{
    dropContext();
}

void OpenGLCanvas::initializeGL()
{
    connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, &OpenGLCanvas::dropContext,
            Qt::DirectConnection);
    if (const QString error = m_painter.initialize(context()); !error.isEmpty())
        Q_EMIT failed(error);
}

void OpenGLCanvas::dropContext()
{
    if (context() == nullptr)
        return;
    makeCurrent();
    m_painter.release();
    doneCurrent();
}

void OpenGLCanvas::paintGL()
{
    m_painter.paint(size(), devicePixelRatioF());
}

} // namespace dare
