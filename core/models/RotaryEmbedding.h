#pragma once

#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <array>

namespace dare
{

/// Rotary position embedding over frames, rows and columns. The head's channels are split
/// t = d - 2 (2 (d/6)), h = w = 2 (d/6); angles in f64, tables in f32.
/// @source wan.md, RoPE; diffusers' WanRotaryPosEmbed
struct RotaryTables {
    at::Tensor cosine; ///< [Q, headDim/2], one entry a pair
    at::Tensor sine;
};

/// @param grid frames, rows, columns of query tokens
/// @error InvalidArgument where a side of the grid is longer than the model's table
[[nodiscard]] Result<RotaryTables> rotaryTables(int headDim, std::array<int, 3> grid, int maxLength,
                                                at::Device device);

} // namespace dare
