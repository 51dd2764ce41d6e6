#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>

/// The tensor cores' m16n8k16 tiles. A warp's lane is g * 4 + t. Results: lane holds rows g and g +
/// 8, columns 2t and 2t + 1. What a lane loads of queries, keys and values is contiguous, because
/// the order of channels within a product is free as long as both factors agree.
namespace dare::kernels::cuda
{

inline constexpr float kLog2e = 1.4426950408889634F;
inline constexpr unsigned kAllLanes = 0xFFFFFFFFU;

__device__ __forceinline__ void multiplyBf16(float (&d)[4], const std::uint32_t (&a)[4],
                                             std::uint32_t b0, std::uint32_t b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
        "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ void multiplyF16(float (&d)[4], const std::uint32_t (&a)[4],
                                            std::uint32_t b0, std::uint32_t b1)
{
    asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
        "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ __forceinline__ std::uint32_t packBf16(float low, float high)
{
    const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<const std::uint32_t *>(&pair);
}

__device__ __forceinline__ std::uint32_t packF16(float low, float high)
{
    const __half2 pair = __floats2half2_rn(low, high);
    return *reinterpret_cast<const std::uint32_t *>(&pair);
}

__device__ __forceinline__ float lowBf16(std::uint32_t pair)
{
    return __uint_as_float(pair << 16U);
}

__device__ __forceinline__ float highBf16(std::uint32_t pair)
{
    return __uint_as_float(pair & 0xFFFF0000U);
}

__device__ __forceinline__ float exp2Fast(float x)
{
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

__device__ __forceinline__ float squareRoot(float x)
{
    float y;
    asm("sqrt.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

/// Over the four lanes that share a row.
__device__ __forceinline__ float quadMax(float x)
{
    x = fmaxf(x, __shfl_xor_sync(kAllLanes, x, 1));
    return fmaxf(x, __shfl_xor_sync(kAllLanes, x, 2));
}

__device__ __forceinline__ float quadSum(float x)
{
    x += __shfl_xor_sync(kAllLanes, x, 1);
    return x + __shfl_xor_sync(kAllLanes, x, 2);
}

__device__ __forceinline__ void copyAsync(uint4 *target, const uint4 *source)
{
    const auto address = static_cast<std::uint32_t>(__cvta_generic_to_shared(target));
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(address), "l"(source)
                 : "memory");
}

__device__ __forceinline__ void closeCopies()
{
    asm volatile("cp.async.commit_group;" ::: "memory");
}

__device__ __forceinline__ void awaitCopies()
{
    asm volatile("cp.async.wait_group 0;" ::: "memory");
}

/// The newest group of copies may still be on its way.
__device__ __forceinline__ void awaitAllButOne()
{
    asm volatile("cp.async.wait_group 1;" ::: "memory");
}

/// Sums columns over the eight lanes g that share them, halving the list at each exchange. Lane
/// keeps the columns first .. first + (N/4 + 1)/2 of the list, with first = firstColumn<N>(lane).
template <int N> __device__ __forceinline__ int firstColumn(int lane)
{
    return (lane >> 4 & 1) * (N / 2) + (lane >> 3 & 1) * (N / 4) +
           (lane >> 2 & 1) * ((N / 4 + 1) / 2);
}

template <int N> __device__ __forceinline__ void addColumns(float (&c)[N], int lane, float *sums)
{
    static_assert(N % 4 == 0);
    constexpr int kHalf = N / 2;
    constexpr int kQuarter = N / 4;
    constexpr int kLast = (kQuarter + 1) / 2;
#pragma unroll
    for (int i = 0; i < kHalf; ++i) {
        const bool upper = (lane & 16) != 0;
        const float send = upper ? c[i] : c[i + kHalf];
        c[i] = (upper ? c[i + kHalf] : c[i]) + __shfl_xor_sync(kAllLanes, send, 16);
    }
#pragma unroll
    for (int i = 0; i < kQuarter; ++i) {
        const bool upper = (lane & 8) != 0;
        const float send = upper ? c[i] : c[i + kQuarter];
        c[i] = (upper ? c[i + kQuarter] : c[i]) + __shfl_xor_sync(kAllLanes, send, 8);
    }
#pragma unroll
    for (int i = 0; i < kLast; ++i) {
        const bool upper = (lane & 4) != 0;
        const float second = i + kLast < kQuarter ? c[i + kLast] : 0.0F;
        const float send = upper ? c[i] : second;
        sums[i] += (upper ? second : c[i]) + __shfl_xor_sync(kAllLanes, send, 4);
    }
}

} // namespace dare::kernels::cuda
