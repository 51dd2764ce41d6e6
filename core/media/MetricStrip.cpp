#include "core/media/MetricStrip.h"

#include "core/media/Palette.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace dare
{
namespace
{

constexpr int kTextHeight = 12;
constexpr TextStyle kName{TextStyle::Family::Sans, 400, 10.0, 12.0};
constexpr TextStyle kValue{TextStyle::Family::Mono, 400, 10.0, 12.0};

struct FreeSurface {
    void operator()(cairo_surface_t *surface) const { cairo_surface_destroy(surface); }
};
struct FreeCairo {
    void operator()(cairo_t *cairo) const { cairo_destroy(cairo); }
};

struct Range {
    double low = 0.0;
    double high = 1.0;
};

Range rangeOf(const std::vector<float> &values)
{
    Range out{1e30, -1e30};
    for (const float value : values) {
        if (!std::isfinite(value))
            continue;
        out.low = std::min(out.low, static_cast<double>(value));
        out.high = std::max(out.high, static_cast<double>(value));
    }
    if (out.low > out.high)
        return {};
    const double margin = std::max(1e-6, (out.high - out.low) * 0.08);
    return {out.low - margin, out.high + margin};
}

void setColor(cairo_t *cairo, Rgb color)
{
    cairo_set_source_rgb(cairo, color.r / 255.0, color.g / 255.0, color.b / 255.0);
}

double acrossOf(std::size_t frame, std::size_t frames, int width)
{
    return frames < 2
               ? width / 2.0
               : 1.0 + static_cast<double>(frame) * (width - 2.0) / static_cast<double>(frames - 1);
}

void drawCurve(cairo_t *cairo, const MetricStrip &strip, int width, int height)
{
    const Range range = rangeOf(strip.values);
    bool down = false;
    for (std::size_t i = 0; i < strip.values.size(); ++i) {
        const auto value = static_cast<double>(strip.values[i]);
        if (std::isnan(value)) {
            down = false;
            continue;
        }
        const double share =
            std::isinf(value) ? 1.0 : (value - range.low) / (range.high - range.low);
        const double x = acrossOf(i, strip.values.size(), width);
        const double y = 2.0 + (1.0 - share) * (height - 4.0);
        if (down)
            cairo_line_to(cairo, x, y);
        else
            cairo_move_to(cairo, x, y);
        down = true;
    }
    setColor(cairo, palette::kText2);
    cairo_set_line_width(cairo, 1.25);
    cairo_stroke(cairo);
}

std::string valueText(const MetricStrip &strip, int frame)
{
    const float value = strip.values[static_cast<std::size_t>(frame)];
    if (std::isnan(value))
        return "\u2013";
    if (std::isinf(value))
        return "identical";
    return fmt::format("{:.{}f}{}", value, strip.decimals, strip.unit);
}

void copyOut(cairo_surface_t *surface, Picture &picture, const PixelRect &rect)
{
    cairo_surface_flush(surface);
    const unsigned char *data = cairo_image_surface_get_data(surface);
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    for (int y = 0; y < rect.height; ++y) {
        const auto *row =
            reinterpret_cast<const std::uint32_t *>(data + static_cast<std::size_t>(y) * stride);
        std::uint8_t *out = picture.rgba.data() + (static_cast<std::size_t>(rect.y + y) *
                                                       static_cast<std::size_t>(picture.width) +
                                                   static_cast<std::size_t>(rect.x)) *
                                                      4;
        for (int x = 0; x < rect.width; ++x, out += 4) {
            out[0] = static_cast<std::uint8_t>(row[x] >> 16);
            out[1] = static_cast<std::uint8_t>(row[x] >> 8);
            out[2] = static_cast<std::uint8_t>(row[x]);
            out[3] = 255;
        }
    }
}

} // namespace

void drawStrip(Picture &picture, const PixelRect &rect, const MetricStrip &strip, int frame,
               const TextPainter &text)
{
    if (rect.width <= 0 || rect.height <= kTextHeight || strip.empty())
        return;
    frame = std::clamp(frame, 0, static_cast<int>(strip.values.size()) - 1);
    const std::unique_ptr<cairo_surface_t, FreeSurface> surface(
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, rect.width, rect.height));
    const std::unique_ptr<cairo_t, FreeCairo> cairo(cairo_create(surface.get()));
    setColor(cairo.get(), palette::kBackground);
    cairo_paint(cairo.get());
    const int graph = rect.height - kTextHeight - 2;
    setColor(cairo.get(), palette::kField);
    cairo_rectangle(cairo.get(), 0, 0, rect.width, graph);
    cairo_fill(cairo.get());
    drawCurve(cairo.get(), strip, rect.width, graph);
    setColor(cairo.get(), palette::kAccent);
    cairo_rectangle(
        cairo.get(),
        std::round(acrossOf(static_cast<std::size_t>(frame), strip.values.size(), rect.width)) -
            1.0,
        0, 2, graph);
    cairo_fill(cairo.get());
    const TextBlock value = text.line(valueText(strip, frame), kValue, rect.width);
    value.draw(cairo.get(), rect.width - value.width(), rect.height - kTextHeight, palette::kText);
    text.line(strip.name, kName, std::max(1, rect.width - value.width() - 8))
        .draw(cairo.get(), 0, rect.height - kTextHeight, palette::kText3);
    copyOut(surface.get(), picture, rect);
}

} // namespace dare
