#pragma once

#include "widgets/viewer/RegionTool.h"
#include "widgets/viewer/ViewerPainter.h"

#include <QImage>
#include <QWidget>

#include <functional>

namespace dare
{

class ViewModel;

/// Every clip and map of the window on one OpenGL 3.3 surface, with the HUD on top.
/// Paints only when what is shown changes; idle it paints nothing. Object name `viewer`.
/// @thread GUI
class ViewerWidget : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int paintCount READ paintCount)

public:
    /// How the picture reaches the window.
    enum class Surface {
        Auto,   ///< Raster where OpenGL is rendered in software
        OpenGL, ///< the window is put together by OpenGL
        Raster, ///< the picture is read back and painted
    };
    explicit ViewerWidget(ViewModel *model, QWidget *parent = nullptr,
                          Surface surface = Surface::Auto);
    ~ViewerWidget() override;

    /// Times the surface was painted since the start; tests read it.
    [[nodiscard]] int paintCount() const { return m_painter.paintCount(); }
    /// Renders now. @return what is seen, device pixels
    [[nodiscard]] QImage grabFramebuffer() const { return m_grab(); }
    /// Where each pane lies, in widget coordinates.
    [[nodiscard]] std::vector<PaneBox> paneBoxes() const;
    /// The pane of a name: paneA, paneB, paneBefore, paneAfter, paneDiff. @return -1: not shown
    Q_INVOKABLE [[nodiscard]] int paneNamed(const QString &name) const;
    /// Why there is no picture; empty where OpenGL 3.3 works.
    [[nodiscard]] QString glError() const { return m_painter.error(); }
    /// Zoom that shows the whole clip in a pane, device pixels per clip pixel.
    [[nodiscard]] double fitZoom(std::size_t pane = 0) const;
    /// What lies under a widget position; nothing beside the panes.
    [[nodiscard]] std::optional<ClipPoint> clipPointAt(QPointF position) const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

public Q_SLOTS:
    /// Shows the whole clip, centred.
    void fit();
    /// Paints again soon.
    void refresh();

Q_SIGNALS:
    void glFailed(const QString &reason); ///< no OpenGL 3.3 here
    void painted();                       ///< a picture has reached the window

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void addCanvas(Surface surface);
    void zoomAt(QPointF position, double factor);
    void hover(QPointF position);

    ViewModel *m_model;
    ViewerPainter m_painter;
    QWidget *m_canvas = nullptr; ///< covers this widget; takes no events
    std::function<QImage()> m_grab;
    RegionTool m_regionTool;
    QPointF m_dragFrom;
    bool m_dragging = false;
};

} // namespace dare
