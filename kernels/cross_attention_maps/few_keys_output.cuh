#pragma once

#include "kernels/cross_attention_maps/head_output.cuh"

/// The output of the kernel for few keys.
namespace dare::kernels::cuda::few
{

template <int NK, int DG, bool Weighted>
__device__ __forceinline__ void multiply(HeadOutput<DG, Weighted> &out, const uint4 *values,
                                         const Place &place, const std::uint32_t (&p)[NK][4],
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
        out.take(group, plain, changed, 0);
    }
}

} // namespace dare::kernels::cuda::few
