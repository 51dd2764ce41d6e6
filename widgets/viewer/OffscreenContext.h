#pragma once

#include <QOffscreenSurface>
#include <QOpenGLContext>

namespace dare
{

/// An OpenGL 3.3 context that draws into framebuffers of its own.
/// @thread GUI
class OffscreenContext
{
public:
    OffscreenContext();

    /// @return false where there is no such context
    [[nodiscard]] bool makeCurrent() { return m_valid && m_context.makeCurrent(&m_surface); }
    void doneCurrent() { m_context.doneCurrent(); }
    [[nodiscard]] QOpenGLContext *context() { return &m_context; }
    /// Whether the processor does the drawing: Mesa's llvmpipe and softpipe, SwiftShader.
    [[nodiscard]] bool inSoftware();

private:
    QOffscreenSurface m_surface;
    QOpenGLContext m_context;
    bool m_valid = false;
};

} // namespace dare
