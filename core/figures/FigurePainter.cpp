#include "core/figures/FigurePainter.h"

#include "core/types/MapShade.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace dare
{
namespace
{

constexpr int kMargin = 16;
constexpr int kGap = 8;
constexpr int kLabel = 92; // row labels
constexpr int kHead = 18;
constexpr int kTitle = 22;
constexpr int kPane = 150;
constexpr int kBars = 44;
constexpr int kBar = 220;
constexpr Rgb kInk{0x17, 0x19, 0x1b};
constexpr Rgb kQuiet{0x47, 0x4c, 0x53};

const TextStyle kStrong{TextStyle::Family::Sans, 600, 12.0, 16.0};
const TextStyle kPlain{TextStyle::Family::Sans, 400, 10.0, 13.0};
const TextStyle kMono{TextStyle::Family::Mono, 400, 9.0, 12.0};

struct FreeSurface {
    void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};

void setColor(cairo_t *cairo, Rgb color)
{
    constexpr double kFull = 255.0;
    cairo_set_source_rgb(cairo, color.r / kFull, color.g / kFull, color.b / kFull);
}

const char *headOf(FigurePane pane)
{
    switch (pane) {
    case FigurePane::Overlay:
        return "video, after over it";
    case FigurePane::Before:
        return "before, softmax(z)";
    case FigurePane::After:
        return "after, softmax(z + ln w)";
    default:
        return "after \u2212 before";
    }
}

std::string tick(double value)
{
    return fmt::format("{:.3g}", value);
}

} // namespace

FigurePainter::FigurePainter(const Figure &figure) : m_figure(figure)
{
    const HeatMap &map = *figure.sides.front().after;
    const auto &clip = figure.sides.front().clip;
    const double aspect =
        clip ? double(clip->width) / clip->height : double(map.width) / std::max(1, map.height);
    m_paneWidth =
        aspect >= 1.0 ? static_cast<int>(std::lround(kPane * std::min(aspect, 2.5))) : kPane;
    m_paneHeight = static_cast<int>(std::lround(m_paneWidth / aspect));
    const int columns = static_cast<int>(figure.query.panes.size());
    m_width = std::max(2 * kMargin + kLabel + columns * (m_paneWidth + kGap),
                       2 * (kMargin + kBar) + 3 * kGap);
    m_caption = m_text.paragraph(figure.caption, kPlain, m_width - 2 * kMargin);
    m_height = 2 * kMargin + kTitle + kHead + rows() * (m_paneHeight + kGap) + kBars + kGap +
               m_caption.height();
}

int FigurePainter::rows() const
{
    return static_cast<int>(m_figure.sides.size() * m_figure.query.frames.size());
}

void FigurePainter::text(cairo_t *cairo, const std::string &words, double x, double y, int width,
                         const TextStyle &style, bool quiet) const
{
    m_text.line(words, style, width).draw(cairo, x, y, quiet ? kQuiet : kInk);
}

void FigurePainter::draw(cairo_t *cairo) const
{
    cairo_set_source_rgb(cairo, 1.0, 1.0, 1.0);
    cairo_paint(cairo);
    text(cairo, m_figure.title, kMargin, kMargin, m_width - 2 * kMargin, kStrong);
    drawHeads(cairo);
    for (int row = 0; row < rows(); ++row)
        drawRow(cairo, row);
    const double bars = kMargin + kTitle + kHead + rows() * (m_paneHeight + kGap);
    drawBars(cairo, bars);
    m_caption.draw(cairo, kMargin, bars + kBars + kGap, kQuiet);
}

void FigurePainter::drawHeads(cairo_t *cairo) const
{
    double x = kMargin + kLabel;
    for (const FigurePane pane : m_figure.query.panes) {
        text(cairo, headOf(pane), x, kMargin + kTitle, m_paneWidth, kPlain);
        x += m_paneWidth + kGap;
    }
}

/// The frame that a side shows in the row of frame `frame`.
int FigurePainter::frameOf(const Figure::SideData &side, int frame) const
{
    return shiftedFrame(frame, side.side == Side::A ? m_figure.query.shift : 0, side.frames);
}

void FigurePainter::drawRow(cairo_t *cairo, int row) const
{
    const auto sides = static_cast<int>(m_figure.sides.size());
    const auto &side = m_figure.sides[static_cast<std::size_t>(row % sides)];
    const int frame = frameOf(side, m_figure.query.frames[static_cast<std::size_t>(row / sides)]);
    const double y = kMargin + kTitle + kHead + row * (m_paneHeight + kGap);
    text(cairo, side.side == Side::A ? "A" : "B", kMargin, y, kLabel, kStrong);
    m_text.paragraph(side.name, kPlain, kLabel - kGap).draw(cairo, kMargin, y + 18, kQuiet);
    text(cairo, fmt::format("frame {}", frame + 1), kMargin, y + m_paneHeight - 14, kLabel - kGap,
         kMono, true);
    double x = kMargin + kLabel;
    for (const FigurePane pane : m_figure.query.panes) {
        drawPane(cairo, side, pane, frame, x, y);
        x += m_paneWidth + kGap;
    }
}

void FigurePainter::drawPane(cairo_t *cairo, const Figure::SideData &side, FigurePane pane,
                             int frame, double x, double y) const
{
    const int at = mapFrameOf(frame, side.frames, side.after->frames);
    if (pane == FigurePane::Overlay && side.clip)
        drawOverlay(cairo, side, frame, x, y);
    else
        drawCells(cairo,
                  pane == FigurePane::Before       ? *side.before
                  : pane == FigurePane::Difference ? *side.difference
                                                   : *side.after,
                  at, pane == FigurePane::Difference, x, y);
    if (pane == FigurePane::Difference && side.before == side.after)
        text(cairo, "identical, bit for bit", x + 4, y + 4, m_paneWidth - 8, kPlain);
    setColor(cairo, kQuiet);
    cairo_set_line_width(cairo, 0.5);
    cairo_rectangle(cairo, x, y, m_paneWidth, m_paneHeight);
    cairo_stroke(cairo);
}

void FigurePainter::drawCells(cairo_t *cairo, const HeatMap &map, int frame, bool isSigned,
                              double x, double y) const
{
    // Without smoothing neighbours leave no light seams between them.
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    const double wide = double(m_paneWidth) / map.width;
    const double high = double(m_paneHeight) / map.height;
    for (int row = 0; row < map.height; ++row) {
        for (int column = 0; column < map.width; ++column) {
            const float value = map.at(frame, row, column);
            setColor(cairo, isSigned ? shadeSigned(value, m_figure.query.diffMax)
                                     : shadeMass(m_figure.query.colorMap, value,
                                                 m_figure.query.scaleMax, m_figure.query.scaleMin));
            cairo_rectangle(cairo, x + column * wide, y + row * high, wide, high);
            cairo_fill(cairo);
        }
    }
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT);
}

void FigurePainter::drawOverlay(cairo_t *cairo, const Figure::SideData &side, int frame, double x,
                                double y) const
{
    constexpr float kOpacity = 0.85F;
    const Clip &clip = *side.clip;
    const auto pixels = clip.frame(std::clamp(frame, 0, clip.frames - 1));
    const int at = mapFrameOf(frame, side.frames, side.after->frames);
    const std::unique_ptr<cairo_surface_t, FreeSurface> surface(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, clip.width, clip.height));
    unsigned char *data = cairo_image_surface_get_data(surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
    for (int row = 0; row < clip.height; ++row) {
        auto *out =
            reinterpret_cast<std::uint32_t *>(data + static_cast<std::size_t>(row) * stride);
        for (int column = 0; column < clip.width; ++column) {
            const auto first = static_cast<std::size_t>(row * clip.width + column) * 3;
            const float p = mapValueAt(*side.after, at, column, row, clip.width, clip.height,
                                       MapStyle::Overlay);
            const Rgb color = shadeOverlay({pixels[first], pixels[first + 1], pixels[first + 2]},
                                           m_figure.query.colorMap, p, m_figure.query.scaleMax,
                                           kOpacity, m_figure.query.scaleMin);
            out[column] = std::uint32_t{color.r} << 16 | std::uint32_t{color.g} << 8 | color.b;
        }
    }
    cairo_surface_mark_dirty(surface.get());
    cairo_save(cairo);
    cairo_translate(cairo, x, y);
    cairo_scale(cairo, double(m_paneWidth) / clip.width, double(m_paneHeight) / clip.height);
    cairo_set_source_surface(cairo, surface.get(), 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_NEAREST);
    cairo_rectangle(cairo, 0, 0, clip.width, clip.height);
    cairo_fill(cairo);
    cairo_restore(cairo);
}

void FigurePainter::drawBars(cairo_t *cairo, double y) const
{
    const auto &panes = m_figure.query.panes;
    const bool signedToo =
        std::find(panes.begin(), panes.end(), FigurePane::Difference) != panes.end();
    drawBar(cairo, kMargin, y, false);
    if (signedToo)
        drawBar(cairo, kMargin + kBar + 3 * kGap, y, true);
}

void FigurePainter::drawBar(cairo_t *cairo, double x, double y, bool isSigned) const
{
    constexpr int kSteps = 110;
    const double low = isSigned ? -double(m_figure.query.diffMax) : double(m_figure.query.scaleMin);
    const double high = isSigned ? double(m_figure.query.diffMax) : double(m_figure.query.scaleMax);
    text(cairo, isSigned ? "after \u2212 before" : "probability p", x, y, kBar, kPlain, true);
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    for (int i = 0; i < kSteps; ++i) {
        const float t = static_cast<float>(i) / static_cast<float>(kSteps - 1);
        setColor(cairo,
                 isSigned ? signedColor(2.0F * t - 1.0F) : massColor(m_figure.query.colorMap, t));
        cairo_rectangle(cairo, x + i * double(kBar) / kSteps, y + 15, double(kBar) / kSteps, 9);
        cairo_fill(cairo);
    }
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT);
    for (int quarter = 0; quarter <= 4; ++quarter) {
        const TextBlock label = m_text.line(tick(low + (high - low) * quarter / 4.0), kMono, kBar);
        const double centre = x + kBar * quarter / 4.0;
        label.draw(cairo, std::clamp(centre - label.width() / 2.0, x, x + kBar - label.width()),
                   y + 27, kInk);
    }
}

} // namespace dare
