#pragma once

#include "core/media/Comparison.h"
#include "core/media/ComparisonLayout.h"
#include "core/media/ComposingOptions.h"

#include <vector>

namespace dare
{

/// Draws the frames of one view. Text and bars are laid out once; a frame costs its pixels alone.
/// Zoom, pan and smoothing of the spec are the viewer's: an export shows whole clips, pixel exact.
/// @thread any, one at a time
class Compositor
{
public:
    /// @param contents one per ViewSpec::panes
    Compositor(ViewSpec spec, std::vector<PaneContent> contents, CompositorOptions options = {});

    [[nodiscard]] int width() const { return m_layout.width; }
    [[nodiscard]] int height() const { return m_layout.height; }
    /// Frames of the longest clip; at least 1.
    [[nodiscard]] int frames() const { return m_frames; }
    [[nodiscard]] const ComparisonLayout &layout() const { return m_layout; }

    /// @param index clamped to [0, frames()); a shorter clip holds its last frame
    [[nodiscard]] Picture frame(int index) const;
    /// The same into a picture that frame() or frameInto() of this object filled before, or an
    /// empty one: only what moves is drawn again.
    void frameInto(Picture &picture, int index) const;

private:
    void drawPane(Picture &picture, std::size_t pane, int index) const;

    ViewSpec m_spec;
    std::vector<PaneContent> m_contents;
    CompositorOptions m_options;
    TextPainter m_text;
    ComparisonLayout m_layout;
    std::vector<float> m_scales; ///< end of the range of each pane
    int m_frames = 1;
    Picture m_static;
};

} // namespace dare
