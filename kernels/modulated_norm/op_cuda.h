#pragma once

#include "core/types/Result.h"

#include <cstdint>

namespace dare::kernels
{

/// The residual stream's update and the norm that reads it next, in one pass over a row:
/// x += gate * y; out = LayerNorm(x) * (offset + scale) + shift.
/// Without y the stream stays as it is; without a gate it is 1; without out there is no norm;
/// without shift it is 0. Not centred, the norm is the root mean square.
/// Device pointers, 16 byte aligned, dense rows; channels a multiple of 8, at most 8192.
/// @thread any; asynchronous on `stream`, a cudaStream_t  @source wan.md, DiT block, umT5
struct ResidualNorm {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    float eps = 1e-6F;
    float offset = 1.0F;
    bool centred = true;
    void *x = nullptr;       ///< [rows,channels] f32 or bf16, written where y is given
    bool xBf16 = false;      ///< then the norm reads what was rounded
    const void *y = nullptr; ///< [rows,channels] f32 or bf16
    bool yBf16 = false;
    const float *gate = nullptr;  ///< [channels]
    const float *scale = nullptr; ///< [channels]
    const float *shift = nullptr; ///< [channels]
    void *out = nullptr;          ///< [rows,channels] f32 or bf16
    bool outBf16 = false;
};
[[nodiscard]] bool residualNormFits(std::int64_t channels);
/// @error Internal: the launch failed
[[nodiscard]] Result<void> residualNormCuda(const ResidualNorm &op, void *stream);

} // namespace dare::kernels
