#include "core/media/Compositor.h"

#include "core/media/StaticLayer.h"
#include "core/types/MapShade.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace dare {
namespace {

Rgb pixelOf(std::span<const std::uint8_t> frame, int width, int x, int y)
{
    const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)) *
                    3;
    return {frame[at], frame[at + 1], frame[at + 2]};
}

int longest(const std::vector<PaneContent> &contents)
{
    int clipFrames = 0;
    int mapFrames = 0;
    for (const PaneContent &content : contents) {
        clipFrames = std::max(clipFrames, content.clip ? content.clip->frames : 0);
        mapFrames = std::max(mapFrames, content.map ? content.map->frames : 0);
    }
    return std::max(1, clipFrames > 0 ? clipFrames : mapFrames);
}

/// One pane at one frame, ready to be asked for pixels.
struct PaneView {
    PaneShade shade = PaneShade::Nothing;
    const ViewSpec &spec;
    const ComparisonLayout::Cell &cell;
    float scale = 1.0F;
    std::span<const std::uint8_t> frame; ///< of the clip, where the shade needs it
    const HeatMap *map = nullptr;
    int mapFrame = 0;

    [[nodiscard]] Rgb at(int x, int y) const
    {
        if (shade == PaneShade::Video)
            return pixelOf(frame, cell.clipWidth, x, y);
        const float value =
            mapValueAt(*map, mapFrame, x, y, cell.clipWidth, cell.clipHeight, spec.style);
        if (shade == PaneShade::Signed)
            return shadeSigned(value, scale);
        if (shade == PaneShade::Mass)
            return shadeMass(spec.colorMap, value, scale);
        return shadeOverlay(pixelOf(frame, cell.clipWidth, x, y), spec.colorMap, value, scale,
                            spec.opacity);
    }
};

/// Writes one row of clip pixels `factor` times as large each way.
void writeRow(Picture &picture, const PaneView &view, int y)
{
    const auto &cell = view.cell;
    const std::size_t stride = static_cast<std::size_t>(picture.width) * 4;
    std::uint8_t *const first = picture.rgba.data() +
                                static_cast<std::size_t>(cell.pixels.y + y * cell.factor) * stride +
                                static_cast<std::size_t>(cell.pixels.x) * 4;
    std::uint8_t *out = first;
    for (int x = 0; x < cell.clipWidth; ++x) {
        const Rgb color = view.at(x, y);
        for (int copy = 0; copy < cell.factor; ++copy) {
            *out++ = color.r;
            *out++ = color.g;
            *out++ = color.b;
            *out++ = 255;
        }
    }
    const auto bytes = static_cast<std::size_t>(out - first);
    for (int copy = 1; copy < cell.factor; ++copy)
        std::memcpy(first + static_cast<std::size_t>(copy) * stride, first, bytes);
}

bool hasFrames(const PaneContent &content)
{
    return content.clip && !content.clip->empty();
}
bool hasMap(const PaneContent &content)
{
    return content.map && !content.map->empty();
}

} // namespace

Compositor::Compositor(ViewSpec spec, std::vector<PaneContent> contents)
    : m_spec(std::move(spec)), m_contents(std::move(contents)), m_frames(longest(m_contents))
{
    m_contents.resize(m_spec.panes.size());
    const TextPainter text;
    m_layout = ComparisonLayout::make(m_spec, m_contents, text);
    for (std::size_t i = 0; i < m_contents.size(); ++i)
        m_scales.push_back(paneScale(m_spec, m_spec.panes[i], m_contents[i].map));
    m_static = drawStaticLayer(m_spec, m_contents, m_layout, m_scales, m_frames, text);
}

Picture Compositor::frame(int index) const
{
    Picture picture = m_static;
    for (std::size_t i = 0; i < m_contents.size(); ++i)
        drawPane(picture, i, std::clamp(index, 0, m_frames - 1));
    return picture;
}

void Compositor::drawPane(Picture &picture, std::size_t pane, int index) const
{
    const PaneContent &content = m_contents[pane];
    PaneView view{paneShade(m_spec, m_spec.panes[pane], hasFrames(content), hasMap(content)),
                  m_spec,
                  m_layout.cells[pane],
                  m_scales[pane],
                  {},
                  nullptr,
                  0};
    if (view.shade == PaneShade::Nothing)
        return;
    const int clipFrames = hasFrames(content) ? content.clip->frames : m_frames;
    const int shown = std::min(index, clipFrames - 1);
    if (hasFrames(content))
        view.frame = content.clip->frame(shown);
    if (hasMap(content)) {
        view.map = content.map.get();
        view.mapFrame =
            std::clamp(mapFrameOf(shown, clipFrames, view.map->frames), 0, view.map->frames - 1);
    }
    for (int y = 0; y < view.cell.clipHeight; ++y)
        writeRow(picture, view, y);
}

} // namespace dare
