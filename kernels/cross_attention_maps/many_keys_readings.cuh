#pragma once

#include "kernels/cross_attention_maps/kept_maps.cuh"
#include "kernels/cross_attention_maps/many_keys_layout.cuh"

/// Maps and masses of the kernel for many keys, read off the weights that a head left behind.
namespace dare::kernels::cuda::many
{

/// Adds this head's probabilities to the warp's maps.
template <int DG, bool Weighted>
__device__ __forceinline__ void noteMaps(const Layout<DG> &at, const Place &place)
{
    const int steps = at.keys / 16;
    const Kept kept{at.weights + place.warp * steps * 32, steps, at.rowOf, at.logWeights};
    noteKeptMaps<Weighted>(
        place, kept,
        [&](int step, int half) {
            return at
                .factors[(step / kSteps * at.warps + place.warp) * kWarpRows + place.g + 8 * half];
        },
        at.maps + place.warp * kMapCells);
}

/// Masses of the two keys that this thread owns, over the block's queries.
template <int DG> __device__ void noteMasses(const Layout<DG> &at, int pair, float (&sums)[6])
{
    const int step = pair / 8;
    const int half = pair % 8 / 4;
    const int t = pair % 4;
    float before[2] = {};
    float after[2] = {};
    float cosine[2] = {};
    for (int warp = 0; warp < at.warps; ++warp) {
        const float2 *factors = at.factors + (step / 2 * at.warps + warp) * kWarpRows;
        const float *cosines = at.cosines + warp * kWarpRows;
        for (int i = 0; i < 8; ++i) {
            const int g = (i + step) & 7; // turned, so that lanes meet different banks
            const auto *cell = reinterpret_cast<const uint2 *>(
                at.weights + (warp * (at.keys / 16) + step) * 32 + g * 4 + t);
            const uint2 e = cell[half];
#pragma unroll
            for (int row = 0; row < 2; ++row) {
                const std::uint32_t word = row == 0 ? e.x : e.y;
                const float2 factor = factors[g + 8 * row];
                const float angle = factor.y * cosines[g + 8 * row];
                before[0] = fmaf(lowBf16(word), factor.x, before[0]);
                before[1] = fmaf(highBf16(word), factor.x, before[1]);
                after[0] = fmaf(lowBf16(word), factor.y, after[0]);
                after[1] = fmaf(highBf16(word), factor.y, after[1]);
                cosine[0] = fmaf(lowBf16(word), angle, cosine[0]);
                cosine[1] = fmaf(highBf16(word), angle, cosine[1]);
            }
        }
    }
    const float *w = at.logWeights + 2 * pair;
#pragma unroll
    for (int i = 0; i < 2; ++i) {
        const float weight = exp2Fast(w[i]); // 0 for a removed key, whose factor was cut
        sums[i] += before[i];
        sums[2 + i] += after[i] * weight;
        sums[4 + i] += cosine[i] * weight;
    }
}

/// Masses of a thread's pairs of keys: 1,024 keys over at least 32 threads.
template <int Pairs> struct Masses {
    float sums[Pairs][6] = {};

    template <int DG> __device__ __forceinline__ void add(const Layout<DG> &at)
    {
        __syncthreads();
#pragma unroll
        for (int i = 0; i < Pairs; ++i) {
            const int pair = static_cast<int>(threadIdx.x) + i * static_cast<int>(blockDim.x);
            if (pair < at.keys / 2)
                noteMasses(at, pair, sums[i]);
        }
    }
};

/// Writes the block's masses and the sums of its warps' norms.
template <int DG, int Pairs>
__device__ __forceinline__ void storePartials(const Launch &a, const Layout<DG> &at,
                                              const Place &place, const Masses<Pairs> &masses,
                                              const float (&norms)[3])
{
    float *target = a.partials + (static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x) *
                                     (3 * at.keys + 3);
#pragma unroll
    for (int i = 0; i < Pairs; ++i) {
        const int pair = static_cast<int>(threadIdx.x) + i * static_cast<int>(blockDim.x);
        for (int which = 0; which < 3 && pair < at.keys / 2; ++which) {
            target[which * at.keys + 2 * pair] = masses.sums[i][2 * which];
            target[which * at.keys + 2 * pair + 1] = masses.sums[i][2 * which + 1];
        }
    }
    __syncthreads();
    for (int i = 0; i < 3; ++i) {
        const float sum = warpSum(norms[i]);
        if (place.lane == 0)
            at.cosines[place.warp * 3 + i] = sum;
    }
    __syncthreads();
    if (threadIdx.x < 3) {
        float total = 0.0F;
        for (int warp = 0; warp < at.warps; ++warp)
            total += at.cosines[warp * 3 + static_cast<int>(threadIdx.x)];
        target[3 * at.keys + static_cast<int>(threadIdx.x)] = total;
    }
}

} // namespace dare::kernels::cuda::many
