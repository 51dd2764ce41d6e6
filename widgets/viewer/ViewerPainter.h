#pragma once

#include "widgets/viewer/PaneLayout.h"

#include <QString>

#include <memory>
#include <optional>

class QOpenGLContext;
class QOpenGLFunctions_3_3_Core;

namespace dare
{

class Hud;
class PaneRenderer;
class ViewModel;

/// A place of the viewer in a pane's own pixels; beside the clip it lies outside its size.
struct ClipPoint {
    std::size_t pane = 0;
    QPointF pixel;
    QSize clip;
};

/// What lies under a place of a viewer of `area`, widget pixels; nothing beside the panes.
/// @param ratio device pixels per widget pixel
[[nodiscard]] std::optional<ClipPoint> clipPointAt(const ViewModel &model, QSizeF area,
                                                   QPointF position, double ratio);

/// Draws the whole viewer, panes, magnifier and HUD, by one OpenGL 3.3 context. The context must be
/// current in initialize(), paint() and release(); whoever owns it calls release() before it goes.
/// @thread GUI
class ViewerPainter
{
public:
    explicit ViewerPainter(ViewModel *model);
    ~ViewerPainter();
    ViewerPainter(const ViewerPainter &) = delete;
    ViewerPainter &operator=(const ViewerPainter &) = delete;

    /// @return why there will be no picture; empty where OpenGL 3.3 works
    QString initialize(QOpenGLContext *context);
    /// Fills the bound framebuffer. @param area widget pixels
    /// @param ratio device pixels per widget pixel
    void paint(QSize area, double ratio);
    void release();

    /// Where the pointer is, widget pixels, and whether the left button is down.
    void setPointer(QPointF position, bool down);
    [[nodiscard]] QString error() const { return m_error; }
    /// Calls of paint() since the start.
    [[nodiscard]] int paintCount() const { return m_paintCount; }

private:
    void drawMagnifier(const std::vector<PaneBox> &boxes, QSize area, double ratio);

    ViewModel *m_model;
    QOpenGLFunctions_3_3_Core *m_gl = nullptr;
    std::unique_ptr<PaneRenderer> m_renderer;
    std::unique_ptr<Hud> m_hud;
    QString m_error;
    int m_paintCount = 0;
};

} // namespace dare
