#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// What becomes of one head's products with the values, when all keys were in them at once.
namespace dare::kernels::cuda
{

/// The output of one head, plain and reweighted, with lengths and angle of both. What is kept of it
/// is bf16; the consistency's factor, where there is one, comes on top.
template <int DG, bool Weighted> struct HeadOutput {
    std::uint32_t after[DG][2][4]; ///< eight channels of the lane's two rows
    float squareBefore[2] = {}, squareAfter[2] = {}, dot[2] = {};

    /// Takes in 32 channels. @param plain read only where there are weights @param first tile of 8
    template <typename Tiles>
    __device__ __forceinline__ void take(int group, const Tiles &plain, const Tiles &changed,
                                         int first)
    {
#pragma unroll
        for (int i = 0; i < 16; ++i) {
            const int row = i % 4 / 2;
            const float y = changed[first + i / 4][i % 4];
            squareAfter[row] = fmaf(y, y, squareAfter[row]);
            if (Weighted) {
                const float x = plain[first + i / 4][i % 4];
                squareBefore[row] = fmaf(x, x, squareBefore[row]);
                dot[row] = fmaf(x, y, dot[row]);
            }
        }
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const float(&tile)[4] = changed[first + i];
            after[group][0][i] = packBf16(tile[0], tile[1]);
            after[group][1][i] = packBf16(tile[2], tile[3]);
        }
    }

    /// @return cos(o, o') of the lane's two rows; applies the consistency and adds up the lengths
    __device__ __forceinline__ float2 finish(const Place &place, float kappa, float (&norms)[3])
    {
        float cosine[2] = {1.0F, 1.0F};
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            const float normAfter = squareRoot(quadSum(squareAfter[row]));
            float norm = normAfter;
            if (Weighted) {
                norm = squareRoot(quadSum(squareBefore[row]));
                cosine[row] = cosineOf(quadSum(dot[row]), norm, normAfter);
                if (kappa != 0.0F)
                    lengthen(row, consistency(kappa, norm, normAfter));
            }
            noteNorms(place, row, norm, normAfter, cosine[row], norms);
        }
        return make_float2(cosine[0], cosine[1]);
    }

    __device__ __forceinline__ void lengthen(int row, float factor)
    {
#pragma unroll
        for (int group = 0; group < DG; ++group) {
#pragma unroll
            for (std::uint32_t &word : after[group][row])
                word = packBf16(lowBf16(word) * factor, highBf16(word) * factor);
        }
    }

    __device__ __forceinline__ void store(const Launch &a, const Place &place, int head) const
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
#pragma unroll
            for (int group = 0; group < DG; ++group)
                storeChannels(a, place, head, half, group,
                              [&](int i) { return after[group][half][i]; });
        }
    }
};

} // namespace dare::kernels::cuda
