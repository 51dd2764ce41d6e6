#pragma once

#include "core/models/ModelConfig.h"
#include "core/sampling/Sigmas.h"
#include "core/types/Recipe.h"

#include <ATen/core/Tensor.h>

namespace dare
{

/// What a multistep solver carries from step to step. All f32, one shape. Stored in every step
/// file.
struct SolverState {
    int step = 0;         ///< the next step
    at::Tensor x;         ///< sample that the next step starts from
    at::Tensor corrected; ///< the sample that the last prediction started from
    at::Tensor x0;        ///< x0 prediction of the last step
    at::Tensor x0Before;  ///< of the step before it
    int order = 0;        ///< order of the last prediction
};

/// x0 from a model output. @param sigma of this step
[[nodiscard]] at::Tensor toX0(const at::Tensor &output, const at::Tensor &x, double sigma,
                              Prediction prediction);

/// Advances the state by one step, given the x0 prediction at state.x.
/// UniPC: order 2, bh2, corrector before predictor; DPM++ 2M is its predictor alone; Euler is
/// x += (sigma_next - sigma) v. First and last step are of order 1.
/// @source wan.md, UniPC bh2; diffusers' UniPCMultistepScheduler
void advance(SolverState &state, const SigmaSchedule &schedule, SamplerKind kind,
             const at::Tensor &x0);

} // namespace dare
