#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// y = gelu(gate) * value with the tanh form of GELU, element by element, computed in f32.
/// @param x [rows, 2 * channels] bf16: gate, then value @param y [rows, channels] bf16, rounded to
/// nearest even; both dense, 16 byte aligned
/// @source wan.md, umT5; transformers' UMT5DenseGatedActDense
struct GatedGelu {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    const void *x = nullptr;
    void *y = nullptr;
};

/// On the processor. @thread any; rows are split over `parallel`
void gatedGelu(const GatedGelu &op, const ParallelFor &parallel);

} // namespace dare::kernels
