#pragma once

#include "core/types/Frame.h"

#include <ATen/core/Tensor.h>

namespace dare
{

/// The embedded model's codec: the latent is the clip, in [-1,1], clamped once here.
/// @param latents [1,3,F,Y,X] or [3,F,Y,X] f32
/// @return 8-bit frames, round(255 (x/2 + 1/2))
[[nodiscard]] Clip decodePixels(const at::Tensor &latents, double fps);

} // namespace dare
