#pragma once

#include "kernels/cross_attention_maps/hopper/lengths.cuh"
#include "kernels/cross_attention_maps/hopper/products.cuh"

/// Products with the values in the kernel for few keys.
namespace dare::kernels::cuda::hopper
{

/// A head's output and its lengths. The plain one is there a part at a time, as registers allow.
template <int NK, bool Weighted>
__device__ __forceinline__ void multiplyValues(const uint4 *values, const std::uint32_t (&p)[NK][4],
                                               const std::uint32_t (&pAfter)[NK][4],
                                               float (&out)[16][4], Lengths &lengths)
{
    constexpr int kTiles = NK <= 5 ? 8 : 4;
    const Factor factor = Factor::packed(values, 16 * kChannels);
#pragma unroll
    for (int first = 0; first < 16; first += kTiles) {
        float plain[kTiles][4];
        openProducts();
#pragma unroll
        for (int step = 0; step < NK; ++step) {
            if (first == 0)
                productF16(out, pAfter[step], factor.part(2 * step * kChannels), step);
            if (Weighted)
                productF16(plain, p[step], factor.part(2 * step * kChannels + 8 * first), step);
        }
        awaitProducts();
        if (first == 0)
            settle(out);
        if (!Weighted)
            break;
        settle(plain);
        lengths.add(plain, out, first);
    }
    lengths.addAfter(out);
}

} // namespace dare::kernels::cuda::hopper
