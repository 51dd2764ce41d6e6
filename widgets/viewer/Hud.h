#pragma once

#include "widgets/viewer/HudText.h"
#include "widgets/viewer/PaneLayout.h"

#include <QOpenGLFunctions_3_3_Core>

#include <memory>
#include <vector>

struct ImGuiContext;

namespace dare
{

class HudCanvas;
class ViewModel;

/// What lies on the pictures: labels, zoom, preview step, colour bars, progress. Drawn by ImGui
/// draw lists in the dark tokens of both themes; only captions beside a picture take the theme's.
/// Holds no state of its own and never takes keys. Lives with one OpenGL context, current in every
/// call and in the destructor.
class Hud
{
public:
    explicit Hud(QOpenGLFunctions_3_3_Core *gl);
    ~Hud();
    Hud(const Hud &) = delete;
    Hud &operator=(const Hud &) = delete;

    /// Where the pointer is, widget pixels, and whether the left button is down.
    void setPointer(QPointF position, bool down);
    /// @param ratio device pixels per widget pixel
    /// @return whether the map's label was clicked since the last call
    [[nodiscard]] bool draw(const ViewModel &model, const std::vector<PaneBox> &boxes, QSizeF area,
                            double ratio);

    /// The word of the neglect label that was clicked in the last draw(); empty: none.
    [[nodiscard]] QString neglectClicked() const { return m_neglectClicked; }

private:
    void drawExplorePane(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawInspectPane(HudCanvas &canvas, HudCanvas &captions, const ViewModel &model,
                         std::size_t pane);
    void drawComparePane(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawWipe(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawSignedBar(HudCanvas &canvas, const ViewPane &pane, const QRectF &picture);
    void drawLabel(HudCanvas &canvas, const QRectF &picture, const ViewSource &source, bool right,
                   double room);
    /// @return the label's width
    double drawWords(HudCanvas &canvas, const QRectF &picture, const QString &words, bool right,
                     bool bottom);
    /// @return whether the right-hand text had room
    bool drawCaption(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawSide(HudCanvas &canvas, const ViewModel &model, std::size_t pane, double room);
    double drawPreview(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    double drawZoom(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawMapState(HudCanvas &canvas, const ViewModel &model, std::size_t pane, double room);
    void drawNeglect(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawScale(HudCanvas &canvas, const ViewModel &model, std::size_t pane, const QString &name,
                   double room);
    void drawProgress(HudCanvas &canvas, const ViewModel &model, std::size_t pane);
    void drawRemark(HudCanvas &canvas, const QRectF &picture, double down, const QString &text,
                    const QColor &color);
    void drawNote(HudCanvas &canvas, const QRectF &picture, const QString &note);
    void mapLabelAt(const QRectF &rect);

    ImGuiContext *m_context;
    HudText m_text;
    std::vector<PaneBox> m_boxes;
    double m_ratio = 1.0;
    bool m_mapClicked = false;
    QString m_neglectClicked;
};

} // namespace dare
