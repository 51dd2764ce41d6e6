#pragma once

#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// Parts of the model with plain values in and out.
namespace model_cases
{

/// Loads a part of a model folder and forgets it.
[[nodiscard]] dare::Result<void> loadTransformer(const std::filesystem::path &model);
[[nodiscard]] dare::Result<void> loadTextEncoder(const std::filesystem::path &model);
[[nodiscard]] dare::Result<std::vector<float>> encode(const std::filesystem::path &model,
                                                      const std::vector<std::int64_t> &ids);

enum class Products { Fastest, Aten };

/// One plain forward of random latents [C,frames,rows,columns].
/// @return the output's values
[[nodiscard]] dare::Result<std::vector<float>>
forward(const std::filesystem::path &model, std::array<std::int64_t, 4> shape, Products products);

/// @param latents [3,F,Y,X]
[[nodiscard]] dare::Clip decode(const std::vector<float> &latents,
                                std::array<std::int64_t, 3> size);

struct Rotation {
    std::int64_t queries = 0;
    std::vector<float> cosine, sine; ///< [queries, headDim/2]
};
[[nodiscard]] dare::Result<Rotation> rotation(int headDim, std::array<int, 3> grid, int maxLength);

/// y = act(x W^T + b) of random numbers. @return how far both back ends are apart
[[nodiscard]] double linearBackendsApart(int rows, int in, int out, bool gelu);

} // namespace model_cases
