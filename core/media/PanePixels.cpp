#include "core/media/PanePixels.h"

#include <algorithm>

namespace dare
{
namespace
{

bool hasPixels(const std::shared_ptr<const Clip> &clip)
{
    return clip && !clip->empty();
}

std::span<const std::uint8_t> heldFrame(const std::shared_ptr<const Clip> &clip, int frame)
{
    return hasPixels(clip) ? clip->frame(std::clamp(frame, 0, clip->frames - 1))
                           : std::span<const std::uint8_t>();
}

Rgb pixelOf(std::span<const std::uint8_t> frame, int width, int x, int y)
{
    const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                     static_cast<std::size_t>(x)) *
                    3;
    return {frame[at], frame[at + 1], frame[at + 2]};
}

} // namespace

bool hasFrames(const PaneContent &content)
{
    return hasPixels(content.clip) || hasPixels(content.other);
}

bool hasMap(const PaneContent &content)
{
    return content.map && !content.map->empty();
}

PanePixels::PanePixels(const ViewSpec &spec, const ViewPane &pane, const PaneContent &content,
                       float scale, const PaneTime &time, int width, int height)
    : m_spec(spec),
      m_content(content),
      m_shade(paneShade(spec, pane, hasFrames(content), hasMap(content))),
      m_scale(scale),
      m_width(width),
      m_height(height),
      m_clip(heldFrame(content.clip, sourceFrame(spec, pane.source, time.frame, time.frames))),
      m_other(heldFrame(content.other, sourceFrame(spec, pane.other, time.frame, time.frames))),
      m_look(pane.compare)
{
    if (hasMap(content))
        m_mapFrame = mapFrameOf(sourceFrame(spec, pane.source, time.frame, time.frames),
                                time.sourceFrames, content.map->frames);
    if (m_shade != PaneShade::Compare)
        return;
    if (m_look.wipeMoves)
        m_look.wipePos = wipeAt(time.frame, time.frames);
    m_canvas = compareCanvas(hasPixels(content.clip) ? content.clip.get() : nullptr,
                             hasPixels(content.other) ? content.other.get() : nullptr);
    m_line = wipeLine(m_look.wipePos, m_look.wipeAngle, m_canvas.width, m_canvas.height);
}

std::span<const std::uint8_t> PanePixels::videoRow(int y) const
{
    if (m_shade != PaneShade::Video)
        return {};
    const std::size_t bytes = static_cast<std::size_t>(m_width) * 3;
    return m_clip.subspan(static_cast<std::size_t>(y) * bytes, bytes);
}

Rgb PanePixels::mapped(int x, int y) const
{
    const float value =
        mapValueAt(*m_content.map, m_mapFrame, x, y, m_width, m_height, m_spec.style);
    if (m_shade == PaneShade::Signed)
        return shadeSigned(value, m_scale);
    if (m_shade == PaneShade::Mass)
        return shadeMass(m_spec.colorMap, value, m_scale, massFloor(m_spec));
    return shadeOverlay(pixelOf(m_clip, m_width, x, y), m_spec.colorMap, value, m_scale,
                        m_spec.opacity, massFloor(m_spec));
}

void PanePixels::compareRow(int y, std::span<Rgb> out) const
{
    const float centreX = static_cast<float>(m_canvas.width) / 2.0F;
    const float down = static_cast<float>(y) + 0.5F - static_cast<float>(m_canvas.height) / 2.0F;
    for (int x = 0; x < m_width; ++x) {
        const auto sampled = [&](const std::shared_ptr<const Clip> &clip,
                                 std::span<const std::uint8_t> frame, const FitRect &rect) {
            return frame.empty() ? CompareSample() : compareSample(*clip, frame, rect, x, y);
        };
        const float across = static_cast<float>(x) + 0.5F - centreX;
        const bool aHere = across * m_line.normalX + down * m_line.normalY < m_line.limit;
        out[static_cast<std::size_t>(x)] =
            shadeCompare(m_look, sampled(m_content.clip, m_clip, m_canvas.a),
                         sampled(m_content.other, m_other, m_canvas.b), aHere);
    }
}

void PanePixels::row(int y, std::span<Rgb> out) const
{
    if (m_shade == PaneShade::Compare)
        return compareRow(y, out);
    for (int x = 0; x < m_width; ++x)
        out[static_cast<std::size_t>(x)] =
            m_shade == PaneShade::Video ? pixelOf(m_clip, m_width, x, y) : mapped(x, y);
}

} // namespace dare
