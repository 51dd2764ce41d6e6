#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// The output of the kernel for few keys.
namespace dare::kernels::cuda::few
{

/// The output of one head, plain and reweighted, with lengths and angle of both. What is kept of it
/// is bf16; the consistency's factor, where there is one, comes on top.
template <int NK, int DG, bool Weighted> struct Outputs {
    std::uint32_t after[DG][2][4]; ///< eight channels of the lane's two rows
    float squareBefore[2] = {}, squareAfter[2] = {}, dot[2] = {};

    __device__ __forceinline__ void multiply(const uint4 *values, const Place &place,
                                             const std::uint32_t (&p)[NK][4],
                                             const std::uint32_t (&pAfter)[NK][4])
    {
#pragma unroll
        for (int group = 0; group < DG; ++group) {
            float plain[4][4] = {};
            float changed[4][4] = {};
#pragma unroll
            for (int step = 0; step < NK; ++step) {
#pragma unroll
                for (int pair = 0; pair < 2; ++pair) {
                    const uint4 b = values[(step * 2 * DG + 2 * group + pair) * 32 + place.lane];
                    if (Weighted) {
                        multiplyBf16(plain[2 * pair], p[step], b.x, b.y);
                        multiplyBf16(plain[2 * pair + 1], p[step], b.z, b.w);
                    }
                    multiplyBf16(changed[2 * pair], pAfter[step], b.x, b.y);
                    multiplyBf16(changed[2 * pair + 1], pAfter[step], b.z, b.w);
                }
            }
#pragma unroll
            for (int i = 0; i < 16; ++i) {
                const int row = i % 4 / 2;
                const float y = changed[i / 4][i % 4];
                squareAfter[row] = fmaf(y, y, squareAfter[row]);
                if (Weighted) {
                    const float x = plain[i / 4][i % 4];
                    squareBefore[row] = fmaf(x, x, squareBefore[row]);
                    dot[row] = fmaf(x, y, dot[row]);
                }
            }
#pragma unroll
            for (int i = 0; i < 4; ++i) {
                after[group][0][i] = packBf16(changed[i][0], changed[i][1]);
                after[group][1][i] = packBf16(changed[i][2], changed[i][3]);
            }
        }
    }

    /// @return cos(o, o') of the lane's two rows; applies the consistency and adds up the lengths
    __device__ __forceinline__ float2 finish(const Place &place, float kappa, float (&norms)[3])
    {
        float cosine[2] = {1.0F, 1.0F};
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            const float normAfter = sqrtf(quadSum(squareAfter[row]));
            float norm = normAfter;
            if (Weighted) {
                norm = sqrtf(quadSum(squareBefore[row]));
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

} // namespace dare::kernels::cuda::few
