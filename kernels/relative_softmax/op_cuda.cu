#include "kernels/relative_softmax/op_cuda.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <string>

namespace dare::kernels
{
namespace
{

constexpr int kWarps = 8;

/// One warp a row; what it reads three times lies in the first cache after the first.
__global__ void __launch_bounds__(32 * kWarps) relativeSoftmaxRows(const RelativeSoftmax op)
{
    const std::int64_t tokens = op.tokens;
    const std::int64_t row = static_cast<std::int64_t>(blockIdx.x) * kWarps + threadIdx.x / 32;
    if (row >= op.heads * tokens)
        return;
    const int lane = static_cast<int>(threadIdx.x & 31);
    const float *z = op.z + row * tokens;
    const float *table = op.table + row / tokens;
    const std::int32_t *bucket = op.bucket + tokens - 1 - row % tokens;
    const auto biased = [&](std::int64_t k) { return z[k] + table[bucket[k] * op.heads]; };

    float top = -INFINITY;
    for (std::int64_t k = lane; k < tokens; k += 32)
        top = fmaxf(top, biased(k));
    for (int step = 16; step > 0; step /= 2)
        top = fmaxf(top, __shfl_xor_sync(0xFFFFFFFFU, top, step));
    float sum = 0.0F;
    for (std::int64_t k = lane; k < tokens; k += 32)
        sum += __expf(biased(k) - top);
    for (int step = 16; step > 0; step /= 2)
        sum += __shfl_xor_sync(0xFFFFFFFFU, sum, step);
    const float inverse = 1.0F / sum;
    auto *p = static_cast<__nv_bfloat16 *>(op.p) + row * tokens;
    for (std::int64_t k = lane; k < tokens; k += 32)
        p[k] = __float2bfloat16_rn(__expf(biased(k) - top) * inverse);
}

} // namespace

Result<void> relativeSoftmaxCuda(const RelativeSoftmax &op, void *stream)
{
    const std::int64_t rows = static_cast<std::int64_t>(op.heads) * op.tokens;
    relativeSoftmaxRows<<<static_cast<unsigned>((rows + kWarps - 1) / kWarps), 32 * kWarps, 0,
                          static_cast<cudaStream_t>(stream)>>>(op);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "relative softmax");
    return {};
}

} // namespace dare::kernels
