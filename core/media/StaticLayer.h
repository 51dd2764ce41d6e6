#pragma once

#include "core/media/ComparisonLayout.h"

#include <vector>

namespace dare {

/// Draws what stays the same in every frame: labels, captions, prompt, colour bars.
/// @param scales end of the range of each pane
/// @param totalFrames frames of the longest clip: shorter ones are captioned as held
[[nodiscard]] Picture drawStaticLayer(const ViewSpec &spec,
                                      const std::vector<PaneContent> &contents,
                                      const ComparisonLayout &layout,
                                      const std::vector<float> &scales, int totalFrames,
                                      const TextPainter &text);

} // namespace dare
