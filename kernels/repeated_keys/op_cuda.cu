#include "kernels/cross_attention_maps/fragments.cuh"
#include "kernels/repeated_keys/op_cuda.h"

#include <cuda_runtime.h>

#include <string>

namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kWarps = 8;
constexpr int kWarpRows = 16;
constexpr int kChunk = 16; ///< keys at a time

/// Keys and values of a chunk, 0 beyond the last. Pairs of channels, padded against conflicts.
template <int Channels> struct Chunk {
    static constexpr int kKeyRow = Channels / 2 + 16;
    static constexpr int kValueRow = Channels / 2 + 4;
    alignas(16) std::uint32_t k[kChunk][kKeyRow];
    alignas(16) std::uint32_t v[kChunk][kValueRow];

    /// The whole block. In v, a lane's channels of four tiles are neighbours in the output.
    __device__ void load(const RepeatedKeys &op, int head, int first)
    {
        constexpr int kPairs = Channels / 2;
        for (int i = static_cast<int>(threadIdx.x); i < kChunk * kPairs; i += 32 * kWarps) {
            const int key = i / kPairs;
            const int pair = i % kPairs;
            const bool real = first + key < op.keys;
            const std::int64_t at =
                ((first + key) * op.kvStride + static_cast<std::int64_t>(head) * Channels) / 2 +
                pair;
            k[key][pair] = real ? static_cast<const std::uint32_t *>(op.k)[at] : 0;
            v[key][pair / 16 * 16 + pair % 4 * 4 + pair / 4 % 4] =
                real ? static_cast<const std::uint32_t *>(op.v)[at] : 0;
        }
    }
};

/// Two tiles of 8 channels of 16 keys, as the second factor of a product.
__device__ __forceinline__ void loadTransposed(const std::uint32_t *rows, std::uint32_t (&b)[4])
{
    const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(rows));
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                 : "=r"(b[0]), "=r"(b[1]), "=r"(b[2]), "=r"(b[3])
                 : "r"(address)
                 : "memory");
}

/// A warp has 16 queries of a head: a lane rows g and g + 8, channels 32 i + 8 t to 32 i + 8 t + 7.
template <int Channels>
__global__ void __launch_bounds__(32 * kWarps) mendRows(const RepeatedKeys op)
{
    constexpr int kGroups = Channels / 32;
    __shared__ Chunk<Channels> chunk;
    const int lane = static_cast<int>(threadIdx.x) & 31;
    const int t = lane & 3;
    const int head = static_cast<int>(blockIdx.y);
    std::int64_t row[2];
    uint4 q[2][kGroups];
    float lse[2];
    const float log2Scale = kLog2e * rsqrtf(static_cast<float>(Channels));
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        row[half] =
            (static_cast<std::int64_t>(blockIdx.x) * kWarps + threadIdx.x / 32) * kWarpRows +
            lane / 4 + 8 * half;
        const std::int64_t read = min(row[half], op.rows - 1);
        const auto *from = reinterpret_cast<const uint4 *>(
            static_cast<const __nv_bfloat16 *>(op.q) + read * op.qStride +
            static_cast<std::int64_t>(head) * Channels);
#pragma unroll
        for (int i = 0; i < kGroups; ++i)
            q[half][i] = from[4 * i + t];
        lse[half] = op.lse[head * op.rows + read] * kLog2e;
    }

    float surplus[4 * kGroups][4] = {};
    float mass[2] = {};
    for (int first = 0; first < op.keys; first += kChunk) {
        __syncthreads();
        chunk.load(op, head, first);
        __syncthreads();
        float z[2][4] = {};
#pragma unroll
        for (int tile = 0; tile < 2; ++tile) {
#pragma unroll
            for (int i = 0; i < kGroups; ++i) {
                const uint4 k =
                    *reinterpret_cast<const uint4 *>(&chunk.k[8 * tile + lane / 4][16 * i + 4 * t]);
                multiplyBf16(z[tile], {q[0][i].x, q[1][i].x, q[0][i].y, q[1][i].y}, k.x, k.y);
                multiplyBf16(z[tile], {q[0][i].z, q[1][i].z, q[0][i].w, q[1][i].w}, k.z, k.w);
            }
#pragma unroll
            for (int j = 0; j < 4; ++j) {
                const bool real = first + 8 * tile + 2 * t + j % 2 < op.keys;
                z[tile][j] = real ? exp2Fast(fmaf(z[tile][j], log2Scale, -lse[j / 2])) : 0.0F;
                mass[j / 2] += z[tile][j];
            }
        }
        const std::uint32_t p[4] = {packBf16(z[0][0], z[0][1]), packBf16(z[0][2], z[0][3]),
                                    packBf16(z[1][0], z[1][1]), packBf16(z[1][2], z[1][3])};
#pragma unroll
        for (int pair = 0; pair < 2 * kGroups; ++pair) {
            std::uint32_t v[4];
            loadTransposed(&chunk.v[lane % 16][8 * pair + lane / 16 * 4], v);
            multiplyBf16(surplus[2 * pair], p, v[0], v[1]);
            multiplyBf16(surplus[2 * pair + 1], p, v[2], v[3]);
        }
    }

#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const float left = 1.0F / (1.0F - quadSum(mass[half]));
        if (row[half] >= op.rows)
            continue;
        auto *y = reinterpret_cast<uint4 *>(static_cast<__nv_bfloat16 *>(op.y) +
                                            (row[half] * op.heads + head) * Channels);
#pragma unroll
        for (int i = 0; i < kGroups; ++i) {
            uint4 old = y[4 * i + t];
            std::uint32_t *word[4] = {&old.x, &old.y, &old.z, &old.w};
#pragma unroll
            for (int j = 0; j < 4; ++j) {
                const float *away = &surplus[4 * i + j][2 * half];
                *word[j] = packBf16((lowBf16(*word[j]) - away[0]) * left,
                                    (highBf16(*word[j]) - away[1]) * left);
            }
            y[4 * i + t] = old;
        }
    }
}

} // namespace

bool repeatedKeysCudaFits(int channels)
{
    return channels == 64 || channels == 128;
}

Result<void> repeatedKeysCuda(const RepeatedKeys &op, void *stream)
{
    if (!repeatedKeysCudaFits(op.channels) || op.qStride % 8 != 0 || op.kvStride % 2 != 0)
        return failure(ErrorCode::InvalidArgument, "shape beyond the kernel", "repeated keys");
    const dim3 grid(
        static_cast<unsigned>((op.rows + kWarps * kWarpRows - 1) / (kWarps * kWarpRows)),
        static_cast<unsigned>(op.heads));
    const auto kernel = op.channels == 64 ? mendRows<64> : mendRows<128>;
    kernel<<<grid, 32 * kWarps, 0, static_cast<cudaStream_t>(stream)>>>(op);
    if (const cudaError_t error = cudaGetLastError(); error != cudaSuccess)
        return failure(ErrorCode::Internal, std::string("CUDA says: ") + cudaGetErrorString(error),
                       "repeated keys");
    return {};
}

} // namespace dare::kernels
