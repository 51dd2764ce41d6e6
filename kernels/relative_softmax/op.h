#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// p[h,q,k] = softmax over k of z[h,q,k] + table[bucket[k - q + n - 1], h], computed in f32.
/// @source wan.md, umT5; transformers' UMT5Attention
struct RelativeSoftmax {
    int heads = 0;
    int tokens = 0;                       ///< n
    const float *z = nullptr;             ///< [H,n,n]
    const float *table = nullptr;         ///< [buckets,H]
    const std::int32_t *bucket = nullptr; ///< [2n - 1] by key - query + n - 1
    void *p = nullptr;                    ///< [H,n,n] bf16, rounded to nearest even
};

/// On the processor. @thread any; rows are split over `parallel`
void relativeSoftmax(const RelativeSoftmax &op, const ParallelFor &parallel);

} // namespace dare::kernels
