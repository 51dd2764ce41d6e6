#pragma once

#include "core/figures/Figure.h"
#include "core/media/TextPainter.h"

#include <cairo.h>

namespace dare
{

/// Draws one figure on any Cairo surface, in points. Paper: dark on white.
class FigurePainter
{
public:
    explicit FigurePainter(const Figure &figure);

    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    void draw(cairo_t *cairo) const;

private:
    [[nodiscard]] int rows() const;
    [[nodiscard]] int frameOf(const Figure::SideData &side, int frame) const;
    void drawHeads(cairo_t *cairo) const;
    void drawRow(cairo_t *cairo, int row) const;
    void drawPane(cairo_t *cairo, const Figure::SideData &side, FigurePane pane, int frame,
                  double x, double y) const;
    void drawCells(cairo_t *cairo, const HeatMap &map, int frame, bool isSigned, double x,
                   double y) const;
    void drawOverlay(cairo_t *cairo, const Figure::SideData &side, int frame, double x,
                     double y) const;
    void drawBars(cairo_t *cairo, double y) const;
    void drawBar(cairo_t *cairo, double x, double y, bool isSigned) const;
    void text(cairo_t *cairo, const std::string &words, double x, double y, int width,
              const TextStyle &style, bool quiet = false) const;

    const Figure &m_figure;
    TextPainter m_text;
    TextBlock m_caption;
    int m_paneWidth = 0;
    int m_paneHeight = 0;
    int m_width = 0;
    int m_height = 0;
};

} // namespace dare
