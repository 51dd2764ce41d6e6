#pragma once

#include "core/types/Result.h"

#include <cstdint>

namespace dare::kernels
{

/// The operator of op.h on a CUDA device, for query and key in one launch. Rows stay rows
/// ([rows, heads, headDim]): the attention back ends read heads by strides. y may be x.
/// Device pointers, 16 byte aligned; headDim a multiple of 8, at most 8192 channels.
/// @thread any; asynchronous on `stream`, a cudaStream_t  @source wan.md, DiT attention
struct QkNormRopeCuda {
    std::int64_t rows = 0;
    int heads = 0;
    int headDim = 0;
    float eps = 1e-6F;
    bool xBf16 = false;
    bool yBf16 = false;
    const float *cosine = nullptr; ///< [rows, headDim/2]; null: no rotation
    const float *sine = nullptr;
    int parts = 1; ///< 1, or 2 for query and key
    struct Part {
        const void *x = nullptr;
        std::int64_t xStride = 0;      ///< elements from row to row
        const float *weight = nullptr; ///< [channels]
        void *y = nullptr;
        std::int64_t yStride = 0;
    };
    Part part[2];
};
[[nodiscard]] bool qkNormRopeFits(int heads, int headDim);
/// @error Internal: the launch failed
[[nodiscard]] Result<void> qkNormRopeCuda(const QkNormRopeCuda &op, void *stream);

} // namespace dare::kernels
