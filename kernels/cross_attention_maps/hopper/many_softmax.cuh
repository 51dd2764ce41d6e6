#pragma once

#include "kernels/cross_attention_maps/hopper/many_layout.cuh"
#include "kernels/cross_attention_maps/hopper/softmax.cuh"

/// Both softmaxes of the kernel for many keys as they grow. Where no weight is small they share a
/// reference and e; else the reweighted one has its own.
namespace dare::kernels::cuda::hopper::many
{

constexpr float kLowest = -1e30F; ///< a reference before the first key; finite: no NaN arises
constexpr float kSlack = 8.0F;    ///< log2 of how far e may grow before the reference follows

/// One softmax and its product with the values.
struct Running {
    float o[16][4];
    float top[2];
    float sum[2];

    __device__ __forceinline__ void multiply(const float (&factor)[2])
    {
#pragma unroll
        for (int i = 0; i < 64; ++i)
            o[i / 4][i % 4] *= factor[i % 4 / 2];
        sum[0] *= factor[0];
        sum[1] *= factor[1];
    }
    __device__ __forceinline__ void begin()
    {
        top[0] = top[1] = kLowest;
        sum[0] = sum[1] = 0.0F;
    }
};

/// Lets the reference follow a chunk's logits, for the whole warp or not at all.
/// @return whether it did; the sums are to be multiplied by `factor` then
__device__ __forceinline__ bool follow(const float (&z)[kTiles][4], float (&top)[2],
                                       float (&factor)[2])
{
    float highest[2] = {kLowest, kLowest};
#pragma unroll
    for (int i = 0; i < 4 * kTiles; ++i)
        highest[i % 4 / 2] = fmaxf(highest[i % 4 / 2], z[i / 4][i % 4]);
    if (!__any_sync(kAllLanes, highest[0] > top[0] + kSlack || highest[1] > top[1] + kSlack))
        return false;
#pragma unroll
    for (int row = 0; row < 2; ++row) {
        const float next = fmaxf(quadMax(highest[row]), top[row]);
        factor[row] = exp2Fast(top[row] - next);
        top[row] = next;
    }
    return true;
}

/// e of a chunk, packed, and its sum.
__device__ __forceinline__ void takeWeights(const float (&z)[kTiles][4], Running &run,
                                            std::uint32_t (&e)[kSteps][4])
{
#pragma unroll
    for (int i = 0; i < 4 * kSteps; ++i) {
        const int row = i & 1;
        const float(&tile)[4] = z[i / 2];
        const float first = exp2Fast(tile[2 * row] - run.top[row]);
        const float second = exp2Fast(tile[2 * row + 1] - run.top[row]);
        run.sum[row] += first + second;
        e[i / 4][i % 4] = packBf16(first, second);
    }
}

/// The same for both softmaxes from one e.
__device__ __forceinline__ void takeBoth(const Terms &terms, int first, const Place &place,
                                         const float (&z)[kTiles][4], Running &before,
                                         Running &after, std::uint32_t (&e)[kSteps][4],
                                         std::uint32_t (&eAfter)[kSteps][4])
{
#pragma unroll
    for (int tile = 0; tile < kTiles; ++tile) {
        const float2 w =
            *reinterpret_cast<const float2 *>(terms.weights + first + 8 * tile + 2 * place.t);
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            const float low = exp2Fast(z[tile][2 * row] - before.top[row]);
            const float high = exp2Fast(z[tile][2 * row + 1] - before.top[row]);
            before.sum[row] += low + high;
            after.sum[row] = fmaf(low, w.x, fmaf(high, w.y, after.sum[row]));
            const int word = tile % 2 * 2 + row;
            e[tile / 2][word] = packBf16(low, high);
            eAfter[tile / 2][word] = packBf16(low * w.x, high * w.y);
        }
    }
}

/// From a chunk's logits to the weights of both softmaxes. @param first key of the chunk
template <bool Weighted>
__device__ __forceinline__ void
weigh(const Terms &terms, int first, const Place &place, float (&z)[kTiles][4], Running &before,
      Running &after, std::uint32_t (&e)[kSteps][4], std::uint32_t (&eAfter)[kSteps][4])
{
    float factor[2];
    const bool shared = Weighted && !terms.apart;
    if (follow(z, before.top, factor)) {
        before.multiply(factor);
        if (shared)
            after.multiply(factor);
    }
    if (shared) {
        takeBoth(terms, first, place, z, before, after, e, eAfter);
        return;
    }
    takeWeights(z, before, e);
    if constexpr (Weighted) {
#pragma unroll
        for (int i = 0; i < 4 * kTiles; ++i)
            z[i / 4][i % 4] += terms.logWeights[first + i / 4 * 8 + 2 * place.t + i % 2];
        if (follow(z, after.top, factor))
            after.multiply(factor);
        takeWeights(z, after, eAfter);
    }
}

} // namespace dare::kernels::cuda::hopper::many
