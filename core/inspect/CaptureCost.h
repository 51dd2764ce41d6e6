#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/CaptureSummary.h"

#include <cstdint>

namespace dare
{

/// What capturing maps from stored latents writes and takes.
struct CaptureCost {
    std::uint64_t bytes = 0;
    double seconds = 0.0; ///< by the times that the run's own steps took
};

/// The steps of a window that do not hold all of it yet. Only finished steps can be captured.
/// @param window layers and heads that are wanted; its steps are those asked about
[[nodiscard]] CaptureWindow missingWindow(const RunFolder &run, const CaptureSummary &summary,
                                          const CaptureWindow &window);

/// @param window as missingWindow() returned it; all words, end and pads are kept
[[nodiscard]] CaptureCost captureCost(const RunFolder &run, const CaptureWindow &window);

/// Whether a side reweights its cross-attention at a step, so that `after` differs from `before`.
[[nodiscard]] bool reweights(const Recipe &recipe, Side side, int step);

} // namespace dare
