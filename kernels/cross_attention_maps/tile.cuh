#pragma once

#include "kernels/cross_attention_maps/fragments.cuh"
#include "kernels/cross_attention_maps/launch.cuh"

/// What a warp does with its 16 queries however many keys there are: where its lanes are, loading
/// queries, logits, and what it leaves behind.
namespace dare::kernels::cuda
{

inline constexpr int kMapCells = 2 * kMapTiles * 32; ///< of a warp: [before, after][tile][lane]

/// Where a lane is.
struct Place {
    int lane, g, t, warp, row;
    float valid[2]; ///< 1 for queries that exist
    __device__ __forceinline__ Place(const Launch &a, int warps)
        : lane(static_cast<int>(threadIdx.x) & 31),
          g(lane >> 2),
          t(lane & 3),
          warp(static_cast<int>(threadIdx.x) / 32),
          row((static_cast<int>(blockIdx.x) * warps + warp) * kWarpRows + g)
    {
        valid[0] = row < a.queries ? 1.0F : 0.0F;
        valid[1] = row + 8 < a.queries ? 1.0F : 0.0F;
    }
};

/// The heads that a thread block goes through.
struct Heads {
    int begin, end;
    __device__ __forceinline__ explicit Heads(const Launch &a)
        : begin(static_cast<int>(blockIdx.y) * a.headsPerGroup),
          end(min(begin + a.headsPerGroup, a.heads))
    {
    }
};

/// The lane's channels of its two rows.
template <int DG> struct Queries {
    uint4 part[2][DG];
    __device__ __forceinline__ void load(const Launch &a, const Place &place, int head)
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = place.row + 8 * half;
            const __nv_bfloat16 *source =
                a.q + (static_cast<std::int64_t>(row) * a.heads + head) * a.channels;
#pragma unroll
            for (int group = 0; group < DG; ++group) {
                const int channel = 32 * group + 8 * place.t;
                part[half][group] = row < a.queries && channel < a.channels
                                        ? __ldg(reinterpret_cast<const uint4 *>(source + channel))
                                        : make_uint4(0, 0, 0, 0);
            }
        }
    }
};

/// Writes eight channels of one of the lane's rows. @param word pairs of channels, by index
template <typename Word>
__device__ __forceinline__ void storeChannels(const Launch &a, const Place &place, int head,
                                              int half, int group, const Word &word)
{
    const int row = place.row + 8 * half;
    const int channel = 32 * group + 8 * place.t;
    __nv_bfloat16 *target = a.out + (static_cast<std::int64_t>(row) * a.heads + head) * a.channels;
    if (row < a.queries && channel < a.channels)
        *reinterpret_cast<uint4 *>(target + channel) =
            make_uint4(word(0), word(1), word(2), word(3));
}

/// @param keys packed, of `Tiles` tiles of 8 @param bias of the first of them
template <int Tiles, int DG>
__device__ __forceinline__ void logits(const Launch &a, const uint4 *keys, const float *bias,
                                       const Queries<DG> &q, const Place &place,
                                       float (&z)[Tiles][4])
{
#pragma unroll
    for (int tile = 0; tile < Tiles; ++tile) {
        z[tile][0] = z[tile][1] = z[tile][2] = z[tile][3] = 0.0F;
#pragma unroll
        for (int group = 0; group < DG; ++group) {
            const uint4 b = keys[(tile * DG + group) * 32 + place.lane];
            const uint4 low = q.part[0][group];
            const uint4 high = q.part[1][group];
            multiplyBf16(z[tile], {low.x, high.x, low.y, high.y}, b.x, b.y);
            multiplyBf16(z[tile], {low.z, high.z, low.w, high.w}, b.z, b.w);
        }
        const float2 added = *reinterpret_cast<const float2 *>(bias + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i)
            z[tile][i] = fmaf(z[tile][i], a.scale, i % 2 == 0 ? added.x : added.y);
    }
}

/// Adds log2 w to the logits. @param logWeights of the first tile
template <int Tiles>
__device__ __forceinline__ void reweigh(const float *logWeights, const Place &place,
                                        float (&z)[Tiles][4])
{
#pragma unroll
    for (int tile = 0; tile < Tiles; ++tile) {
        const float2 w = *reinterpret_cast<const float2 *>(logWeights + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i)
            z[tile][i] += i % 2 == 0 ? w.x : w.y;
    }
}

/// Bias and log2 w of every key, padding removed.
__device__ __forceinline__ void readKeyTerms(const Launch &a, int key, float *bias,
                                             float *logWeights)
{
    const bool real = key < a.keys;
    bias[key] = !real ? -INFINITY : a.keyBias == nullptr ? 0.0F : a.keyBias[key] * kLog2e;
    logWeights[key] = real && a.logWeights != nullptr ? a.logWeights[key] * kLog2e : 0.0F;
}

/// cos(o, o') of two outputs from their product and lengths.
__device__ __forceinline__ float cosineOf(float dot, float norm, float normAfter)
{
    return __fdividef(dot, fmaxf(norm * normAfter, 1e-12F));
}

/// What the consistency multiplies an output of length `normAfter` by.
__device__ __forceinline__ float consistency(float kappa, float norm, float normAfter)
{
    return exp2Fast(kappa * __log2f(__fdividef(norm, fmaxf(normAfter, 1e-6F))));
}

/// Adds a row's lengths and angle once. @param row of the lane's two
__device__ __forceinline__ void noteNorms(const Place &place, int row, float norm, float normAfter,
                                          float cosine, float (&norms)[3])
{
    const float count = place.t == 0 ? place.valid[row] : 0.0F;
    norms[0] += count * norm;
    norms[1] += count * normAfter;
    norms[2] += count * cosine;
}

/// The sum over the warp's lanes, in each of them.
__device__ __forceinline__ float warpSum(float x)
{
    for (int step = 16; step > 0; step /= 2)
        x += __shfl_xor_sync(kAllLanes, x, step);
    return x;
}

/// Writes the lane's part of 8 rows of a map. @param values columns 2t and 2t + 1 of g, of g + 8
__device__ __forceinline__ void storeMapTile(const Launch &a, const Place &place, void *map,
                                             int slot, int tile, float scale,
                                             const float (&values)[4])
{
#pragma unroll
    for (int i = 0; i < 4; ++i) {
        const int row = 8 * tile + 2 * place.t + (i & 1);
        const int query = place.row + 8 * (i / 2);
        if (row >= a.mapRows || query >= a.queries)
            continue;
        const std::int64_t cell =
            (static_cast<std::int64_t>(slot) * a.allRows + a.firstRow + row) * a.queries + query;
        if (a.halfMaps)
            static_cast<__half *>(map)[cell] = __float2half_rn(values[i] * scale);
        else
            static_cast<float *>(map)[cell] = values[i] * scale;
    }
}

/// Writes the warp's map of a head or of their mean and begins anew.
/// @param map null: only begins anew
__device__ __forceinline__ void storeMap(const Launch &a, const Place &place, void *map, int slot,
                                         float scale, float4 *sums)
{
    for (int tile = 0; 8 * tile < a.mapRows; ++tile) {
        const float4 cell = sums[tile * 32 + place.lane];
        const float values[4] = {cell.x, cell.y, cell.z, cell.w};
        sums[tile * 32 + place.lane] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
        if (map != nullptr)
            storeMapTile(a, place, map, slot, tile, scale, values);
    }
}

/// Where the block's part of a mean over heads goes; several groups' parts are f32.
__device__ __forceinline__ void *groupMap(const Launch &a, void *map)
{
    return a.mapGroup == 0 ? map : static_cast<float *>(map) + blockIdx.y * a.mapGroup;
}

/// After a head: its maps, where it keeps maps of its own. @param sums [before, after][tile][lane]
template <bool Weighted>
__device__ __forceinline__ void storeHeadMaps(const Launch &a, const Place &place, int head,
                                              float4 *sums)
{
    if (a.slotOfHead == nullptr)
        return;
    const int slot = a.slotOfHead[head];
    storeMap(a, place, slot < 0 ? nullptr : a.mapBefore, slot, 1.0F, sums);
    storeMap(a, place, slot < 0 || !Weighted ? nullptr : a.mapAfter, slot, 1.0F,
             sums + kMapTiles * 32);
}

/// After the last head: the block's part of the mean over heads, where that is kept.
template <bool Weighted>
__device__ __forceinline__ void storeMeanMaps(const Launch &a, const Place &place, float4 *sums)
{
    if (a.slotOfHead != nullptr || a.mapRows <= 0)
        return;
    const float scale = 1.0F / static_cast<float>(a.heads);
    storeMap(a, place, groupMap(a, a.mapBefore), 0, scale, sums);
    if (Weighted)
        storeMap(a, place, groupMap(a, a.mapAfter), 0, scale, sums + kMapTiles * 32);
}

} // namespace dare::kernels::cuda
