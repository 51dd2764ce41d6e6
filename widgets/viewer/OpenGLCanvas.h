#pragma once

#include <QOpenGLWidget>

namespace dare
{

class ViewerPainter;

/// The viewer where a graphics card draws: the card also puts the window together.
/// @thread GUI
class OpenGLCanvas : public QOpenGLWidget
{
    Q_OBJECT

public:
    /// @param painter must outlive the canvas
    OpenGLCanvas(ViewerPainter &painter, QWidget *parent);
    ~OpenGLCanvas() override;

Q_SIGNALS:
    void failed(const QString &reason); ///< no OpenGL 3.3 here

protected:
    void initializeGL() override;
    void paintGL() override;

private:
    void dropContext();

    ViewerPainter &m_painter;
};

} // namespace dare
