#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Shapes, shared memory and staging of the kernel for few keys.
namespace dare::kernels::cuda::few
{

constexpr int kThreads = 32 * kFewKeysWarps;

template <int NK, int DG> struct Shape {
    static constexpr int kKeys = 16 * NK;
    static constexpr int kTiles = 2 * NK;      ///< of 8 keys
    static constexpr int kSide = 64 * NK * DG; ///< uint4 of one head's keys, and of its values
    static constexpr int kColumns = 4 * NK;    ///< keys of one lane
    static constexpr int kSums = (NK + 1) / 2; ///< of them, those it adds up
    static constexpr int kReadings = 3 * kKeys + 3;
    static constexpr std::size_t kShared =
        sizeof(uint4) * 2 * kSide + sizeof(float4) * kFewKeysWarps * kMapCells +
        sizeof(uint2) * NK * kMapTiles * 32 + sizeof(float) * 2 * kKeys;
    static_assert(sizeof(float) * kFewKeysWarps * kReadings <= sizeof(uint4) * 2 * kSide);
};

template <int NK, int DG> struct Shared {
    uint4 *keys;
    uint4 *values;
    float4 *maps; ///< [warp][before, after][tile][lane] sums over heads
    uint2 *membership;
    float *bias;
    float *logWeights;
    __device__ explicit Shared(uint4 *memory)
        : keys(memory),
          values(keys + Shape<NK, DG>::kSide),
          maps(reinterpret_cast<float4 *>(values + Shape<NK, DG>::kSide)),
          membership(reinterpret_cast<uint2 *>(maps + kFewKeysWarps * kMapCells)),
          bias(reinterpret_cast<float *>(membership + NK * kMapTiles * 32)),
          logWeights(bias + Shape<NK, DG>::kKeys)
    {
    }
};

/// Everything that a lane adds up over the heads.
template <int NK> struct Sums {
    float before[(NK + 1) / 2] = {};
    float after[(NK + 1) / 2] = {};
    float cosine[(NK + 1) / 2] = {};
    float norms[3] = {};
};

/// Starts the copy of one head's keys (side 0) or values (side 1).
template <int NK, int DG>
__device__ __forceinline__ void stage(const Launch &a, uint4 *target, int head, int side)
{
    constexpr int kSide = Shape<NK, DG>::kSide;
    const uint4 *source = a.packed + (static_cast<std::int64_t>(head) * 2 + side) * kSide;
    for (int i = static_cast<int>(threadIdx.x); head < a.heads && i < kSide; i += kThreads)
        copyAsync(target + i, source + i);
    closeCopies();
}

template <int NK, int DG> __device__ void prepare(const Launch &a, const Shared<NK, DG> &shared)
{
    for (int k = static_cast<int>(threadIdx.x); k < Shape<NK, DG>::kKeys; k += kThreads)
        readKeyTerms(a, k, shared.bias, shared.logWeights);
    for (int i = static_cast<int>(threadIdx.x); a.mapRows > 0 && i < NK * kMapTiles * 32;
         i += kThreads) {
        const int lane = i & 31;
        const int wanted = a.firstRow + (i / 32 % kMapTiles) * 8 + (lane >> 2);
        const int key = i / (32 * kMapTiles) * 16 + 2 * (lane & 3);
        const auto one = [&](int k) -> std::uint32_t {
            return k < a.keys && a.rowOfKey[k] == wanted ? 0x3C00U : 0U; // 1 in f16
        };
        shared.membership[i] =
            make_uint2(one(key) | one(key + 1) << 16U, one(key + 8) | one(key + 9) << 16U);
    }
    for (int i = static_cast<int>(threadIdx.x); a.mapRows > 0 && i < kFewKeysWarps * kMapCells;
         i += kThreads)
        shared.maps[i] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
}

} // namespace dare::kernels::cuda::few
