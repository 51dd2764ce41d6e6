#include "core/media/Compositor.h"

#include "core/media/MetricStrip.h"
#include "core/media/PanePixels.h"
#include "core/media/StaticLayer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <future>
#include <span>
#include <utility>
#include <vector>

namespace dare
{
namespace
{

using Cell = ComparisonLayout::Cell;

int longest(const std::vector<PaneContent> &contents)
{
    int clipFrames = 0;
    int mapFrames = 0;
    for (const PaneContent &content : contents) {
        clipFrames = std::max({clipFrames, content.clip ? content.clip->frames : 0,
                               content.other ? content.other->frames : 0});
        mapFrames = std::max(mapFrames, content.map ? content.map->frames : 0);
    }
    return std::max(1, clipFrames > 0 ? clipFrames : mapFrames);
}

std::uint8_t *pixelOf(Picture &picture, int x, int y)
{
    return picture.rgba.data() +
           (static_cast<std::size_t>(y) * static_cast<std::size_t>(picture.width) +
            static_cast<std::size_t>(x)) *
               4;
}

void put(std::uint8_t *out, Rgb color)
{
    out[0] = color.r;
    out[1] = color.g;
    out[2] = color.b;
    out[3] = 255;
}

/// Writes every clip pixel `factor` times as large each way.
void drawEnlarged(Picture &picture, const Cell &cell, const PanePixels &pixels)
{
    const std::size_t stride = static_cast<std::size_t>(picture.width) * 4;
    std::vector<Rgb> row(static_cast<std::size_t>(cell.clipWidth));
    for (int y = 0; y < cell.clipHeight; ++y) {
        std::uint8_t *const first =
            pixelOf(picture, cell.pixels.x, cell.pixels.y + y * cell.factor);
        std::uint8_t *out = first;
        const auto video = pixels.videoRow(y);
        if (!video.empty())
            std::memcpy(row.data(), video.data(), video.size());
        else
            pixels.row(y, row);
        for (const Rgb color : row) {
            for (int copy = 0; copy < cell.factor; ++copy, out += 4)
                put(out, color);
        }
        const auto bytes = static_cast<std::size_t>(out - first);
        for (int copy = 1; copy < cell.factor; ++copy)
            std::memcpy(first + static_cast<std::size_t>(copy) * stride, first, bytes);
    }
}

/// Weights of the four pixels around a place, Catmull-Rom. @param t from the second one, [0,1)
std::array<float, 4> cubicWeights(float t)
{
    return {t * (-0.5F + t * (1.0F - 0.5F * t)), 1.0F + t * t * (-2.5F + 1.5F * t),
            t * (0.5F + t * (2.0F - 1.5F * t)), t * t * (-0.5F + 0.5F * t)};
}

/// The four pixels that a picture pixel takes its colour from along one axis.
struct CubicPlace {
    std::array<int, 4> from{};
    std::array<float, 4> weights{};
};

/// @param length,shown of the clip and its picture @param scale picture pixels for one of the clip
std::vector<CubicPlace> cubicPlaces(int length, int shown, double scale)
{
    std::vector<CubicPlace> out(static_cast<std::size_t>(shown));
    for (int i = 0; i < shown; ++i) {
        const double at = length / 2.0 + (i + 0.5 - shown / 2.0) / scale - 0.5;
        const double base = std::floor(at);
        CubicPlace &place = out[static_cast<std::size_t>(i)];
        place.weights = cubicWeights(static_cast<float>(at - base));
        for (int tap = 0; tap < 4; ++tap)
            place.from[static_cast<std::size_t>(tap)] =
                std::clamp(static_cast<int>(base) + tap - 1, 0, length - 1);
    }
    return out;
}

/// Samples the pane as resources/shaders/pane.frag does between whole factors.
void drawSmooth(Picture &picture, const Cell &cell, const PanePixels &pixels)
{
    const auto wide = static_cast<std::size_t>(cell.clipWidth);
    std::vector<Rgb> pane(wide * static_cast<std::size_t>(cell.clipHeight));
    for (int y = 0; y < cell.clipHeight; ++y)
        pixels.row(y, std::span(pane).subspan(static_cast<std::size_t>(y) * wide, wide));
    const auto across = cubicPlaces(cell.clipWidth, cell.pixels.width, cell.scale);
    const auto down = cubicPlaces(cell.clipHeight, cell.pixels.height, cell.scale);
    const auto byte = [](float value) {
        return static_cast<std::uint8_t>(std::clamp(value, 0.0F, 255.0F) + 0.5F);
    };
    for (std::size_t y = 0; y < down.size(); ++y) {
        for (std::size_t x = 0; x < across.size(); ++x) {
            std::array<float, 3> sum{};
            for (std::size_t j = 0; j < 4; ++j) {
                const auto row = static_cast<std::size_t>(down[y].from[j]) * wide;
                for (std::size_t i = 0; i < 4; ++i) {
                    const Rgb color = pane[row + static_cast<std::size_t>(across[x].from[i])];
                    const float weight = down[y].weights[j] * across[x].weights[i];
                    sum[0] += weight * static_cast<float>(color.r);
                    sum[1] += weight * static_cast<float>(color.g);
                    sum[2] += weight * static_cast<float>(color.b);
                }
            }
            put(pixelOf(picture, cell.pixels.x + static_cast<int>(x),
                        cell.pixels.y + static_cast<int>(y)),
                {byte(sum[0]), byte(sum[1]), byte(sum[2])});
        }
    }
}

/// Writes the mean of the clip pixels that each picture pixel covers; far enlarged, the one it is
/// in.
void drawShrunk(Picture &picture, const Cell &cell, const PanePixels &pixels)
{
    std::vector<Rgb> row(static_cast<std::size_t>(cell.clipWidth));
    std::vector<unsigned> sums(static_cast<std::size_t>(cell.pixels.width) * 3);
    const auto edge = [](int i, int clip, int shown) {
        return static_cast<int>(static_cast<std::int64_t>(i) * clip / shown);
    };
    for (int y = 0; y < cell.pixels.height; ++y) {
        const int top = edge(y, cell.clipHeight, cell.pixels.height);
        const int bottom = std::max(top + 1, edge(y + 1, cell.clipHeight, cell.pixels.height));
        std::fill(sums.begin(), sums.end(), 0U);
        for (int source = top; source < bottom; ++source) {
            pixels.row(source, row);
            for (int x = 0; x < cell.pixels.width; ++x) {
                const int left = edge(x, cell.clipWidth, cell.pixels.width);
                const int right =
                    std::max(left + 1, edge(x + 1, cell.clipWidth, cell.pixels.width));
                for (int i = left; i < right; ++i) {
                    const Rgb color = row[static_cast<std::size_t>(i)];
                    unsigned *sum = &sums[static_cast<std::size_t>(x) * 3];
                    sum[0] += color.r;
                    sum[1] += color.g;
                    sum[2] += color.b;
                }
            }
        }
        for (int x = 0; x < cell.pixels.width; ++x) {
            const int left = edge(x, cell.clipWidth, cell.pixels.width);
            const int right = std::max(left + 1, edge(x + 1, cell.clipWidth, cell.pixels.width));
            const auto count = static_cast<unsigned>((right - left) * (bottom - top));
            const unsigned *sum = &sums[static_cast<std::size_t>(x) * 3];
            const auto mean = [count](unsigned value) {
                return static_cast<std::uint8_t>((value + count / 2) / count);
            };
            put(pixelOf(picture, cell.pixels.x + x, cell.pixels.y + y),
                {mean(sum[0]), mean(sum[1]), mean(sum[2])});
        }
    }
}

/// The edge between A and B as a white line two pixels wide: a film has no pointer to show it.
void drawWipeLine(Picture &picture, const PixelRect &rect, const WipeLine &line, double scale)
{
    const bool upright = std::abs(line.normalX) >= std::abs(line.normalY);
    const double along = static_cast<double>(upright ? line.normalY : line.normalX);
    const double across = static_cast<double>(upright ? line.normalX : line.normalY);
    const int length = upright ? rect.height : rect.width;
    const int breadth = upright ? rect.width : rect.height;
    for (int i = 0; i < length; ++i) {
        const double at = (i + 0.5 - length / 2.0) / scale;
        const double crossing =
            (static_cast<double>(line.limit) - at * along) / across * scale + breadth / 2.0;
        for (const int offset : {-1, 0}) {
            const int j = static_cast<int>(std::lround(crossing)) + offset;
            if (j >= 0 && j < breadth)
                put(pixelOf(picture, rect.x + (upright ? j : i), rect.y + (upright ? i : j)),
                    {255, 255, 255});
        }
    }
}

} // namespace

Compositor::Compositor(ViewSpec spec, std::vector<PaneContent> contents, CompositorOptions options)
    : m_spec(std::move(spec)),
      m_contents(std::move(contents)),
      m_options(std::move(options)),
      m_frames(longest(m_contents))
{
    m_contents.resize(m_spec.panes.size());
    m_layout = ComparisonLayout::make(m_spec, m_contents, m_text, m_options.size,
                                      !m_options.strip.empty());
    for (std::size_t i = 0; i < m_contents.size(); ++i)
        m_scales.push_back(paneScale(m_spec, m_spec.panes[i], m_contents[i].map));
    m_static = drawStaticLayer(m_spec, m_contents, m_layout, m_scales, m_frames, m_text);
}

Picture Compositor::frame(int index) const
{
    Picture picture;
    frameInto(picture, index);
    return picture;
}

void Compositor::frameInto(Picture &picture, int index) const
{
    if (picture.rgba.size() != m_static.rgba.size() || picture.width != m_static.width)
        picture = m_static;
    index = std::clamp(index, 0, m_frames - 1);
    // Panes have pixels of their own, and a map takes tens of milliseconds.
    std::vector<std::future<void>> others;
    for (std::size_t i = 1; i < m_contents.size(); ++i)
        others.push_back(std::async(std::launch::async, [&, i] { drawPane(picture, i, index); }));
    if (!m_contents.empty())
        drawPane(picture, 0, index);
    for (std::future<void> &other : others)
        other.get();
    drawStrip(picture, m_layout.strip, m_options.strip, index, m_text);
}

void Compositor::drawPane(Picture &picture, std::size_t pane, int index) const
{
    const Cell &cell = m_layout.cells[pane];
    const ViewPane &what = m_spec.panes[pane];
    const PaneTime time{index, m_frames, framesOfSource(m_spec, m_contents, what.source, m_frames)};
    const PanePixels pixels(m_spec, what, m_contents[pane], m_scales[pane], time, cell.clipWidth,
                            cell.clipHeight);
    if (pixels.empty())
        return;
    if (cell.factor > 0)
        drawEnlarged(picture, cell, pixels);
    else if (cell.smooth)
        drawSmooth(picture, cell, pixels);
    else
        drawShrunk(picture, cell, pixels);
    if (what.kind != ViewPane::Kind::Compare || what.compare.mode != CompareMode::Wipe ||
        !m_spec.labels)
        return;
    const float pos = what.compare.wipeMoves ? wipeAt(index, m_frames) : what.compare.wipePos;
    drawWipeLine(picture, cell.pixels,
                 wipeLine(pos, what.compare.wipeAngle, cell.clipWidth, cell.clipHeight),
                 static_cast<double>(cell.pixels.width) / cell.clipWidth);
}

} // namespace dare
