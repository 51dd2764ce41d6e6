#pragma once

#include "core/types/CompareShade.h"
#include "core/types/MapShade.h"

#include <span>
#include <vector>

namespace dare
{

/// When a pane is drawn.
struct PaneTime {
    int frame = 0;        ///< of the whole view; shorter clips hold their last one
    int frames = 1;       ///< of the whole view
    int sourceFrames = 1; ///< of the pane's source, see framesOfSource()
};

/// The pixels of one pane at one frame, one for each pixel of its clip (or canvas), as
/// core/types/MapShade.h and CompareShade.h say. Refers to its arguments: they must outlive it.
/// @thread any
class PanePixels
{
public:
    /// @param scale end of the pane's range, from paneScale()
    /// @param width,height of the pane's clip, of its canvas where it compares
    PanePixels(const ViewSpec &spec, const ViewPane &pane, const PaneContent &content, float scale,
               const PaneTime &time, int width, int height);

    [[nodiscard]] bool empty() const { return m_shade == PaneShade::Nothing; }
    /// The bytes of a row of plain video, RGB; empty where the pane needs row().
    [[nodiscard]] std::span<const std::uint8_t> videoRow(int y) const;
    /// Writes row `y`. @param out [width]
    void row(int y, std::span<Rgb> out) const;

private:
    [[nodiscard]] Rgb mapped(int x, int y) const;
    void compareRow(int y, std::span<Rgb> out) const;

    const ViewSpec &m_spec;
    const PaneContent &m_content;
    PaneShade m_shade;
    float m_scale;
    int m_width;
    int m_height;
    std::span<const std::uint8_t> m_clip;
    std::span<const std::uint8_t> m_other;
    int m_mapFrame = 0;
    CompareLook m_look;
    CompareCanvas m_canvas;
    WipeLine m_line;
};

/// @return whether there is a clip with frames, a map with values
[[nodiscard]] bool hasFrames(const PaneContent &content);
[[nodiscard]] bool hasMap(const PaneContent &content);

} // namespace dare
