#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Sums of probabilities over queries, by the tensor cores: a left factor, whose rows are numbers
/// of the queries, times the transposed tile of 8 keys.
namespace dare::kernels::cuda::hopper
{

/// Rows of the products: what a query adds to a key's masses before and after, and what its cosine
/// lacks of the latter, p' (1 - cos).
enum MassRow { kBefore, kAfter, kLacking };

__device__ __forceinline__ std::uint32_t transposed(std::uint32_t tile)
{
    std::uint32_t out;
    asm("movmatrix.sync.aligned.m8n8.trans.b16 %0, %1;" : "=r"(out) : "r"(tile));
    return out;
}

/// A number of each of a warp's 16 queries: 2t, 2t + 1 in `low` and 2t + 8, 2t + 9 in `high`.
struct QueryRow {
    std::uint32_t low = 0, high = 0;
    /// The same in one row of a left factor, zeros in the others.
    [[nodiscard]] __device__ __forceinline__ QueryRow only(const Place &place, MassRow row) const
    {
        return place.g == row ? *this : QueryRow{};
    }
};

/// @param mine of the lane's rows g and g + 8
__device__ __forceinline__ QueryRow queryRowF16(const Place &place, float mine, float below)
{
    const int first = 8 * place.t;
    const float a = __shfl_sync(kAllLanes, mine, first);
    const float b = __shfl_sync(kAllLanes, mine, first + 4);
    const float c = __shfl_sync(kAllLanes, below, first);
    const float d = __shfl_sync(kAllLanes, below, first + 4);
    return {packF16(a, b), packF16(c, d)};
}

/// Sums of 2 N tiles of 8 keys: rows 0 to 2 of a product are those of a tile, rows 8 to 10 those of
/// the tile that is N further.
template <int N> struct MassSums {
    float sums[N][4] = {};

    /// The left factor of a tile.
    __device__ __forceinline__ static void place(const QueryRow &rows, int tile,
                                                 std::uint32_t (&a)[4])
    {
        a[0] = tile < N ? rows.low : 0;
        a[1] = tile < N ? 0 : rows.low;
        a[2] = tile < N ? rows.high : 0;
        a[3] = tile < N ? 0 : rows.high;
    }

    /// Hands out masses before, after and those with cosines.
    /// @param take (which of the three, key from 0, sum)
    template <typename Take>
    __device__ __forceinline__ void each(const Place &at, const Take &take) const
    {
#pragma unroll
        for (int i = 0; i < 4 * N; ++i) {
            const float sum = sums[i / 4][i % 4];
            const float after = __shfl_up_sync(kAllLanes, sum, 4);
            const int key = 8 * (i / 4 + i % 4 / 2 * N) + 2 * at.t + i % 2;
            if (at.g <= kLacking)
                take(at.g, key, at.g == kLacking ? after - sum : sum);
        }
    }
};

} // namespace dare::kernels::cuda::hopper
