#include "core/media/StaticLayer.h"

#include "core/media/Palette.h"
#include "core/media/PanePixels.h"
#include "core/types/MapShade.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>
#include <numbers>
#include <utility>

namespace dare
{
namespace
{

constexpr TextStyle kStrong{TextStyle::Family::Sans, 600, 12.0, 16.0};
constexpr TextStyle kPlain{TextStyle::Family::Sans, 400, 12.0, 16.0};
constexpr TextStyle kMono{TextStyle::Family::Mono, 400, 11.0, 16.0};
constexpr TextStyle kBadge{TextStyle::Family::Sans, 600, 10.5, 16.0};
constexpr TextStyle kTick{TextStyle::Family::Mono, 400, 10.0, 12.0};
constexpr int kBadgeSize = 16;
constexpr int kTextGap = 8;

struct FreeSurface {
    void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
struct FreeCairo {
    void operator()(cairo_t *cairo) const { cairo_destroy(cairo); }
};

/// 0.05 rather than 5e-02; a true minus sign.
std::string tickText(float value, bool sign)
{
    std::string text = fmt::format("{:.3g}", std::abs(value));
    if (!sign || value == 0.0F)
        return text;
    return (value < 0.0F ? "\u2212" : "+") + text;
}

class StaticPainter
{
public:
    StaticPainter(const ViewSpec &spec, const ComparisonLayout &layout, const TextPainter &text)
        : m_spec(spec),
          m_layout(layout),
          m_text(text),
          m_surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, layout.width, layout.height)),
          m_cairo(cairo_create(m_surface.get()))
    {
        setColor(palette::kBackground);
        cairo_paint(m_cairo.get());
    }

    void drawLabel(const PixelRect &row, const ViewPane &pane, const std::string &caption);
    void drawEmptyFrame(const ComparisonLayout::Cell &cell, const std::string &reason);
    void drawPrompt();
    void drawBar(const BarBox &bar, const std::string &title, const std::string &formula,
                 float scale, bool ownScales);
    [[nodiscard]] Picture picture() const;

private:
    void setColor(Rgb color);
    void fill(const PixelRect &rect, Rgb color);
    void drawBadge(int x, int y, const ViewSource &source);
    /// @return the pixels taken by the badge and name of a source
    int drawSource(int source, int x, int y, int maxWidth);
    void drawTicks(const PixelRect &bar, int y, const std::vector<std::string> &ticks);
    /// @return the pixels taken with the gap that follows
    int drawRun(const std::string &text, const TextStyle &style, Rgb color, int x, int y,
                int maxWidth);

    const ViewSpec &m_spec;
    const ComparisonLayout &m_layout;
    const TextPainter &m_text;
    std::unique_ptr<cairo_surface_t, FreeSurface> m_surface;
    std::unique_ptr<cairo_t, FreeCairo> m_cairo;
};

void StaticPainter::setColor(Rgb color)
{
    constexpr double kFull = 255.0;
    cairo_set_source_rgb(m_cairo.get(), color.r / kFull, color.g / kFull, color.b / kFull);
}

void StaticPainter::fill(const PixelRect &rect, Rgb color)
{
    setColor(color);
    cairo_rectangle(m_cairo.get(), rect.x, rect.y, rect.width, rect.height);
    cairo_fill(m_cairo.get());
}

int StaticPainter::drawRun(const std::string &text, const TextStyle &style, Rgb color, int x, int y,
                           int maxWidth)
{
    const TextBlock block = m_text.line(text, style, maxWidth);
    block.draw(m_cairo.get(), x, y, color);
    return block.width() > 0 ? block.width() + kTextGap : 0;
}

/// A is hollow and neutral, B is filled with the accent: sides differ by more than hue.
/// Sources beyond the two are numbered and hollow.
void StaticPainter::drawBadge(int x, int y, const ViewSource &source)
{
    const Side side = source.number > 0 ? Side::A : source.side;
    constexpr double kRadius = 4.0;
    constexpr double kStroke = 1.5;
    const double inset = side == Side::A ? kStroke / 2.0 : 0.0;
    const double right = x + kBadgeSize - inset;
    const double bottom = y + kBadgeSize - inset;
    const double left = x + inset;
    const double top = y + inset;
    const double radius = kRadius - inset;
    constexpr double kQuarter = std::numbers::pi / 2.0;
    cairo_t *cairo = m_cairo.get();
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, right - radius, top + radius, radius, -kQuarter, 0.0);
    cairo_arc(cairo, right - radius, bottom - radius, radius, 0.0, kQuarter);
    cairo_arc(cairo, left + radius, bottom - radius, radius, kQuarter, 2.0 * kQuarter);
    cairo_arc(cairo, left + radius, top + radius, radius, 2.0 * kQuarter, 3.0 * kQuarter);
    cairo_close_path(cairo);
    setColor(side == Side::A ? palette::kSideA : palette::kAccent);
    if (side == Side::A) {
        cairo_set_line_width(cairo, kStroke);
        cairo_stroke(cairo);
    } else {
        cairo_fill(cairo);
    }
    const TextBlock block = m_text.line(source.number > 0 ? std::to_string(source.number)
                                        : side == Side::A ? "A"
                                                          : "B",
                                        kBadge, kBadgeSize);
    block.draw(cairo, x + (kBadgeSize - block.width()) / 2.0, y,
               side == Side::A ? palette::kSideA : palette::kOnAccent);
}

int StaticPainter::drawSource(int source, int x, int y, int maxWidth)
{
    if (source < 0 || static_cast<std::size_t>(source) >= m_spec.sources.size() ||
        !m_spec.showSides)
        return 0;
    const ViewSource &shown = m_spec.sources[static_cast<std::size_t>(source)];
    drawBadge(x, y, shown);
    const int badge = kBadgeSize + kTextGap;
    return badge + drawRun(shown.preset, kStrong, palette::kText, x + badge, y, maxWidth - badge);
}

void StaticPainter::drawLabel(const PixelRect &row, const ViewPane &pane,
                              const std::string &caption)
{
    const int y = row.y + 4;
    int x = row.x;
    int right = row.x + row.width;
    const TextBlock captionBlock = m_text.line(caption, kMono, right - x);
    captionBlock.draw(m_cairo.get(), right - captionBlock.width(), y, palette::kText3);
    right -= captionBlock.width() > 0 ? captionBlock.width() + kTextGap : 0;
    x += drawSource(pane.source, x, y, right - x);
    if (pane.kind == ViewPane::Kind::Compare)
        x += drawSource(pane.other, x, y, right - x);
    x += drawRun(pane.title, kPlain, palette::kText2, x, y, right - x);
    const auto source = static_cast<std::size_t>(std::max(0, pane.source));
    if (source < m_spec.sources.size() && m_spec.showSettings &&
        pane.kind != ViewPane::Kind::Compare)
        drawRun(m_spec.sources[source].settings, kMono, palette::kText2, x, y, right - x);
}

void StaticPainter::drawEmptyFrame(const ComparisonLayout::Cell &cell, const std::string &reason)
{
    fill(cell.frame, palette::kField);
    const TextBlock block = m_text.line(reason, kPlain, cell.frame.width);
    block.draw(m_cairo.get(), cell.frame.x + (cell.frame.width - block.width()) / 2.0,
               cell.frame.y + (cell.frame.height - block.height()) / 2.0, palette::kText3);
}

void StaticPainter::drawPrompt()
{
    m_layout.promptText.draw(m_cairo.get(), m_layout.prompt.x, m_layout.prompt.y, palette::kText);
}

/// @param ticks evenly spread; the outer ones keep within the bar
void StaticPainter::drawTicks(const PixelRect &bar, int y, const std::vector<std::string> &ticks)
{
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const TextBlock block = m_text.line(ticks[i], kTick, bar.width);
        const double share = static_cast<double>(i) / static_cast<double>(ticks.size() - 1);
        block.draw(m_cairo.get(), bar.x + share * (bar.width - block.width()), y, palette::kText2);
    }
}

void StaticPainter::drawBar(const BarBox &bar, const std::string &title, const std::string &formula,
                            float scale, bool ownScales)
{
    constexpr int kBarTop = 20;
    constexpr int kBarThickness = 10;
    constexpr int kTicksTop = 32;
    const PixelRect &box = bar.rect;
    const TextBlock formulaBlock = m_text.line(formula, kMono, box.width);
    drawRun(title, kStrong, palette::kText, box.x, box.y,
            box.width - formulaBlock.width() - kTextGap);
    formulaBlock.draw(m_cairo.get(), box.x + box.width - formulaBlock.width(), box.y,
                      palette::kText2);
    for (int x = 0; x < box.width; ++x) {
        const float share = static_cast<float>(x) / static_cast<float>(box.width - 1);
        fill({box.x + x, box.y + kBarTop, 1, kBarThickness},
             bar.isSigned ? signedColor(2.0F * share - 1.0F) : massColor(m_spec.colorMap, share));
    }
    const std::vector<std::string> ticks =
        bar.isSigned
            ? (ownScales
                   ? std::vector<std::string>{"\u2212 own max", "0", "+ own max"}
                   : std::vector<std::string>{tickText(-scale, true), "0", tickText(scale, true)})
            : (ownScales ? std::vector<std::string>{"0", "each map's own max"}
                         : std::vector<std::string>{"0", tickText(scale / 2, false),
                                                    tickText(scale, false)});
    drawTicks(box, box.y + kTicksTop, ticks);
}

Picture StaticPainter::picture() const
{
    cairo_surface_flush(m_surface.get());
    Picture picture{m_layout.width, m_layout.height, {}};
    picture.rgba.resize(static_cast<std::size_t>(m_layout.width) *
                        static_cast<std::size_t>(m_layout.height) * 4);
    const unsigned char *data = cairo_image_surface_get_data(m_surface.get());
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(m_surface.get()));
    std::uint8_t *out = picture.rgba.data();
    for (int y = 0; y < m_layout.height; ++y) {
        const auto *row =
            reinterpret_cast<const std::uint32_t *>(data + static_cast<std::size_t>(y) * stride);
        for (int x = 0; x < m_layout.width; ++x) {
            *out++ = static_cast<std::uint8_t>(row[x] >> 16);
            *out++ = static_cast<std::uint8_t>(row[x] >> 8);
            *out++ = static_cast<std::uint8_t>(row[x]);
            *out++ = 255;
        }
    }
    return picture;
}

void append(std::string &text, const std::string &part)
{
    if (part.empty() || text.find(part) != std::string::npos)
        return;
    text += text.empty() ? part : " \u00b7 " + part;
}

bool wantsMap(const ViewSpec &spec, const ViewPane &pane)
{
    return pane.kind == ViewPane::Kind::SignedMap || wantsMass(spec, pane);
}

std::string captionOf(const ViewSpec &spec, const ViewPane &pane, const PaneContent &content,
                      float scale, int totalFrames)
{
    std::string caption = pane.caption;
    const bool pair = pane.kind == ViewPane::Kind::Compare;
    const auto ahead = [&](int source, const char *which) {
        if (const std::string shift = shiftText(spec, source); !shift.empty())
            append(caption, which + shift);
    };
    ahead(pane.source, pair ? "A: " : "");
    if (pair)
        ahead(pane.other, "B: ");
    const bool map = wantsMap(spec, pane);
    if (map && (!content.map || content.map->empty()))
        append(caption, "map not captured");
    else if (map && spec.scaleMode == ScaleMode::PerMap) {
        append(caption, pane.kind == ViewPane::Kind::SignedMap
                            ? "\u00b1" + tickText(scale, false)
                            : "0\u2013" + tickText(scale, false));
        append(caption, "not comparable");
    }
    const auto held = [&](const std::shared_ptr<const Clip> &clip, const char *which) {
        if (clip && clip->frames > 0 && clip->frames < totalFrames)
            append(caption, fmt::format("{}{} frames, then held", which, clip->frames));
    };
    held(content.clip, content.other ? "A: " : "");
    held(content.other, "B: ");
    return caption;
}

std::string formulaOf(const ViewSpec &spec)
{
    bool before = false;
    bool after = false;
    for (const ViewPane &pane : spec.panes) {
        if (!wantsMass(spec, pane))
            continue;
        before = before || pane.when == MapWhen::Before;
        after = after || pane.when != MapWhen::Before;
    }
    if (before && after)
        return "before and after";
    return before ? "softmax(z)" : "softmax(z + ln w)";
}

std::string signedTitle(const ViewSpec &spec)
{
    for (const ViewPane &pane : spec.panes) {
        if (pane.kind == ViewPane::Kind::SignedMap && !pane.title.empty())
            return pane.title;
    }
    return "after \u2212 before";
}

} // namespace

Picture drawStaticLayer(const ViewSpec &spec, const std::vector<PaneContent> &contents,
                        const ComparisonLayout &layout, const std::vector<float> &scales,
                        int totalFrames, const TextPainter &text)
{
    StaticPainter painter(spec, layout, text);
    const bool ownScales = spec.scaleMode == ScaleMode::PerMap;
    for (std::size_t i = 0; i < layout.cells.size(); ++i) {
        const ViewPane &pane = spec.panes[i];
        if (labelRows(spec))
            painter.drawLabel(layout.cells[i].label, pane,
                              captionOf(spec, pane, contents[i], scales[i], totalFrames));
        const bool empty = paneShade(spec, pane, hasFrames(contents[i]), hasMap(contents[i])) ==
                           PaneShade::Nothing;
        painter.drawEmptyFrame(layout.cells[i], !empty                 ? ""
                                                : wantsMap(spec, pane) ? "map not captured"
                                                                       : "no frames");
    }
    painter.drawPrompt();
    for (const BarBox &bar : layout.bars) {
        if (bar.reach > 0.0F)
            painter.drawBar(bar, "B \u2212 A", "luma, of 255", bar.reach, false);
        else if (bar.isSigned)
            painter.drawBar(bar, spec.word, signedTitle(spec), spec.diffMax, ownScales);
        else
            painter.drawBar(bar, spec.word, formulaOf(spec), spec.scaleMax, ownScales);
    }
    return painter.picture();
}

} // namespace dare
