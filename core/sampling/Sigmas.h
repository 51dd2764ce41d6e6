#pragma once

#include "core/types/Recipe.h"

#include <cstdint>
#include <vector>

namespace dare
{

/// Noise levels and timesteps of a run.
struct SigmaSchedule {
    std::vector<double> sigmas; ///< [N+1], rounded to f32 as the reference stores them; last 0
    std::vector<std::int64_t> timesteps; ///< [N], truncated
};

/// @param shift sigma = shift b / (1 + (shift - 1) b)
/// @source wan.md, sigma schedule; diffusers' UniPCMultistepScheduler with flow sigmas
[[nodiscard]] SigmaSchedule sigmaSchedule(SigmaTable table, int steps, double shift,
                                          int trainSteps);

} // namespace dare
