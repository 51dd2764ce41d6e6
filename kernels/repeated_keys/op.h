#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// y is a softmax attention over some keys of which the first `keys` were given twice, lse the
/// logarithm of each query's sum of exp(q k / sqrt(channels)). Both copies weigh the same, so with
/// p_j = exp(q k_j / sqrt(channels) - lse) the attention over the keys alone is
/// y := (y - sum_j p_j v_j) / (1 - sum_j p_j).
/// Rows lie a stride of elements apart, a row's heads one after the other; all but lse in bf16.
struct RepeatedKeys {
    std::int64_t rows = 0; ///< queries
    int heads = 0;
    int channels = 0; ///< of a head
    int keys = 0;     ///< that were given twice
    const void *q = nullptr;
    std::int64_t qStride = 0;
    const void *k = nullptr;
    const void *v = nullptr;
    std::int64_t kvStride = 0;  ///< of k and v
    const float *lse = nullptr; ///< [heads,rows], natural
    void *y = nullptr;          ///< [rows,heads*channels], in place
};

/// On the processor. @thread any; rows are split over `parallel`
void repeatedKeys(const RepeatedKeys &op, const ParallelFor &parallel);

} // namespace dare::kernels
