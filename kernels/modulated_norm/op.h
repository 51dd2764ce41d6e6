#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// y = LayerNorm(x) * (offset + scale) + shift, each row on its own.
/// With offset 1 this is the transformer's modulation; with offset 0 an affine LayerNorm.
/// @param x [rows,channels] f32; @param scale, shift [channels] f32
/// @param y [rows,channels] f32, or bf16 (round to nearest even) where `bf16` is set
/// @thread any; rows are split over `parallel`
/// @source wan.md, DiT block
struct ModulatedNorm {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    float eps = 1e-6F;
    float offset = 1.0F;
    const float *x = nullptr;
    const float *scale = nullptr;
    const float *shift = nullptr;
    void *y = nullptr;
    bool bf16 = false;
};
void modulatedNorm(const ModulatedNorm &op, const ParallelFor &parallel);

} // namespace dare::kernels
