#include "core/media/TextPainter.h"

#include "core/media/BundledFonts.h"

#include <pango/pangofc-fontmap.h>

namespace dare {
namespace {

int toPango(double pixels)
{
    return static_cast<int>(pixels * PANGO_SCALE);
}

/// The same text must give the same pixels everywhere: no desktop hinting, no sub-pixel colours.
void fixRendering(PangoContext *context)
{
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    cairo_font_options_destroy(options);
    pango_cairo_context_set_resolution(context, 96.0);
    pango_context_set_round_glyph_positions(context, FALSE);
}

} // namespace

TextBlock::TextBlock(PangoLayout *layout) : m_layout(layout)
{
    pango_layout_get_pixel_size(layout, &m_width, &m_height);
}

void TextBlock::draw(cairo_t *cairo, double x, double y, Rgb color) const
{
    if (!m_layout)
        return;
    constexpr double kFull = 255.0;
    cairo_set_source_rgb(cairo, color.r / kFull, color.g / kFull, color.b / kFull);
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, m_layout.get());
}

TextPainter::TextPainter() : m_fonts(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT))
{
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(m_fonts.get()), fontConfiguration());
    m_context.reset(pango_font_map_create_context(m_fonts.get()));
    fixRendering(m_context.get());
}

PangoLayout *TextPainter::layout(const std::string &text, const TextStyle &style, int width) const
{
    PangoLayout *layout = pango_layout_new(m_context.get());
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, style.family == TextStyle::Family::Mono
                                                ? "JetBrains Mono, monospace"
                                                : "Inter, sans-serif");
    pango_font_description_set_weight(font, static_cast<PangoWeight>(style.weight));
    pango_font_description_set_absolute_size(font, toPango(style.size));
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);

    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_line_height_new_absolute(toPango(style.line)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);

    pango_layout_set_width(layout, toPango(width));
    // Pango takes valid UTF-8 alone; names of files may be anything.
    gchar *valid = g_utf8_make_valid(text.data(), static_cast<gssize>(text.size()));
    pango_layout_set_text(layout, valid, -1);
    g_free(valid);
    return layout;
}

TextBlock TextPainter::line(const std::string &text, const TextStyle &style, int maxWidth) const
{
    if (text.empty() || maxWidth <= 0)
        return {};
    PangoLayout *made = layout(text, style, maxWidth);
    pango_layout_set_single_paragraph_mode(made, TRUE);
    pango_layout_set_ellipsize(made, PANGO_ELLIPSIZE_END);
    // A line stands where it is put; only paragraphs align by their script.
    pango_layout_set_auto_dir(made, FALSE);
    return TextBlock(made);
}

TextBlock TextPainter::paragraph(const std::string &text, const TextStyle &style, int width) const
{
    if (text.empty() || width <= 0)
        return {};
    PangoLayout *made = layout(text, style, width);
    pango_layout_set_wrap(made, PANGO_WRAP_WORD_CHAR);
    return TextBlock(made);
}

} // namespace dare
