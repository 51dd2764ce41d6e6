#pragma once

#include "widgets/viewer/PaneLayout.h"
#include "widgets/viewer/RegionTool.h"

#include <QOpenGLWidget>
#include <QPointF>

#include <memory>
#include <optional>

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

/// Every clip and map of the window on one OpenGL 3.3 surface, with the HUD on top.
/// Paints only when what is shown changes; idle it paints nothing. Object name `viewer`.
/// @thread GUI
class ViewerWidget : public QOpenGLWidget
{
    Q_OBJECT
    Q_PROPERTY(int paintCount READ paintCount)

public:
    explicit ViewerWidget(ViewModel *model, QWidget *parent = nullptr);
    ~ViewerWidget() override;

    /// Times the surface was painted since the start; tests read it.
    [[nodiscard]] int paintCount() const { return m_paintCount; }
    /// Where each pane lies, in widget coordinates.
    [[nodiscard]] std::vector<PaneBox> paneBoxes() const;
    /// The pane of a name: paneA, paneB, paneBefore, paneAfter, paneDiff. @return -1: not shown
    Q_INVOKABLE [[nodiscard]] int paneNamed(const QString &name) const;
    /// Why there is no picture; empty where OpenGL 3.3 works.
    [[nodiscard]] QString glError() const { return m_glError; }
    /// Zoom that shows the whole clip in a pane, device pixels per clip pixel.
    [[nodiscard]] double fitZoom(std::size_t pane = 0) const;
    /// What lies under a widget position; nothing beside the panes.
    [[nodiscard]] std::optional<ClipPoint> clipPointAt(QPointF position) const;
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 160}; }

public Q_SLOTS:
    /// Shows the whole clip, centred.
    void fit();

Q_SIGNALS:
    void glFailed(const QString &reason); ///< no OpenGL 3.3 here

protected:
    void changeEvent(QEvent *event) override;
    void initializeGL() override;
    void paintGL() override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    void dropContext();
    void drawMagnifier(QOpenGLFunctions_3_3_Core *gl, const std::vector<PaneBox> &boxes,
                       double ratio, int height);
    void zoomAt(QPointF position, double factor);
    void hover(QPointF position);

    ViewModel *m_model;
    std::unique_ptr<PaneRenderer> m_renderer;
    std::unique_ptr<Hud> m_hud;
    QString m_glError;
    RegionTool m_regionTool;
    QPointF m_dragFrom;
    bool m_dragging = false;
    int m_paintCount = 0;
};

} // namespace dare
