#include "widgets/viewer/HudCanvas.h"

#include "core/types/ColorMap.h"

#include <imgui.h>

#include <cmath>
#include <cstdint>

namespace dare
{

namespace
{

constexpr double kBadge = 16.0;
constexpr int kPillAlpha = 173; // 68 %

ImVec2 vec(QPointF point)
{
    return {static_cast<float>(point.x()), static_cast<float>(point.y())};
}

ImU32 packed(const QColor &color)
{
    return IM_COL32(color.red(), color.green(), color.blue(), color.alpha());
}

} // namespace

HudCanvas::HudCanvas(ImDrawList *list, HudText *text, const Theme &theme, double ratio)
    : m_list(list), m_text(text), m_theme(theme), m_ratio(ratio)
{
}

void HudCanvas::box(const QRectF &rect, const QColor &color, double radius)
{
    m_list->AddRectFilled(vec(rect.topLeft()), vec(rect.bottomRight()), packed(color),
                          static_cast<float>(radius));
}

void HudCanvas::line(QPointF from, QPointF to, const QColor &color, double width)
{
    m_list->AddLine(vec(from), vec(to), packed(color), static_cast<float>(width));
}

void HudCanvas::pill(const QRectF &rect)
{
    QColor ground = m_theme.viewer;
    ground.setAlpha(kPillAlpha);
    box(rect, ground, 4.0);
}

double HudCanvas::triangle(QPointF topLeft, double height, const QColor &color)
{
    constexpr double kSide = 11.0;
    const double middle = topLeft.y() + height / 2.0;
    const QPointF top(topLeft.x() + kSide / 2.0, middle - 5.0);
    const QPointF left(topLeft.x(), middle + 4.5);
    const QPointF right(topLeft.x() + kSide, middle + 4.5);
    m_list->AddTriangle(vec(top), vec(left), vec(right), packed(color), 1.5F);
    line({top.x(), middle - 1.5}, {top.x(), middle + 1.5}, color, 1.5);
    return topLeft.x() + kSide + 5.0;
}

double HudCanvas::text(QPointF topLeft, double height, const QString &text, HudFont font,
                       const QColor &color)
{
    if (text.isEmpty())
        return topLeft.x();
    const HudText::Image &image = m_text->image(text, font, m_ratio);
    const auto snapped = [this](double value) { return std::round(value * m_ratio) / m_ratio; };
    const QPointF at(snapped(topLeft.x()),
                     snapped(topLeft.y() + (height - image.size.height()) / 2.0));
    const QPointF end = at + QPointF(image.size.width(), image.size.height());
    m_list->AddImage(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(image.texture)),
                     vec(at), vec(end), {0.0F, 0.0F}, {1.0F, 1.0F}, packed(color));
    return topLeft.x() + HudText::widthOf(text, font);
}

double HudCanvas::badge(QPointF topLeft, double height, Side side)
{
    const QRectF rect(topLeft.x(), topLeft.y() + (height - kBadge) / 2.0, kBadge, kBadge);
    const QString letter = side == Side::A ? QStringLiteral("A") : QStringLiteral("B");
    const double indent = (kBadge - HudText::widthOf(letter, HudFont::Badge)) / 2.0;
    if (side == Side::A) {
        const QRectF inner = rect.adjusted(0.75, 0.75, -0.75, -0.75);
        m_list->AddRect(vec(inner.topLeft()), vec(inner.bottomRight()), packed(m_theme.sideA), 3.5F,
                        0, 1.5F);
    } else {
        box(rect, m_theme.accent, 4.0);
    }
    text(rect.topLeft() + QPointF(indent, 0.0), kBadge, letter, HudFont::Badge,
         side == Side::A ? m_theme.sideA : m_theme.onAccent);
    return rect.right();
}

template <typename Color> void HudCanvas::bar(const QRectF &rect, Color colorAt)
{
    const int columns = static_cast<int>(rect.width());
    for (int i = 0; i < columns; ++i) {
        const Rgb color = colorAt(static_cast<float>(i) / static_cast<float>(columns - 1));
        box({rect.left() + i, rect.top(), 1.0, rect.height()}, QColor(color.r, color.g, color.b));
    }
    for (int quarter = 0; quarter <= 4; ++quarter) {
        const double x = rect.left() + std::round(quarter * (rect.width() - 1.0) / 4.0);
        box({x, rect.bottom() + 1.0, 1.0, 2.0}, m_theme.tx3);
    }
}

void HudCanvas::massBar(const QRectF &rect, ColorMapName colorMap)
{
    bar(rect, [colorMap](float t) { return massColor(colorMap, t); });
}

void HudCanvas::signedBar(const QRectF &rect)
{
    bar(rect, [](float t) { return signedColor(2.0F * t - 1.0F); });
}

} // namespace dare
