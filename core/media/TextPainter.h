#pragma once

#include "core/types/ColorMap.h"

#include <pango/pangocairo.h>

#include <memory>
#include <string>

namespace dare {

/// How a run of text looks. Sizes in pixels of the picture.
struct TextStyle {
    enum class Family { Sans, Mono };
    Family family = Family::Sans;
    int weight = 400;
    double size = 12.0;
    double line = 16.0; ///< height of one line
};

struct FreeGObject {
    void operator()(void *object) const { g_object_unref(object); }
};

/// Text that has been laid out and can be drawn many times.
class TextBlock
{
public:
    TextBlock() = default;
    explicit TextBlock(PangoLayout *layout);

    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    /// @param x,y top left corner
    void draw(cairo_t *cairo, double x, double y, Rgb color) const;

private:
    std::unique_ptr<PangoLayout, FreeGObject> m_layout;
    int m_width = 0;
    int m_height = 0;
};

/// Lays text out in the bundled fonts; scripts they lack come from the system's fonts.
/// @thread one at a time per object
class TextPainter
{
public:
    TextPainter();

    /// One line, cut with an ellipsis where wider than `maxWidth` pixels.
    [[nodiscard]] TextBlock line(const std::string &text, const TextStyle &style,
                                 int maxWidth) const;
    /// Wrapped at `width` pixels.
    [[nodiscard]] TextBlock paragraph(const std::string &text, const TextStyle &style,
                                      int width) const;

private:
    [[nodiscard]] PangoLayout *layout(const std::string &text, const TextStyle &style,
                                      int width) const;

    std::unique_ptr<PangoFontMap, FreeGObject> m_fonts;
    std::unique_ptr<PangoContext, FreeGObject> m_context;
};

} // namespace dare
