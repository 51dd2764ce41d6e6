#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <array>

namespace dare
{

/// Latent shape C,F,Y,X of a clip.
using LatentShape = std::array<std::int64_t, 4>;

/// The initial noise of a run, the same for both sides: what diffusers makes with a CPU generator.
/// @return [1,C,F,Y,X] f32 on the CPU
/// @error NotFound, InvalidInput: a noise file without `noise` or `pipeline.latents_in`, or of
///        another shape
[[nodiscard]] Result<at::Tensor> initialNoise(const Recipe &recipe, LatentShape shape);

/// SHA-256 of a tensor as f32 little endian.
[[nodiscard]] std::string latentsHash(const at::Tensor &latents);

} // namespace dare
