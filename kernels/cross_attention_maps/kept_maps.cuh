#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Maps read off the weights of the softmax that a head left in shared memory.
namespace dare::kernels::cuda
{

/// What a warp kept of one head.
struct Kept {
    const uint4 *weights;      ///< [16 keys][lane] bf16
    int steps;                 ///< of 16 keys
    const std::int32_t *rowOf; ///< [key] relative to the launch's first row
    const float *logWeights;   ///< [key] log2
};

/// Which of 32 steps hold keys that a map wants, as bits. @param first of them
__device__ __forceinline__ unsigned wantedSteps(const Kept &kept, int first, int lane)
{
    int highest = -1;
    const auto *rows = reinterpret_cast<const int4 *>(kept.rowOf) + 4 * (first + lane);
    for (int i = 0; i < 4 && first + lane < kept.steps; ++i)
        highest = max(highest, max(max(rows[i].x, rows[i].y), max(rows[i].z, rows[i].w)));
    return __ballot_sync(kAllLanes, highest >= 0);
}

/// Probabilities of one step, added to maps. @param factorOf see noteKeptMaps
template <bool Weighted, typename FactorOf>
__device__ __forceinline__ void
noteKeptStep(const Place &place, const Kept &kept, int step, const FactorOf &factorOf,
             float (&before)[kMapTiles][4], float (&after)[kMapTiles][4])
{
    const int key = 16 * step + 2 * place.t;
    const std::int32_t *at = kept.rowOf + key;
    const int row[4] = {at[0], at[1], at[8], at[9]};
    const uint4 e = kept.weights[step * 32 + place.lane];
    const std::uint32_t words[4] = {e.x, e.y, e.z, e.w};
    std::uint32_t p[4];
    std::uint32_t pAfter[4];
#pragma unroll
    for (int part = 0; part < 4; ++part) {
        const float2 factor = factorOf(step, part & 1);
        const float low = lowBf16(words[part]);
        const float high = highBf16(words[part]);
        const float *w = kept.logWeights + key + 8 * (part / 2);
        p[part] = packF16(low * factor.x, high * factor.x);
        if (Weighted)
            pAfter[part] =
                packF16(low * factor.y * exp2Fast(w[0]), high * factor.y * exp2Fast(w[1]));
    }
#pragma unroll
    for (int tile = 0; tile < kMapTiles; ++tile) {
        const int wanted = 8 * tile + place.g;
        const auto one = [&](int first, int second) -> std::uint32_t {
            return (row[first] == wanted ? 0x3C00U : 0U) |
                   (row[second] == wanted ? 0x3C000000U : 0U);
        };
        multiplyF16(before[tile], p, one(0, 1), one(2, 3));
        if (Weighted)
            multiplyF16(after[tile], pAfter, one(0, 1), one(2, 3));
    }
}

/// Adds the head's probabilities to the warp's maps.
/// @param factorOf (step, half): from weights to p and, times w, to p' for row g + 8 half
template <bool Weighted, typename FactorOf>
__device__ void noteKeptMaps(const Place &place, const Kept &kept, const FactorOf &factorOf,
                             float4 *sums)
{
    float before[kMapTiles][4] = {};
    float after[kMapTiles][4] = {};
    for (int first = 0; first < kept.steps; first += 32) {
        for (unsigned left = wantedSteps(kept, first, place.lane); left != 0; left &= left - 1)
            noteKeptStep<Weighted>(place, kept, first + __ffs(static_cast<int>(left)) - 1, factorOf,
                                   before, after);
    }
#pragma unroll
    for (int tile = 0; tile < kMapTiles; ++tile) {
        float4 &x = sums[tile * 32 + place.lane];
        float4 &y = sums[(kMapTiles + tile) * 32 + place.lane];
        x = make_float4(x.x + before[tile][0], x.y + before[tile][1], x.z + before[tile][2],
                        x.w + before[tile][3]);
        y = make_float4(y.x + after[tile][0], y.y + after[tile][1], y.z + after[tile][2],
                        y.w + after[tile][3]);
    }
}

} // namespace dare::kernels::cuda
