#include "kernels/guidance_combine/op.h"

#include <cuda_runtime.h>

#include <string>

namespace dare::kernels
{
namespace
{

constexpr int kThreads = 256;

/// No fused multiply-adds: the CPU rounds every product too.
__global__ void combine(const GuidanceCombine op)
{
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i >= op.count)
        return;
    float negative = op.neg != nullptr ? op.neg[i] : op.dom[i];
    if (op.neg != nullptr && op.dom != nullptr)
        negative =
            __fadd_rn(__fmul_rn(1.0F - op.lambda, op.neg[i]), __fmul_rn(op.lambda, op.dom[i]));
    op.out[i] = __fadd_rn(negative, __fmul_rn(op.w, op.cond[i] - negative));
}

} // namespace

Result<void> guidanceCombineCuda(const GuidanceCombine &op, void *stream)
{
    if (op.count <= 0)
        return {};
    if (op.bf16)
        return failure(ErrorCode::Unsupported, "guidance is rounded to bf16 on the host alone",
                       "guidance");
    const auto blocks = static_cast<unsigned>((op.count + kThreads - 1) / kThreads);
    combine<<<blocks, kThreads, 0, static_cast<cudaStream_t>(stream)>>>(op);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "guidance");
    return {};
}

} // namespace dare::kernels
