#pragma once

#include "widgets/viewer/OffscreenContext.h"

#include <QImage>
#include <QWidget>

#include <memory>

class QOpenGLFramebufferObject;

namespace dare
{

class ViewerPainter;

/// The viewer where the processor draws: OpenGL renders into memory and the picture is painted like
/// any other widget's. With a QOpenGLWidget in it the whole window would be put together by OpenGL
/// at every repaint of any widget, which costs a software renderer more than the viewer itself.
/// @thread GUI
class RasterCanvas : public QWidget
{
    Q_OBJECT

public:
    /// @param painter must outlive the canvas
    RasterCanvas(ViewerPainter &painter, std::unique_ptr<OffscreenContext> context,
                 QWidget *parent);
    ~RasterCanvas() override;

    /// Renders now. @return device pixels; a null image where OpenGL failed
    [[nodiscard]] QImage picture();

Q_SIGNALS:
    void failed(const QString &reason); ///< no OpenGL 3.3 here
    void shown();                       ///< a picture has reached the window

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool begin();

    ViewerPainter &m_painter;
    std::unique_ptr<OffscreenContext> m_context;
    std::unique_ptr<QOpenGLFramebufferObject> m_surface;
    QImage m_rows; ///< as OpenGL gives them, the lowest first
    bool m_begun = false;
};

} // namespace dare
