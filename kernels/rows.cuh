#pragma once

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <cstdint>

/// One thread block a row, eight channels a thread: 16 and 32 byte accesses.
namespace dare::kernels::cuda
{

inline constexpr int kLane = 8;
inline constexpr int kMostRowThreads = 1024;

__host__ __device__ constexpr int rowThreads(std::int64_t channels)
{
    return static_cast<int>((channels / kLane + 31) / 32 * 32);
}

struct Eight {
    float v[kLane];
};

__device__ __forceinline__ Eight loadEight(const float *x)
{
    const float4 a = reinterpret_cast<const float4 *>(x)[0];
    const float4 b = reinterpret_cast<const float4 *>(x)[1];
    return {{a.x, a.y, a.z, a.w, b.x, b.y, b.z, b.w}};
}

__device__ __forceinline__ Eight loadEight(const __nv_bfloat16 *x)
{
    const uint4 raw = *reinterpret_cast<const uint4 *>(x);
    const std::uint32_t words[4] = {raw.x, raw.y, raw.z, raw.w};
    Eight out;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        out.v[2 * i] = __uint_as_float(words[i] << 16U);
        out.v[2 * i + 1] = __uint_as_float(words[i] & 0xFFFF0000U);
    }
    return out;
}

__device__ __forceinline__ void storeEight(float *x, const Eight &e)
{
    reinterpret_cast<float4 *>(x)[0] = make_float4(e.v[0], e.v[1], e.v[2], e.v[3]);
    reinterpret_cast<float4 *>(x)[1] = make_float4(e.v[4], e.v[5], e.v[6], e.v[7]);
}

__device__ __forceinline__ void storeEight(__nv_bfloat16 *x, const Eight &e)
{
    std::uint32_t words[4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const __nv_bfloat162 pair = __floats2bfloat162_rn(e.v[2 * i], e.v[2 * i + 1]);
        words[i] = *reinterpret_cast<const std::uint32_t *>(&pair);
    }
    *reinterpret_cast<uint4 *>(x) = make_uint4(words[0], words[1], words[2], words[3]);
}

/// Sum over the thread block, in a fixed order; every thread has it.
__device__ __forceinline__ float blockSum(float value, float *scratch)
{
    for (int step = 16; step > 0; step /= 2)
        value += __shfl_xor_sync(0xFFFFFFFFU, value, step);
    const int warps = static_cast<int>(blockDim.x) / 32;
    if ((threadIdx.x & 31) == 0)
        scratch[threadIdx.x / 32] = value;
    __syncthreads();
    float total = 0.0F;
    for (int warp = 0; warp < warps; ++warp)
        total += scratch[warp];
    return total;
}

} // namespace dare::kernels::cuda
