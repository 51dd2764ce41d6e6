#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// x += gate * y, row by row; without a gate x += y.
/// @param x [rows,channels] f32, in place; @param y f32 or bf16; @param gate [channels] f32 or null
/// @source wan.md, DiT block
struct GatedResidual {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    float *x = nullptr;
    const void *y = nullptr;
    bool yBf16 = false;
    const float *gate = nullptr;
};
void gatedResidual(const GatedResidual &op, const ParallelFor &parallel);

} // namespace dare::kernels
