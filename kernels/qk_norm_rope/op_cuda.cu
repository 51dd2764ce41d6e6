#include "kernels/qk_norm_rope/op_cuda.h"
#include "kernels/rows.cuh"

#include <string>

namespace dare::kernels
{
namespace
{

using namespace cuda;

template <typename X, typename Y>
__global__ void __launch_bounds__(kMostRowThreads)
    qkNormRope(const __grid_constant__ QkNormRopeCuda op)
{
    __shared__ float scratch[32];
    const QkNormRopeCuda::Part &part = op.part[blockIdx.y];
    const std::int64_t row = blockIdx.x;
    const int channels = op.heads * op.headDim;
    const int channel = static_cast<int>(threadIdx.x) * kLane;
    const bool inside = channel < channels;
    Eight x{};
    if (inside)
        x = loadEight(static_cast<const X *>(part.x) + row * part.xStride + channel);
    float square = 0.0F;
#pragma unroll
    for (int i = 0; i < kLane; ++i)
        square = fmaf(x.v[i], x.v[i], square);
    const float inverse = rsqrtf(blockSum(square, scratch) / static_cast<float>(channels) + op.eps);
    if (!inside)
        return;
    const Eight weight = loadEight(part.weight + channel);
#pragma unroll
    for (int i = 0; i < kLane; ++i)
        x.v[i] = x.v[i] * inverse * weight.v[i];
    if (op.cosine != nullptr) {
        const std::int64_t at = row * (op.headDim / 2) + channel % op.headDim / 2;
        const float4 c = *reinterpret_cast<const float4 *>(op.cosine + at);
        const float4 s = *reinterpret_cast<const float4 *>(op.sine + at);
        const float cosine[4] = {c.x, c.y, c.z, c.w};
        const float sine[4] = {s.x, s.y, s.z, s.w};
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const float first = x.v[2 * i];
            const float second = x.v[2 * i + 1];
            x.v[2 * i] = first * cosine[i] - second * sine[i];
            x.v[2 * i + 1] = first * sine[i] + second * cosine[i];
        }
    }
    storeEight(static_cast<Y *>(part.y) + row * part.yStride + channel, x);
}

template <typename X, typename Y> void start(const QkNormRopeCuda &op, cudaStream_t stream)
{
    const dim3 grid(static_cast<unsigned>(op.rows), static_cast<unsigned>(op.parts));
    const int threads = rowThreads(static_cast<std::int64_t>(op.heads) * op.headDim);
    qkNormRope<X, Y><<<grid, static_cast<unsigned>(threads), 0, stream>>>(op);
}

} // namespace

bool qkNormRopeFits(int heads, int headDim)
{
    return headDim >= kLane && headDim % kLane == 0 && heads * headDim <= kLane * kMostRowThreads;
}

Result<void> qkNormRopeCuda(const QkNormRopeCuda &op, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    if (op.xBf16 && op.yBf16)
        start<__nv_bfloat16, __nv_bfloat16>(op, cudaStream);
    else if (op.xBf16)
        start<__nv_bfloat16, float>(op, cudaStream);
    else if (op.yBf16)
        start<float, __nv_bfloat16>(op, cudaStream);
    else
        start<float, float>(op, cudaStream);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "qk norm, rope");
    return {};
}

} // namespace dare::kernels
