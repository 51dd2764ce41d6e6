#pragma once

#include "core/types/ViewSpec.h"
#include "widgets/theme/Theme.h"
#include "widgets/viewer/HudText.h"

#include <QPointF>
#include <QRectF>

struct ImDrawList;

namespace dare
{

/// The marks the HUD is made of, on an ImGui draw list. Coordinates are widget pixels.
class HudCanvas
{
public:
    HudCanvas(ImDrawList *list, HudText *text, const Theme &theme, double ratio);

    [[nodiscard]] const Theme &theme() const { return m_theme; }
    void box(const QRectF &rect, const QColor &color, double radius = 0.0);
    void line(QPointF from, QPointF to, const QColor &color, double width);
    /// The dark ground under labels on a picture.
    void pill(const QRectF &rect);
    /// The warning sign: a triangle with a stroke in it. @return x behind it
    double triangle(QPointF topLeft, double height, const QColor &color);
    /// Text centred in a line of `height` px. @return x behind the text
    double text(QPointF topLeft, double height, const QString &text, HudFont font,
                const QColor &color);
    /// 16 px letter: A hollow, B filled. @return x behind it
    double badge(QPointF topLeft, double height, Side side);
    /// A table from left to right, with notches at its quarters.
    void massBar(const QRectF &rect, ColorMapName colorMap);
    void signedBar(const QRectF &rect);

private:
    template <typename Color> void bar(const QRectF &rect, Color colorAt);

    ImDrawList *m_list;
    HudText *m_text;
    Theme m_theme;
    double m_ratio;
};

} // namespace dare
