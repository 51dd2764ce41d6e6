#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Frame.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

namespace dare
{

/// The initial noise of a recipe as a clip: what the sampler starts from, not a likeness of it. The
/// first three channels stand for red, green and blue; a model without a VAE has no others.
/// @param recipe a size of zeros means the model's default
/// @error as initialNoise() @thread worker
[[nodiscard]] Result<Clip> noiseClip(const Recipe &recipe, const ModelInfo &model);

} // namespace dare
