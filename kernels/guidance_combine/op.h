#pragma once

#include "core/types/Result.h"
#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// Guidance of a step from two or three branches, in one pass, f32:
/// n = (1 - lambda) neg + lambda dom where both are given, else the one that is; out = n + w (cond
/// - n).
/// @param neg, dom [count]; at least one of them  @param out may be cond
/// @source our reading of the abstract of arXiv 2604.07026 (DR-CFG); lambda 0 is plain CFG
struct GuidanceCombine {
    std::int64_t count = 0;
    const float *cond = nullptr;
    const float *neg = nullptr;
    const float *dom = nullptr;
    float w = 1.0F;
    float lambda = 0.0F;
    float *out = nullptr;
    bool bf16 = false; ///< every operation is rounded to bf16, as diffusers does; on the CPU alone
};
/// @thread any; pieces over `parallel`
void guidanceCombine(const GuidanceCombine &op, const ParallelFor &parallel);
/// The same on a CUDA device; bit-equal to the CPU's. @param stream a cudaStream_t; asynchronous
/// @error Internal: the launch failed; Unsupported: this build has no CUDA, or `bf16` is set
[[nodiscard]] Result<void> guidanceCombineCuda(const GuidanceCombine &op, void *stream);

} // namespace dare::kernels
