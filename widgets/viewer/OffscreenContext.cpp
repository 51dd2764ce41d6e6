#include "widgets/viewer/OffscreenContext.h"

#include <QOpenGLFunctions>

namespace dare
{

OffscreenContext::OffscreenContext()
{
    QSurfaceFormat format = QSurfaceFormat::defaultFormat();
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    m_context.setFormat(format);
    m_surface.setFormat(format);
    m_surface.create();
    m_valid = m_context.create() && m_surface.isValid();
}

bool OffscreenContext::inSoftware()
{
    if (!makeCurrent())
        return false;
    const auto *name =
        reinterpret_cast<const char *>(m_context.functions()->glGetString(GL_RENDERER));
    const QByteArray renderer = QByteArray(name).toLower();
    doneCurrent();
    return renderer.contains("llvmpipe") || renderer.contains("softpipe") ||
           renderer.contains("swiftshader") || renderer.contains("software");
}

} // namespace dare
