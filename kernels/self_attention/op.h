#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// y = softmax(q k^T / sqrt(channels)) v for every head, products in bf16 or f32, sums in f32.
/// The softmax is taken over blocks of keys, so memory does not grow with their number; each
/// query's arithmetic depends on neither the threads nor the other queries.
/// @param q, k, v [heads,rows,channels], contiguous; channels even; bf16 or f32 as `bf16` says
/// @param y [rows,heads*channels] in the same dtype
/// @thread any; heads and queries are split over `parallel`
/// @source Dao et al., FlashAttention-2 (the running softmax)
struct SelfAttention {
    std::int64_t rows = 0;
    int heads = 0;
    int channels = 0;
    bool bf16 = false;
    const void *q = nullptr;
    const void *k = nullptr;
    const void *v = nullptr;
    void *y = nullptr;
};

/// Whether this processor has the instructions: AVX-512, for bf16 AVX512-BF16 too. Without them
/// a library's attention is as good.
[[nodiscard]] bool selfAttentionRunsHere(bool bf16);

/// Only where selfAttentionRunsHere(op.bf16).
void selfAttention(const SelfAttention &op, const ParallelFor &parallel);

} // namespace dare::kernels
