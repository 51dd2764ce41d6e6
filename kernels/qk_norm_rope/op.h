#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// RMS norm over all channels of a row, then rotary position embedding on interleaved pairs of
/// every head: (x1 cos - x2 sin, x1 sin + x2 cos).
/// @param x [rows,stride] of f32 or bf16, of which the first `channels` of a row are used
/// @param cosine, sine [rows, headDim/2] f32; null: no rotation
/// @param y [heads,rows,headDim] (headMajor) or [rows,channels], f32 or bf16
/// @source wan.md, DiT attention
struct QkNormRope {
    std::int64_t rows = 0;
    std::int64_t stride = 0;
    int heads = 0;
    int headDim = 0;
    float eps = 1e-6F;
    const void *x = nullptr;
    bool xBf16 = false;
    const float *weight = nullptr; ///< [channels]; null: no norm (values pass through)
    const float *cosine = nullptr;
    const float *sine = nullptr;
    void *y = nullptr;
    bool yBf16 = false;
    bool headMajor = true;
};
void qkNormRope(const QkNormRope &op, const ParallelFor &parallel);

} // namespace dare::kernels
