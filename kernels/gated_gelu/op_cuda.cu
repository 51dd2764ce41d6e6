#include "kernels/gated_gelu/op_cuda.h"
#include "kernels/rows.cuh"

#include <string>

namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kThreads = 256;

__device__ __forceinline__ float gelu(float x)
{
    constexpr float kRootOfTwoOverPi = 0.7978845608F;
    constexpr float kCubic = 0.044715F;
    return 0.5F * x * (1.0F + tanhf(kRootOfTwoOverPi * fmaf(kCubic * x * x, x, x)));
}

/// Eight channels a thread.
__global__ void __launch_bounds__(kThreads) gatedGeluRows(const GatedGelu op)
{
    const std::int64_t piece = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    const std::int64_t pieces = op.channels / kLane;
    const std::int64_t row = piece / pieces;
    if (row >= op.rows)
        return;
    const std::int64_t channel = piece % pieces * kLane;
    const auto *gates = static_cast<const __nv_bfloat16 *>(op.x) + 2 * row * op.channels + channel;
    const Eight gate = loadEight(gates);
    const Eight value = loadEight(gates + op.channels);
    Eight y;
#pragma unroll
    for (int i = 0; i < kLane; ++i)
        y.v[i] = gelu(gate.v[i]) * value.v[i];
    storeEight(static_cast<__nv_bfloat16 *>(op.y) + row * op.channels + channel, y);
}

} // namespace

bool gatedGeluFits(std::int64_t channels)
{
    return channels >= kLane && channels % kLane == 0;
}

Result<void> gatedGeluCuda(const GatedGelu &op, void *stream)
{
    const std::int64_t pieces = op.rows * (op.channels / kLane);
    gatedGeluRows<<<static_cast<unsigned>((pieces + kThreads - 1) / kThreads), kThreads, 0,
                    static_cast<cudaStream_t>(stream)>>>(op);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "gated GELU");
    return {};
}

} // namespace dare::kernels
