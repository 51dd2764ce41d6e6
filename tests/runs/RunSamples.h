#pragma once

#include "core/runs/RunFolder.h"

#include <vector>

/// Small runs with known content.
namespace samples
{

/// "a turtle next to a rocket", both sides, 16 steps, every field filled.
[[nodiscard]] dare::RunManifest manifest();

/// Metrics of one step: 2 blocks, 3 tokens, 2 words; every number tells where it stands.
[[nodiscard]] dare::StepMetrics metrics(int step);

/// Writes a step with a state tensor `x` of `latents` values, all equal to the step.
[[nodiscard]] dare::Result<void> writeStep(const dare::RunFolder &run, dare::Side side, int step,
                                           std::size_t latents = 64);

} // namespace samples
