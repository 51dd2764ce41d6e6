#pragma once

#include "kernels/cross_attention_maps/hopper/many_layout.cuh"
#include "kernels/cross_attention_maps/hopper/masses.cuh"
#include "kernels/cross_attention_maps/hopper/softmax.cuh"

/// Masses of the kernel for many keys: when a head is done, each warp adds up 64 keys over the
/// queries of the whole block, from the weights that all warps kept. A row of the left factor is
/// what the weights of a query are to be multiplied by.
namespace dare::kernels::cuda::hopper::many
{

/// From a row's weights to p and, times w, to p'; both as bf16 in one word.
__device__ __forceinline__ float packFactors(float before, float after)
{
    return __uint_as_float(packBf16(before, after));
}

__device__ __forceinline__ std::uint32_t times(std::uint32_t x, std::uint32_t y)
{
    std::uint32_t out;
    asm("mul.rn.bf16x2 %0, %1, %2;" : "=r"(out) : "r"(x), "r"(y));
    return out;
}

/// Two rows of both factors, sorted: [before, after] of the two rows.
struct RowPair {
    std::uint32_t before, after, lacking;
    __device__ __forceinline__ RowPair(const float *factors, const float *lacks)
    {
        const uint2 words = *reinterpret_cast<const uint2 *>(factors);
        before = __byte_perm(words.x, words.y, 0x5410);
        after = __byte_perm(words.x, words.y, 0x7632);
        const float2 lack = *reinterpret_cast<const float2 *>(lacks);
        lacking = times(after, packBf16(lack.x, lack.y));
    }
};

/// Masses of the warp's 64 keys over heads; those after are over w.
template <bool Weighted> struct BlockMasses {
    MassSums<kTiles> sums;

    __device__ __forceinline__ void add(const Layout &at, const Place &place)
    {
#pragma unroll
        for (int part = 0; part < 2; ++part) {
            const int chunk = 2 * place.warp + part;
            if (chunk >= at.chunks)
                return;
            for (int warp = 0; warp < kWarps; ++warp) {
                const int row = warp * kWarpRows + 2 * place.t;
                const float *factors = at.tops + chunk * kHopperTile + row;
                const RowPair low(factors, at.lacking + row);
                const RowPair high(factors + 8, at.lacking + row + 8);
                const QueryRow rows =
                    place.g == kBefore  ? QueryRow{low.before, high.before}
                    : place.g == kAfter ? QueryRow{low.after, high.after}
                                        : QueryRow{low.lacking, high.lacking}.only(place, kLacking);
                std::uint32_t left[4];
                MassSums<kTiles>::place(rows, part * kTiles, left);
#pragma unroll
                for (int step = 0; step < kSteps; ++step) {
                    const uint4 e =
                        at.weights[(warp * (at.keys / 16) + chunk * kSteps + step) * 32 +
                                   place.lane];
                    multiplyBf16(sums.sums[2 * step], left, transposed(e.x), transposed(e.y));
                    multiplyBf16(sums.sums[2 * step + 1], left, transposed(e.z), transposed(e.w));
                }
            }
        }
    }
    /// Writes the block's readings [3][keys].
    __device__ __forceinline__ void store(const Layout &at, const Terms &terms, const Place &place,
                                          float *readings) const
    {
        sums.each(place, [&](int which, int offset, float sum) {
            const int key = 64 * place.warp + offset;
            if (key < at.keys) // w is 0 for a removed key, whose factor was cut
                readings[which * at.keys + key] = which == kBefore ? sum : sum * terms.weights[key];
        });
    }
};

} // namespace dare::kernels::cuda::hopper::many
