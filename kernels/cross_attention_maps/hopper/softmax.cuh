#pragma once

#include "kernels/cross_attention_maps/tile.cuh"

/// Both softmaxes of a row from one exponential a key: with e = exp(z - reference), p is e over its
/// sum and p' is e w over that sum.
namespace dare::kernels::cuda::hopper
{

constexpr float kTooSmall = -60.0F; ///< log2 of a weight, relative to the largest, that is 0
constexpr float kSmall = -32.0F;    ///< and of one that the largest logit should not have
constexpr float kHighest = 100.0F;  ///< log2 of the largest e of a key with a small weight

/// What the keys bring along, in shared memory.
struct Terms {
    float *bias;       ///< log2; minus infinity for padding
    float *weights;    ///< w over the largest w; 1 for padding
    float *logWeights; ///< log2 of it
    bool apart;        ///< some keys' weights are small: the reference is the highest z + log w

    /// The whole block; ends with a barrier.
    __device__ __forceinline__ Terms(const Launch &a, float *memory)
        : bias(memory), weights(bias + a.padded), logWeights(weights + a.padded)
    {
        float top = -INFINITY;
        for (int k = static_cast<int>(threadIdx.x) & 31; a.logWeights != nullptr && k < a.keys;
             k += 32)
            top = fmaxf(top, a.logWeights[k]);
        for (int step = 16; step > 0; step /= 2)
            top = fmaxf(top, __shfl_xor_sync(kAllLanes, top, step));
        bool small = false;
        for (int k = static_cast<int>(threadIdx.x); k < a.padded;
             k += static_cast<int>(blockDim.x)) {
            const bool real = k < a.keys;
            bias[k] = !real ? -INFINITY : a.keyBias == nullptr ? 0.0F : a.keyBias[k] * kLog2e;
            const float w =
                real && a.logWeights != nullptr ? (a.logWeights[k] - top) * kLog2e : 0.0F;
            logWeights[k] = w < kTooSmall ? -INFINITY : w;
            weights[k] = exp2Fast(logWeights[k]);
            small = small || w < kSmall;
        }
        apart = __syncthreads_or(small ? 1 : 0) != 0;
    }
};

/// Of a lane's two rows.
struct Softmax {
    float top[2];          ///< the reference
    float inverse[2];      ///< 1 / sum of e
    float inverseAfter[2]; ///< 1 / sum of e w
};

/// From products to logits (log2). @param first key of the tiles
template <int Tiles>
__device__ __forceinline__ void scaleLogits(const Launch &a, const Terms &terms, int first,
                                            const Place &place, float (&z)[Tiles][4])
{
#pragma unroll
    for (int tile = 0; tile < Tiles; ++tile) {
        const float2 added =
            *reinterpret_cast<const float2 *>(terms.bias + first + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i)
            z[tile][i] = fmaf(z[tile][i], a.scale, i % 2 == 0 ? added.x : added.y);
    }
}

/// The rows' references; where weights are far apart, logits far above them are cut: those keys
/// have all of p and none of p' either way.
template <int Tiles, bool Weighted>
__device__ __forceinline__ void findTop(const Terms &terms, int first, const Place &place,
                                        float (&z)[Tiles][4], float (&top)[2])
{
    top[0] = top[1] = -INFINITY;
    const bool apart = Weighted && terms.apart;
    if (apart) {
#pragma unroll
        for (int tile = 0; tile < Tiles; ++tile) {
            const float2 w = *reinterpret_cast<const float2 *>(terms.logWeights + first + 8 * tile +
                                                               2 * place.t);
            top[0] = fmaxf(top[0], fmaxf(z[tile][0] + w.x, z[tile][1] + w.y));
            top[1] = fmaxf(top[1], fmaxf(z[tile][2] + w.x, z[tile][3] + w.y));
        }
    } else {
#pragma unroll
        for (int tile = 0; tile < Tiles; ++tile) {
            top[0] = fmaxf(top[0], fmaxf(z[tile][0], z[tile][1]));
            top[1] = fmaxf(top[1], fmaxf(z[tile][2], z[tile][3]));
        }
    }
    top[0] = quadMax(top[0]);
    top[1] = quadMax(top[1]);
    if (apart) {
#pragma unroll
        for (int i = 0; i < 4 * Tiles; ++i)
            z[i / 4][i % 4] = fminf(z[i / 4][i % 4], top[i % 4 / 2] + kHighest);
    }
}

/// From logits to e, and the softmax over them.
template <int Tiles, bool Weighted>
__device__ __forceinline__ Softmax exponentials(const Terms &terms, const Place &place,
                                                float (&z)[Tiles][4])
{
    Softmax s;
    findTop<Tiles, Weighted>(terms, 0, place, z, s.top);
    float sum[2] = {};
    float sumAfter[2] = {};
#pragma unroll
    for (int tile = 0; tile < Tiles; ++tile) {
        const float2 w = *reinterpret_cast<const float2 *>(terms.weights + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            z[tile][i] = exp2Fast(z[tile][i] - s.top[i / 2]);
            sum[i / 2] += z[tile][i];
            if (Weighted)
                sumAfter[i / 2] = fmaf(z[tile][i], i % 2 == 0 ? w.x : w.y, sumAfter[i / 2]);
        }
    }
#pragma unroll
    for (int row = 0; row < 2; ++row) {
        s.inverse[row] = __fdividef(1.0F, quadSum(sum[row]));
        s.inverseAfter[row] = Weighted ? __fdividef(1.0F, quadSum(sumAfter[row])) : s.inverse[row];
    }
    return s;
}

/// Probabilities from e, in f16 as the tensor cores take them. @param first key of the tiles
template <int Steps, bool Weighted>
__device__ __forceinline__ void packProbabilities(const Terms &terms, int first, const Place &place,
                                                  const Softmax &s, const float (&e)[2 * Steps][4],
                                                  std::uint32_t (&p)[Steps][4],
                                                  std::uint32_t (&pAfter)[Steps][4])
{
#pragma unroll
    for (int tile = 0; tile < 2 * Steps; ++tile) {
        const float2 w =
            *reinterpret_cast<const float2 *>(terms.weights + first + 8 * tile + 2 * place.t);
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            const int word = tile % 2 * 2 + row;
            const float low = e[tile][2 * row];
            const float high = e[tile][2 * row + 1];
            p[tile / 2][word] = packF16(low * s.inverse[row], high * s.inverse[row]);
            if (Weighted)
                pAfter[tile / 2][word] =
                    packF16(low * s.inverseAfter[row] * w.x, high * s.inverseAfter[row] * w.y);
        }
    }
}

} // namespace dare::kernels::cuda::hopper
