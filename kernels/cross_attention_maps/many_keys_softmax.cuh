#pragma once

#include "kernels/cross_attention_maps/many_keys_layout.cuh"

/// The running softmax of the kernel for many keys, and the outputs that grow with it.
namespace dare::kernels::cuda::many
{

/// One softmax as it grows, and its product with the values.
template <int DG> struct Running {
    float o[4 * DG][4];
    float top[2];
    float sum[2];

    __device__ __forceinline__ void clear()
    {
#pragma unroll
        for (int i = 0; i < 16 * DG; ++i)
            o[i / 4][i % 4] = 0.0F;
        top[0] = top[1] = kLowest;
        sum[0] = sum[1] = 0.0F;
    }

    /// Takes in the logits of a chunk. @param e their weights, for the tensor cores
    __device__ __forceinline__ void add(const float (&z)[kTiles][4], std::uint32_t (&e)[kSteps][4])
    {
        float highest[2] = {top[0], top[1]};
#pragma unroll
        for (int tile = 0; tile < kTiles; ++tile) {
            highest[0] = fmaxf(highest[0], fmaxf(z[tile][0], z[tile][1]));
            highest[1] = fmaxf(highest[1], fmaxf(z[tile][2], z[tile][3]));
        }
        highest[0] = quadMax(highest[0]);
        highest[1] = quadMax(highest[1]);
        if (__any_sync(kAllLanes, highest[0] != top[0] || highest[1] != top[1]))
            rescale(highest);
#pragma unroll
        for (int step = 0; step < kSteps; ++step) {
#pragma unroll
            for (int part = 0; part < 4; ++part) {
                const int row = part & 1;
                const float(&tile)[4] = z[2 * step + part / 2];
                const float first = exp2Fast(tile[2 * row] - top[row]);
                const float second = exp2Fast(tile[2 * row + 1] - top[row]);
                sum[row] += first + second;
                e[step][part] = packBf16(first, second);
            }
        }
    }

    __device__ __forceinline__ void rescale(const float (&highest)[2])
    {
        const float low = exp2Fast(top[0] - highest[0]);
        const float high = exp2Fast(top[1] - highest[1]);
#pragma unroll
        for (int tile = 0; tile < 4 * DG; ++tile) {
            o[tile][0] *= low;
            o[tile][1] *= low;
            o[tile][2] *= high;
            o[tile][3] *= high;
        }
        sum[0] *= low;
        sum[1] *= high;
        top[0] = highest[0];
        top[1] = highest[1];
    }

    __device__ __forceinline__ void divide()
    {
        sum[0] = 1.0F / quadSum(sum[0]);
        sum[1] = 1.0F / quadSum(sum[1]);
#pragma unroll
        for (int i = 0; i < 16 * DG; ++i)
            o[i / 4][i % 4] *= sum[i % 4 / 2];
    }
};

/// Adds a chunk's values to the outputs.
template <int DG, bool Weighted>
__device__ __forceinline__ void
mix(const uint4 *values, const Place &place, const std::uint32_t (&e)[kSteps][4],
    const std::uint32_t (&eAfter)[kSteps][4], Running<DG> &before, Running<DG> &after)
{
#pragma unroll
    for (int step = 0; step < kSteps; ++step) {
#pragma unroll
        for (int pair = 0; pair < 2 * DG; ++pair) {
            const uint4 b = values[(step * 2 * DG + pair) * 32 + place.lane];
            multiplyBf16(before.o[2 * pair], e[step], b.x, b.y);
            multiplyBf16(before.o[2 * pair + 1], e[step], b.z, b.w);
            if (Weighted) {
                multiplyBf16(after.o[2 * pair], eAfter[step], b.x, b.y);
                multiplyBf16(after.o[2 * pair + 1], eAfter[step], b.z, b.w);
            }
        }
    }
}

/// Lengths, angle and consistency of a head's outputs; writes the final one.
template <int DG, bool Weighted>
__device__ __forceinline__ void
finishHead(const Launch &a, const Layout<DG> &at, const Place &place, float kappa, int head,
           const Running<DG> &before, Running<DG> &out, float (&norms)[3])
{
#pragma unroll
    for (int row = 0; row < 2; ++row) {
        float square = 0.0F;
        float squareAfter = 0.0F;
        float dot = 0.0F;
#pragma unroll
        for (int i = 0; i < 8 * DG; ++i) {
            const float x = before.o[i / 2][2 * row + i % 2];
            const float y = out.o[i / 2][2 * row + i % 2];
            square = fmaf(x, x, square);
            squareAfter = fmaf(y, y, squareAfter);
            dot = fmaf(x, y, dot);
        }
        const float norm = squareRoot(quadSum(square));
        const float normAfter = Weighted ? squareRoot(quadSum(squareAfter)) : norm;
        const float cosine = Weighted ? cosineOf(quadSum(dot), norm, normAfter) : 1.0F;
        float factor = 1.0F;
        if (Weighted && kappa != 0.0F)
            factor = consistency(kappa, norm, normAfter);
        noteNorms(place, row, norm, normAfter, cosine, norms);
        if (place.t == 0)
            at.cosines[place.warp * kWarpRows + place.g + 8 * row] = cosine;
#pragma unroll
        for (int group = 0; group < DG; ++group)
            storeChannels(a, place, head, row, group, [&](int i) {
                const float(&tile)[4] = out.o[4 * group + i];
                return packBf16(tile[2 * row] * factor, tile[2 * row + 1] * factor);
            });
    }
}

/// From running weights to probabilities: one factor a chunk and row, 0 for rows beyond the end.
template <int DG>
__device__ __forceinline__ void closeFactors(const Layout<DG> &at, const Place &place,
                                             const Running<DG> &before, const Running<DG> &after)
{
    __syncwarp();
    for (int chunk = place.t; chunk < at.chunks; chunk += 4) {
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            float2 *cell =
                at.factors + (chunk * at.warps + place.warp) * kWarpRows + place.g + 8 * row;
            const float top = cell->x;
            // A removed key may lie far above all others: its weight is 0, so its factor must be
            // finite.
            const float from = exp2Fast(top - before.top[row]) * before.sum[row];
            const float to = fminf(exp2Fast(top - after.top[row]) * after.sum[row], 1e30F);
            *cell = make_float2(from * place.valid[row], to * place.valid[row]);
        }
    }
    __syncwarp();
}

} // namespace dare::kernels::cuda::many
