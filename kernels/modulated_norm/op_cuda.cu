#include "kernels/modulated_norm/op_cuda.h"
#include "kernels/rows.cuh"

#include <string>
#include <type_traits>

namespace dare::kernels
{
namespace
{

using namespace cuda;

template <typename X, typename Y, typename Out>
__global__ void __launch_bounds__(kMostRowThreads) residualNorm(const ResidualNorm op)
{
    __shared__ float scratch[2][32];
    const std::int64_t channel = static_cast<std::int64_t>(threadIdx.x) * kLane;
    const std::int64_t at = static_cast<std::int64_t>(blockIdx.x) * op.channels + channel;
    const bool inside = channel < op.channels;
    X *stream = static_cast<X *>(op.x);
    Eight x{};
    if (inside)
        x = loadEight(stream + at);
    if (inside && op.y != nullptr) {
        const Eight y = loadEight(static_cast<const Y *>(op.y) + at);
        Eight gate{{1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F, 1.0F}};
        if (op.gate != nullptr)
            gate = loadEight(op.gate + channel);
#pragma unroll
        for (int i = 0; i < kLane; ++i)
            x.v[i] = fmaf(gate.v[i], y.v[i], x.v[i]);
        storeEight(stream + at, x);
        if constexpr (std::is_same_v<X, __nv_bfloat16>) {
#pragma unroll
            for (int i = 0; i < kLane; ++i)
                x.v[i] = __bfloat162float(__float2bfloat16_rn(x.v[i]));
        }
    }
    if (op.out == nullptr)
        return;
    float mean = 0.0F;
    if (op.centred) {
        float sum = 0.0F;
#pragma unroll
        for (int i = 0; i < kLane; ++i)
            sum += x.v[i];
        mean = blockSum(sum, scratch[0]) / static_cast<float>(op.channels);
    }
    float square = 0.0F;
#pragma unroll
    for (int i = 0; i < kLane; ++i) {
        const float d = inside ? x.v[i] - mean : 0.0F;
        square = fmaf(d, d, square);
    }
    const float variance = blockSum(square, scratch[1]) / static_cast<float>(op.channels);
    if (!inside)
        return;
    const float inverse = rsqrtf(variance + op.eps);
    const Eight scale = loadEight(op.scale + channel);
    Eight shift{};
    if (op.shift != nullptr)
        shift = loadEight(op.shift + channel);
    Eight out;
#pragma unroll
    for (int i = 0; i < kLane; ++i)
        out.v[i] = fmaf((x.v[i] - mean) * inverse, op.offset + scale.v[i], shift.v[i]);
    storeEight(static_cast<Out *>(op.out) + at, out);
}

template <typename X, typename Y, typename Out>
void start(const ResidualNorm &op, cudaStream_t stream)
{
    residualNorm<X, Y, Out><<<static_cast<unsigned>(op.rows),
                              static_cast<unsigned>(rowThreads(op.channels)), 0, stream>>>(op);
}

template <typename X> void startOn(const ResidualNorm &op, cudaStream_t stream)
{
    if (op.yBf16 && op.outBf16)
        start<X, __nv_bfloat16, __nv_bfloat16>(op, stream);
    else if (op.yBf16)
        start<X, __nv_bfloat16, float>(op, stream);
    else if (op.outBf16)
        start<X, float, __nv_bfloat16>(op, stream);
    else
        start<X, float, float>(op, stream);
}

} // namespace

bool residualNormFits(std::int64_t channels)
{
    return channels >= kLane && channels % kLane == 0 && channels <= kLane * kMostRowThreads;
}

Result<void> residualNormCuda(const ResidualNorm &op, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    if (op.xBf16)
        startOn<__nv_bfloat16>(op, cudaStream);
    else
        startOn<float>(op, cudaStream);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "residual norm");
    return {};
}

} // namespace dare::kernels
