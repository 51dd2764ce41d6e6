#include "kernels/channel_norm/op_cuda.h"
#include "kernels/rows.cuh"

#include <string>

namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kThreads = 256;
constexpr int kMostPieces = 4; ///< of eight channels, in one thread's registers
constexpr float kSmallest = 1e-12F;

/// Threads that share a row: a power of two, so that a warp holds whole rows.
int lanesFor(std::int64_t channels)
{
    const std::int64_t pieces = channels / kLane;
    int lanes = 1;
    while (lanes < 32 && pieces > 3 * lanes)
        lanes *= 2;
    return lanes;
}

template <int kLanes> __global__ void __launch_bounds__(kThreads) normRows(const ChannelNorm op)
{
    const int pieces = static_cast<int>(op.channels) / kLane;
    const std::int64_t row =
        (static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x) / kLanes;
    const int lane = static_cast<int>(threadIdx.x) % kLanes;
    const bool inside = row < op.rows;
    const auto *x = static_cast<const __nv_bfloat16 *>(op.x) + row * op.channels;
    Eight u[kMostPieces];
    float square = 0.0F;
#pragma unroll
    for (int k = 0; k < kMostPieces; ++k) {
        const int piece = k * kLanes + lane;
        if (!inside || piece >= pieces)
            continue;
        u[k] = loadEight(x + piece * kLane);
        if (op.bias != nullptr) {
            const Eight bias = loadEight(op.bias + piece * kLane);
#pragma unroll
            for (int i = 0; i < kLane; ++i)
                u[k].v[i] += bias.v[i];
        }
#pragma unroll
        for (int i = 0; i < kLane; ++i)
            square = fmaf(u[k].v[i], u[k].v[i], square);
    }
#pragma unroll
    for (int step = kLanes / 2; step > 0; step /= 2)
        square += __shfl_xor_sync(0xFFFFFFFFU, square, step);
    if (!inside)
        return;
    const float scale = sqrtf(static_cast<float>(op.channels)) / fmaxf(sqrtf(square), kSmallest);
    auto *y = static_cast<__nv_bfloat16 *>(op.y) + row * op.channels;
#pragma unroll
    for (int k = 0; k < kMostPieces; ++k) {
        const int piece = k * kLanes + lane;
        if (piece >= pieces)
            continue;
        const Eight gamma = loadEight(op.gamma + piece * kLane);
        Eight out;
#pragma unroll
        for (int i = 0; i < kLane; ++i) {
            const float normed = u[k].v[i] * scale * gamma.v[i];
            out.v[i] = op.silu ? normed / (1.0F + __expf(-normed)) : normed;
        }
        storeEight(y + piece * kLane, out);
    }
}

__global__ void __launch_bounds__(kThreads) sumRows(const BiasedSum op, const int pieces)
{
    const std::int64_t piece = static_cast<std::int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (piece >= op.rows * pieces)
        return;
    auto *x = static_cast<__nv_bfloat16 *>(op.x) + piece * kLane;
    Eight sum = loadEight(x);
    const Eight bias = loadEight(op.bias + piece % pieces * kLane);
#pragma unroll
    for (int i = 0; i < kLane; ++i)
        sum.v[i] += bias.v[i];
    if (op.skip != nullptr) {
        const Eight skip = loadEight(static_cast<const __nv_bfloat16 *>(op.skip) + piece * kLane);
#pragma unroll
        for (int i = 0; i < kLane; ++i)
            sum.v[i] += skip.v[i];
    }
    storeEight(x, sum);
}

Result<void> launched(const char *what)
{
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       what);
    return {};
}

unsigned blocksFor(std::int64_t threads)
{
    return static_cast<unsigned>((threads + kThreads - 1) / kThreads);
}

} // namespace

bool channelNormFits(std::int64_t channels)
{
    return channels > 0 && channels % kLane == 0 && channels <= 32 * kMostPieces * kLane;
}

Result<void> channelNormCuda(const ChannelNorm &op, void *stream)
{
    if (op.rows == 0)
        return {};
    const int lanes = lanesFor(op.channels);
    const unsigned blocks = blocksFor(op.rows * lanes);
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    switch (lanes) {
    case 1:
        normRows<1><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    case 2:
        normRows<2><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    case 4:
        normRows<4><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    case 8:
        normRows<8><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    case 16:
        normRows<16><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    default:
        normRows<32><<<blocks, kThreads, 0, cudaStream>>>(op);
        break;
    }
    return launched("channel norm");
}

Result<void> biasedSumCuda(const BiasedSum &op, void *stream)
{
    if (op.rows == 0)
        return {};
    const int pieces = static_cast<int>(op.channels) / kLane;
    sumRows<<<blocksFor(op.rows * pieces), kThreads, 0, static_cast<cudaStream_t>(stream)>>>(
        op, pieces);
    return launched("biased sum");
}

} // namespace dare::kernels
