#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Lengths and angle of a head's plain and reweighted output, and writing the latter.
namespace dare::kernels::cuda::hopper
{

constexpr int kChannels = 128;

/// Of a lane's two rows, over the lane's channels.
struct Lengths {
    float square[2] = {}, squareAfter[2] = {}, dot[2] = {};

    /// Takes in the same channels of both. @param first tile of 8 of `after`
    template <int N>
    __device__ __forceinline__ void add(const float (&plain)[N][4], const float (&after)[16][4],
                                        int first)
    {
#pragma unroll
        for (int i = 0; i < 4 * N; ++i) {
            const float x = plain[i / 4][i % 4];
            square[i % 4 / 2] = fmaf(x, x, square[i % 4 / 2]);
            dot[i % 4 / 2] = fmaf(x, after[first + i / 4][i % 4], dot[i % 4 / 2]);
        }
    }
    __device__ __forceinline__ void addAfter(const float (&after)[16][4])
    {
#pragma unroll
        for (int i = 0; i < 64; ++i)
            squareAfter[i % 4 / 2] =
                fmaf(after[i / 4][i % 4], after[i / 4][i % 4], squareAfter[i % 4 / 2]);
    }
};

/// What a row's output is multiplied by, and cos(o, o').
struct Closing {
    float factor[2] = {1.0F, 1.0F}, cosine[2] = {1.0F, 1.0F};
};

/// Adds up lengths and angles. @param unit, unitAfter what the sums were to be multiplied by
template <bool Weighted>
__device__ __forceinline__ Closing close(const Place &place, const Lengths &lengths, float kappa,
                                         const float (&unit)[2], const float (&unitAfter)[2],
                                         float (&norms)[3])
{
    Closing closing;
#pragma unroll
    for (int row = 0; row < 2; ++row) {
        const float normAfter = unitAfter[row] * squareRoot(quadSum(lengths.squareAfter[row]));
        const float norm =
            Weighted ? unit[row] * squareRoot(quadSum(lengths.square[row])) : normAfter;
        closing.factor[row] = unitAfter[row];
        if (Weighted) {
            closing.cosine[row] =
                cosineOf(unit[row] * unitAfter[row] * quadSum(lengths.dot[row]), norm, normAfter);
            if (kappa != 0.0F)
                closing.factor[row] *= consistency(kappa, norm, normAfter);
        }
        noteNorms(place, row, norm, normAfter, closing.cosine[row], norms);
    }
    return closing;
}

/// Writes a head's output times `factor`.
__device__ __forceinline__ void storeOutput(const Launch &a, const Place &place, int head,
                                            const float (&sums)[16][4], const float (&factor)[2])
{
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const int row = place.row + 8 * half;
        auto *target = reinterpret_cast<uint4 *>(a.out) +
                       (static_cast<std::int64_t>(row) * a.heads + head) * (kChannels / 8) +
                       place.t;
        if (row >= a.queries)
            continue;
        const auto word = [&](int tile) {
            return packBf16(sums[tile][2 * half] * factor[half],
                            sums[tile][2 * half + 1] * factor[half]);
        };
#pragma unroll
        for (int i = 0; i < 4; ++i)
            target[4 * i] =
                make_uint4(word(4 * i), word(4 * i + 1), word(4 * i + 2), word(4 * i + 3));
    }
}

} // namespace dare::kernels::cuda::hopper
