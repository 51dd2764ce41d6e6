#pragma once

#include "kernels/cross_attention_maps/few_keys_layout.cuh"

/// What the kernel for few keys reads off its probabilities.
namespace dare::kernels::cuda::few
{

/// Adds one softmax to the warp's map.
template <int NK>
__device__ __forceinline__ void noteMap(const Launch &a, const uint2 *membership,
                                        const Place &place, const float (&p)[2 * NK][4],
                                        float4 *sums)
{
    std::uint32_t part[NK][4];
#pragma unroll
    for (int step = 0; step < NK; ++step) {
        const float(&low)[4] = p[2 * step];
        const float(&high)[4] = p[2 * step + 1];
        part[step][0] = packF16(low[0], low[1]);
        part[step][1] = packF16(low[2], low[3]);
        part[step][2] = packF16(high[0], high[1]);
        part[step][3] = packF16(high[2], high[3]);
    }
#pragma unroll
    for (int tile = 0; tile < kMapTiles; ++tile) {
        if (8 * tile >= a.mapRows)
            break;
        const float4 old = sums[tile * 32 + place.lane];
        float map[4] = {old.x, old.y, old.z, old.w};
#pragma unroll
        for (int step = 0; step < NK; ++step) {
            const uint2 b = membership[(step * kMapTiles + tile) * 32 + place.lane];
            multiplyF16(map, part[step], b.x, b.y);
        }
        sums[tile * 32 + place.lane] = make_float4(map[0], map[1], map[2], map[3]);
    }
}

/// Adds one softmax to the masses, and packs it for the product with the values.
template <int NK>
__device__ __forceinline__ void noteMass(const Launch &a, const Place &place,
                                         const float (&p)[2 * NK][4], float *masses,
                                         std::uint32_t (&packed)[NK][4])
{
#pragma unroll
    for (int step = 0; step < NK; ++step) {
        packed[step][0] = packBf16(p[2 * step][0], p[2 * step][1]);
        packed[step][1] = packBf16(p[2 * step][2], p[2 * step][3]);
        packed[step][2] = packBf16(p[2 * step + 1][0], p[2 * step + 1][1]);
        packed[step][3] = packBf16(p[2 * step + 1][2], p[2 * step + 1][3]);
    }
    if (a.partials == nullptr)
        return;
    float columns[4 * NK];
#pragma unroll
    for (int tile = 0; tile < 2 * NK; ++tile) {
        columns[2 * tile] = p[tile][0] * place.valid[0] + p[tile][2] * place.valid[1];
        columns[2 * tile + 1] = p[tile][1] * place.valid[0] + p[tile][3] * place.valid[1];
    }
    addColumns(columns, place.lane, masses);
}

/// Adds one softmax, times its head's cosine, to the cosines of keys.
template <int NK>
__device__ __forceinline__ void noteCosine(const Place &place, const std::uint32_t (&p)[NK][4],
                                           float2 cosine, float *sums)
{
    float columns[4 * NK];
    const float low = cosine.x * place.valid[0];
    const float high = cosine.y * place.valid[1];
#pragma unroll
    for (int step = 0; step < NK; ++step) {
#pragma unroll
        for (int part = 0; part < 2; ++part) {
            const std::uint32_t first = p[step][2 * part];
            const std::uint32_t second = p[step][2 * part + 1];
            columns[4 * step + 2 * part] = lowBf16(first) * low + lowBf16(second) * high;
            columns[4 * step + 2 * part + 1] = highBf16(first) * low + highBf16(second) * high;
        }
    }
    addColumns(columns, place.lane, sums);
}

/// Adds the warps' sums in order and writes the block's.
template <int NK, int DG>
__device__ void storePartials(const Launch &a, const Place &place, float *scratch,
                              const Sums<NK> &sums)
{
    using S = Shape<NK, DG>;
    awaitCopies();   // none is left, and
    __syncthreads(); // the text buffers are free
    float *mine = scratch + place.warp * S::kReadings;
    const int first = firstColumn<S::kColumns>(place.lane);
#pragma unroll
    for (int i = 0; i < S::kSums; ++i) {
        const int column = first + i;
        if ((place.lane & 4) != 0 && i + S::kSums >= NK)
            break;
        const int key = column / 2 * 8 + 2 * place.t + (column & 1);
        mine[key] = sums.before[i];
        mine[S::kKeys + key] = sums.after[i];
        mine[2 * S::kKeys + key] = sums.cosine[i];
    }
#pragma unroll
    for (int i = 0; i < 3; ++i) {
        const float sum = warpSum(sums.norms[i]);
        if (place.lane == 0)
            mine[3 * S::kKeys + i] = sum;
    }
    __syncthreads();
    const std::int64_t block = static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x;
    for (int i = static_cast<int>(threadIdx.x); i < S::kReadings; i += kThreads) {
        float total = 0.0F;
        for (int w = 0; w < kFewKeysWarps; ++w)
            total += scratch[w * S::kReadings + i];
        a.partials[block * S::kReadings + i] = total;
    }
}

} // namespace dare::kernels::cuda::few
