#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

/// The initial noise as plain values.
namespace noise_cases
{

struct Noise {
    std::vector<std::int64_t> shape;
    std::vector<float> values;
    std::string hash;
};

[[nodiscard]] dare::Result<Noise> noiseOf(const dare::Recipe &recipe,
                                          std::array<std::int64_t, 4> shape);

} // namespace noise_cases
