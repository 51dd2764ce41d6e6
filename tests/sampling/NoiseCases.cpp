#include "tests/sampling/NoiseCases.h"

#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

namespace noise_cases
{

dare::Result<Noise> noiseOf(const dare::Recipe &recipe, std::array<std::int64_t, 4> shape)
{
    const auto noise = dare::initialNoise(recipe, shape);
    if (!noise)
        return tl::unexpected(noise.error());
    const auto *data = noise->const_data_ptr<float>();
    return Noise{noise->sizes().vec(), {data, data + noise->numel()}, dare::latentsHash(*noise)};
}

} // namespace noise_cases
