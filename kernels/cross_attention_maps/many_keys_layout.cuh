#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Shared memory and staging of the kernel for many keys.
namespace dare::kernels::cuda::many
{

constexpr int kTiles = kChunk / 8;
constexpr int kSteps = kChunk / 16;
constexpr int kMostWarps = 8;
constexpr float kLowest = -1e30F; ///< a maximum before the first key; finite, so that no NaN arises

/// What lies where in shared memory, in this order.
template <int DG> struct Layout {
    static constexpr int kSide = 4 * kChunk * DG; ///< uint4 of a chunk's keys, and of its values
    int warps, chunks, keys;
    uint4 *text;         ///< [2][keys, values]
    uint4 *weights;      ///< [warp][16 keys][lane] e = exp(z - running maximum), bf16
    float4 *maps;        ///< [warp][before, after][tile][lane] sums over heads
    float2 *factors;     ///< [chunk][row] from e to p and, times w, to p'
    float *cosines;      ///< [row] 0 for rows that do not exist
    float *bias;         ///< [keys]
    float *logWeights;   ///< [keys]
    std::int32_t *rowOf; ///< [keys] relative to the launch's first row
    __host__ __device__ Layout(uint4 *memory, int warps_, int keys_)
        : warps(warps_),
          chunks(keys_ / kChunk),
          keys(keys_),
          text(memory),
          weights(text + 4 * kSide),
          maps(reinterpret_cast<float4 *>(weights + warps * keys * 2)),
          factors(reinterpret_cast<float2 *>(maps + warps * kMapCells)),
          cosines(reinterpret_cast<float *>(factors + chunks * warps * kWarpRows)),
          bias(cosines + warps * kWarpRows),
          logWeights(bias + keys),
          rowOf(reinterpret_cast<std::int32_t *>(logWeights + keys))
    {
    }
    [[nodiscard]] static std::size_t bytes(int warps, int keys)
    {
        const std::size_t rows = static_cast<std::size_t>(warps) * kWarpRows;
        const auto k = static_cast<std::size_t>(keys);
        return sizeof(uint4) * (4 * kSide + static_cast<std::size_t>(warps) * k * 2) +
               sizeof(float4) * static_cast<std::size_t>(warps) * kMapCells +
               sizeof(float2) * (k / kChunk) * rows + sizeof(float) * rows + 3 * sizeof(float) * k;
    }
};

template <int DG> __device__ void prepare(const Launch &a, const Layout<DG> &at)
{
    for (int k = static_cast<int>(threadIdx.x); k < at.keys; k += static_cast<int>(blockDim.x)) {
        readKeyTerms(a, k, at.bias, at.logWeights);
        const int row = k < a.keys && a.mapRows > 0 ? a.rowOfKey[k] - a.firstRow : -1;
        at.rowOf[k] = row < a.mapRows ? row : -1;
    }
    const int cells = at.warps * kMapCells;
    for (int i = static_cast<int>(threadIdx.x); i < cells; i += static_cast<int>(blockDim.x))
        at.maps[i] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
}

/// Brings one chunk of one head; `index` counts chunks over the heads of this block.
template <int DG>
__device__ __forceinline__ void stage(const Launch &a, const Layout<DG> &at, int begin, int index)
{
    constexpr int kSide = Layout<DG>::kSide;
    const int head = begin + index / at.chunks;
    const int chunk = index % at.chunks;
    const uint4 *keys =
        a.packed + (static_cast<std::int64_t>(head) * 2 * at.chunks + chunk) * kSide;
    const uint4 *values = keys + static_cast<std::int64_t>(at.chunks) * kSide;
    uint4 *target = at.text + (index & 1) * 2 * kSide;
    for (int i = static_cast<int>(threadIdx.x); i < kSide; i += static_cast<int>(blockDim.x)) {
        copyAsync(target + i, keys + i);
        copyAsync(target + kSide + i, values + i);
    }
    closeCopies();
}

} // namespace dare::kernels::cuda::many
