#include "kernels/cross_attention_maps/fragments.cuh"
#include "kernels/cross_attention_maps/launch.cuh"

#include <cuda_runtime.h>

#include <algorithm>

/// More than 128 keys: one pass over chunks of 32 keys with a running maximum, as flash attention
/// does. The unnormalised weights stay in shared memory as the bf16 that multiplied the values;
/// when a head is done and its sums are known, masses and maps are read off them.
namespace dare::kernels::cuda
{
namespace
{

constexpr int kTiles = kChunk / 8;
constexpr int kSteps = kChunk / 16;
constexpr int kMostWarps = 8;
constexpr float kLowest = -1e30F; ///< a maximum before the first key; finite, so that no NaN arises

/// What lies where in shared memory, in this order.
template <int DG> struct Layout {
    static constexpr int kSide = 4 * kChunk * DG; ///< uint4 of a chunk's keys, and of its values
    int warps, chunks, keys;
    uint4 *text;         ///< [2][keys, values]
    uint4 *weights;      ///< [warp][16 keys][lane] e = exp(z - running maximum), bf16
    float4 *maps;        ///< [warp][before, after][tile][lane] sums over heads
    float2 *factors;     ///< [chunk][row] from e to p and, times w, to p'
    float *cosines;      ///< [row] 0 for rows that do not exist
    float *bias;         ///< [keys]
    float *logWeights;   ///< [keys]
    std::int32_t *rowOf; ///< [keys] relative to the launch's first row
    __host__ __device__ Layout(uint4 *memory, int warps_, int keys_)
        : warps(warps_),
          chunks(keys_ / kChunk),
          keys(keys_),
          text(memory),
          weights(text + 4 * kSide),
          maps(reinterpret_cast<float4 *>(weights + warps * keys * 2)),
          factors(reinterpret_cast<float2 *>(maps + warps * 2 * kMapTiles * 32)),
          cosines(reinterpret_cast<float *>(factors + chunks * warps * kWarpRows)),
          bias(cosines + warps * kWarpRows),
          logWeights(bias + keys),
          rowOf(reinterpret_cast<std::int32_t *>(logWeights + keys))
    {
    }
    [[nodiscard]] static std::size_t bytes(int warps, int keys)
    {
        const std::size_t rows = static_cast<std::size_t>(warps) * kWarpRows;
        const auto k = static_cast<std::size_t>(keys);
        return sizeof(uint4) * (4 * kSide + static_cast<std::size_t>(warps) * k * 2) +
               sizeof(float4) * static_cast<std::size_t>(warps) * 2 * kMapTiles * 32 +
               sizeof(float2) * (k / kChunk) * rows + sizeof(float) * rows + 3 * sizeof(float) * k;
    }
};

struct Place {
    int lane, g, t, warp, row;
    float valid[2];
    __device__ explicit Place(const Launch &a)
        : lane(static_cast<int>(threadIdx.x) & 31),
          g(lane >> 2),
          t(lane & 3),
          warp(static_cast<int>(threadIdx.x) / 32),
          row((static_cast<int>(blockIdx.x * blockDim.x) / 32 + warp) * kWarpRows + g)
    {
        valid[0] = row < a.queries ? 1.0F : 0.0F;
        valid[1] = row + 8 < a.queries ? 1.0F : 0.0F;
    }
};

template <int DG> __device__ void prepare(const Launch &a, const Layout<DG> &at)
{
    for (int k = static_cast<int>(threadIdx.x); k < at.keys; k += static_cast<int>(blockDim.x)) {
        const bool real = k < a.keys;
        at.bias[k] = !real ? -INFINITY : a.keyBias == nullptr ? 0.0F : a.keyBias[k] * kLog2e;
        at.logWeights[k] = real && a.logWeights != nullptr ? a.logWeights[k] * kLog2e : 0.0F;
        const int row = real && a.mapRows > 0 ? a.rowOfKey[k] - a.firstRow : -1;
        at.rowOf[k] = row < a.mapRows ? row : -1;
    }
    const int cells = at.warps * 2 * kMapTiles * 32;
    for (int i = static_cast<int>(threadIdx.x); i < cells; i += static_cast<int>(blockDim.x))
        at.maps[i] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
}

/// Brings one chunk of one head; `index` counts chunks over the heads of this block.
template <int DG>
__device__ __forceinline__ void stage(const Launch &a, const Layout<DG> &at, int begin, int index)
{
    constexpr int kSide = Layout<DG>::kSide;
    const int head = begin + index / at.chunks;
    const int chunk = index % at.chunks;
    const uint4 *keys =
        a.packed + (static_cast<std::int64_t>(head) * 2 * at.chunks + chunk) * kSide;
    const uint4 *values = keys + static_cast<std::int64_t>(at.chunks) * kSide;
    uint4 *target = at.text + (index & 1) * 2 * kSide;
    for (int i = static_cast<int>(threadIdx.x); i < kSide; i += static_cast<int>(blockDim.x)) {
        copyAsync(target + i, keys + i);
        copyAsync(target + kSide + i, values + i);
    }
    closeCopies();
}

template <int DG> struct Queries {
    uint4 part[2][DG];
    __device__ __forceinline__ void load(const Launch &a, const Place &place, int head)
    {
#pragma unroll
        for (int half = 0; half < 2; ++half) {
            const int row = place.row + 8 * half;
            const __nv_bfloat16 *source =
                a.q + (static_cast<std::int64_t>(row) * a.heads + head) * a.channels;
#pragma unroll
            for (int group = 0; group < DG; ++group) {
                const int channel = 32 * group + 8 * place.t;
                part[half][group] = row < a.queries && channel < a.channels
                                        ? __ldg(reinterpret_cast<const uint4 *>(source + channel))
                                        : make_uint4(0, 0, 0, 0);
            }
        }
    }
};

/// One softmax as it grows, and its product with the values.
template <int DG> struct Running {
    float o[4 * DG][4];
    float top[2];
    float sum[2];

    __device__ __forceinline__ void clear()
    {
#pragma unroll
        for (int i = 0; i < 16 * DG; ++i)
            o[i / 4][i % 4] = 0.0F;
        top[0] = top[1] = kLowest;
        sum[0] = sum[1] = 0.0F;
    }

    /// Takes in the logits of a chunk. @param e their weights, for the tensor cores
    __device__ __forceinline__ void add(const float (&z)[kTiles][4], std::uint32_t (&e)[kSteps][4])
    {
        float highest[2] = {top[0], top[1]};
#pragma unroll
        for (int tile = 0; tile < kTiles; ++tile) {
            highest[0] = fmaxf(highest[0], fmaxf(z[tile][0], z[tile][1]));
            highest[1] = fmaxf(highest[1], fmaxf(z[tile][2], z[tile][3]));
        }
        highest[0] = quadMax(highest[0]);
        highest[1] = quadMax(highest[1]);
        if (__any_sync(kAllLanes, highest[0] != top[0] || highest[1] != top[1]))
            rescale(highest);
#pragma unroll
        for (int step = 0; step < kSteps; ++step) {
#pragma unroll
            for (int part = 0; part < 4; ++part) {
                const int row = part & 1;
                const float(&tile)[4] = z[2 * step + part / 2];
                const float first = exp2Fast(tile[2 * row] - top[row]);
                const float second = exp2Fast(tile[2 * row + 1] - top[row]);
                sum[row] += first + second;
                e[step][part] = packBf16(first, second);
            }
        }
    }

    __device__ __forceinline__ void rescale(const float (&highest)[2])
    {
        const float low = exp2Fast(top[0] - highest[0]);
        const float high = exp2Fast(top[1] - highest[1]);
#pragma unroll
        for (int tile = 0; tile < 4 * DG; ++tile) {
            o[tile][0] *= low;
            o[tile][1] *= low;
            o[tile][2] *= high;
            o[tile][3] *= high;
        }
        sum[0] *= low;
        sum[1] *= high;
        top[0] = highest[0];
        top[1] = highest[1];
    }

    __device__ __forceinline__ void divide()
    {
        sum[0] = 1.0F / quadSum(sum[0]);
        sum[1] = 1.0F / quadSum(sum[1]);
#pragma unroll
        for (int i = 0; i < 16 * DG; ++i)
            o[i / 4][i % 4] *= sum[i % 4 / 2];
    }
};

template <int DG>
__device__ __forceinline__ void logits(const Launch &a, const Layout<DG> &at, const uint4 *keys,
                                       int chunk, const Queries<DG> &q, const Place &place,
                                       float (&z)[kTiles][4])
{
#pragma unroll
    for (int tile = 0; tile < kTiles; ++tile) {
        z[tile][0] = z[tile][1] = z[tile][2] = z[tile][3] = 0.0F;
#pragma unroll
        for (int group = 0; group < DG; ++group) {
            const uint4 b = keys[(tile * DG + group) * 32 + place.lane];
            const uint4 low = q.part[0][group];
            const uint4 high = q.part[1][group];
            multiplyBf16(z[tile], {low.x, high.x, low.y, high.y}, b.x, b.y);
            multiplyBf16(z[tile], {low.z, high.z, low.w, high.w}, b.z, b.w);
        }
        const float2 bias =
            *reinterpret_cast<const float2 *>(at.bias + chunk * kChunk + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i)
            z[tile][i] = fmaf(z[tile][i], a.scale, i % 2 == 0 ? bias.x : bias.y);
    }
}

template <int DG, bool Weighted>
__device__ __forceinline__ void
mix(const uint4 *values, const Place &place, const std::uint32_t (&e)[kSteps][4],
    const std::uint32_t (&eAfter)[kSteps][4], Running<DG> &before, Running<DG> &after)
{
#pragma unroll
    for (int step = 0; step < kSteps; ++step) {
#pragma unroll
        for (int pair = 0; pair < 2 * DG; ++pair) {
            const uint4 b = values[(step * 2 * DG + pair) * 32 + place.lane];
            multiplyBf16(before.o[2 * pair], e[step], b.x, b.y);
            multiplyBf16(before.o[2 * pair + 1], e[step], b.z, b.w);
            if (Weighted) {
                multiplyBf16(after.o[2 * pair], eAfter[step], b.x, b.y);
                multiplyBf16(after.o[2 * pair + 1], eAfter[step], b.z, b.w);
            }
        }
    }
}

/// Lengths, angle and consistency of a head's outputs; writes the final one.
template <int DG, bool Weighted>
__device__ __forceinline__ void
finishHead(const Launch &a, const Layout<DG> &at, const Place &place, float kappa, int head,
           const Running<DG> &before, Running<DG> &out, float (&norms)[3])
{
#pragma unroll
    for (int row = 0; row < 2; ++row) {
        float square = 0.0F;
        float squareAfter = 0.0F;
        float dot = 0.0F;
#pragma unroll
        for (int i = 0; i < 8 * DG; ++i) {
            const float x = before.o[i / 2][2 * row + i % 2];
            const float y = out.o[i / 2][2 * row + i % 2];
            square = fmaf(x, x, square);
            squareAfter = fmaf(y, y, squareAfter);
            dot = fmaf(x, y, dot);
        }
        const float norm = sqrtf(quadSum(square));
        const float normAfter = Weighted ? sqrtf(quadSum(squareAfter)) : norm;
        const float cosine = Weighted ? quadSum(dot) / fmaxf(norm * normAfter, 1e-12F) : 1.0F;
        float factor = 1.0F;
        if (Weighted && kappa != 0.0F)
            factor = exp2f(kappa * log2f(norm / fmaxf(normAfter, 1e-6F)));
        const float count = place.t == 0 ? place.valid[row] : 0.0F;
        norms[0] += count * norm;
        norms[1] += count * normAfter;
        norms[2] += count * cosine;
        if (place.t == 0)
            at.cosines[place.warp * kWarpRows + place.g + 8 * row] = cosine;
        const int query = place.row + 8 * row;
        __nv_bfloat16 *target =
            a.out + (static_cast<std::int64_t>(query) * a.heads + head) * a.channels;
#pragma unroll
        for (int group = 0; group < DG; ++group) {
            const int channel = 32 * group + 8 * place.t;
            const auto word = [&](int i) {
                const float(&tile)[4] = out.o[4 * group + i];
                return packBf16(tile[2 * row] * factor, tile[2 * row + 1] * factor);
            };
            if (query < a.queries && channel < a.channels)
                *reinterpret_cast<uint4 *>(target + channel) =
                    make_uint4(word(0), word(1), word(2), word(3));
        }
    }
}

/// From running weights to probabilities: one factor a chunk and row, 0 for rows beyond the end.
template <int DG>
__device__ __forceinline__ void closeFactors(const Layout<DG> &at, const Place &place,
                                             const Running<DG> &before, const Running<DG> &after)
{
    __syncwarp();
    for (int chunk = place.t; chunk < at.chunks; chunk += 4) {
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            float2 *cell =
                at.factors + (chunk * at.warps + place.warp) * kWarpRows + place.g + 8 * row;
            const float top = cell->x;
            // A removed key may lie far above all others: its weight is 0, so its factor must be
            // finite.
            const float from = exp2Fast(top - before.top[row]) * before.sum[row];
            const float to = fminf(exp2Fast(top - after.top[row]) * after.sum[row], 1e30F);
            *cell = make_float2(from * place.valid[row], to * place.valid[row]);
        }
    }
    __syncwarp();
}

/// Adds this head's probabilities to the warp's maps.
template <int DG, bool Weighted>
__device__ void noteMaps(const Launch &a, const Layout<DG> &at, const Place &place)
{
    float4 *sums = at.maps + place.warp * 2 * kMapTiles * 32;
    float before[kMapTiles][4] = {};
    float after[kMapTiles][4] = {};
    for (int step = 0; step < at.keys / 16; ++step) {
        const int key = 16 * step + 2 * place.t;
        const int row[4] = {at.rowOf[key], at.rowOf[key + 1], at.rowOf[key + 8], at.rowOf[key + 9]};
        if (!__any_sync(kAllLanes, max(max(row[0], row[1]), max(row[2], row[3])) >= 0))
            continue;
        const uint4 e = at.weights[(place.warp * (at.keys / 16) + step) * 32 + place.lane];
        const std::uint32_t words[4] = {e.x, e.y, e.z, e.w};
        std::uint32_t p[4];
        std::uint32_t pAfter[4];
#pragma unroll
        for (int part = 0; part < 4; ++part) {
            const float2 factor = at.factors[(step / 2 * at.warps + place.warp) * kWarpRows +
                                             place.g + 8 * (part & 1)];
            const float low = lowBf16(words[part]);
            const float high = highBf16(words[part]);
            const float *w = at.logWeights + key + 8 * (part / 2);
            p[part] = packF16(low * factor.x, high * factor.x);
            if (Weighted)
                pAfter[part] =
                    packF16(low * factor.y * exp2Fast(w[0]), high * factor.y * exp2Fast(w[1]));
        }
#pragma unroll
        for (int tile = 0; tile < kMapTiles; ++tile) {
            const int wanted = 8 * tile + place.g;
            const auto one = [&](int first, int second) -> std::uint32_t {
                return (row[first] == wanted ? 0x3C00U : 0U) |
                       (row[second] == wanted ? 0x3C000000U : 0U);
            };
            multiplyF16(before[tile], p, one(0, 1), one(2, 3));
            if (Weighted)
                multiplyF16(after[tile], pAfter, one(0, 1), one(2, 3));
        }
    }
#pragma unroll
    for (int tile = 0; tile < kMapTiles; ++tile) {
        float4 &x = sums[tile * 32 + place.lane];
        float4 &y = sums[(kMapTiles + tile) * 32 + place.lane];
        x = make_float4(x.x + before[tile][0], x.y + before[tile][1], x.z + before[tile][2],
                        x.w + before[tile][3]);
        y = make_float4(y.x + after[tile][0], y.y + after[tile][1], y.z + after[tile][2],
                        y.w + after[tile][3]);
    }
}

template <int DG>
__device__ void storeMap(const Launch &a, const Layout<DG> &at, const Place &place, float *map,
                         int slot, float scale, int which)
{
    float4 *sums = at.maps + (place.warp * 2 + which) * kMapTiles * 32;
    for (int tile = 0; tile < kMapTiles; ++tile) {
        const float4 cell = sums[tile * 32 + place.lane];
        const float values[4] = {cell.x, cell.y, cell.z, cell.w};
        sums[tile * 32 + place.lane] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            const int row = 8 * tile + 2 * place.t + (i & 1);
            const int query = place.row + 8 * (i / 2);
            if (map != nullptr && row < a.mapRows && query < a.queries)
                map[(static_cast<std::int64_t>(slot) * a.allRows + a.firstRow + row) * a.queries +
                    query] = values[i] * scale;
        }
    }
}

/// Masses of the two keys that this thread owns, over the block's queries.
template <int DG> __device__ void noteMasses(const Layout<DG> &at, int pair, float (&sums)[6])
{
    const int step = pair / 8;
    const int half = pair % 8 / 4;
    const int t = pair % 4;
    float before[2] = {};
    float after[2] = {};
    float cosine[2] = {};
    for (int warp = 0; warp < at.warps; ++warp) {
        const float2 *factors = at.factors + (step / 2 * at.warps + warp) * kWarpRows;
        const float *cosines = at.cosines + warp * kWarpRows;
        for (int i = 0; i < 8; ++i) {
            const int g = (i + step) & 7; // turned, so that lanes meet different banks
            const auto *cell = reinterpret_cast<const uint2 *>(
                at.weights + (warp * (at.keys / 16) + step) * 32 + g * 4 + t);
            const uint2 e = cell[half];
#pragma unroll
            for (int row = 0; row < 2; ++row) {
                const std::uint32_t word = row == 0 ? e.x : e.y;
                const float2 factor = factors[g + 8 * row];
                const float angle = factor.y * cosines[g + 8 * row];
                before[0] = fmaf(lowBf16(word), factor.x, before[0]);
                before[1] = fmaf(highBf16(word), factor.x, before[1]);
                after[0] = fmaf(lowBf16(word), factor.y, after[0]);
                after[1] = fmaf(highBf16(word), factor.y, after[1]);
                cosine[0] = fmaf(lowBf16(word), angle, cosine[0]);
                cosine[1] = fmaf(highBf16(word), angle, cosine[1]);
            }
        }
    }
    const float *w = at.logWeights + 2 * pair;
#pragma unroll
    for (int i = 0; i < 2; ++i) {
        const float weight = exp2Fast(w[i]); // 0 for a removed key, whose factor was cut
        sums[i] += before[i];
        sums[2 + i] += after[i] * weight;
        sums[4 + i] += cosine[i] * weight;
    }
}

/// Key pairs of a thread: 1,024 keys over at least 32 threads.
template <int Pairs> struct Masses {
    float sums[Pairs][6] = {};
};

template <int DG, bool Weighted, int Pairs>
__global__ void __launch_bounds__(32 * kMostWarps, 1) manyKeys(const Launch a)
{
    extern __shared__ uint4 memory[];
    const Layout<DG> at(memory, static_cast<int>(blockDim.x) / 32, a.padded);
    const Place place(a);
    const int begin = static_cast<int>(blockIdx.y) * a.headsPerGroup;
    const int end = min(begin + a.headsPerGroup, a.heads);
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    const int threads = static_cast<int>(blockDim.x);
    const int last = (end - begin) * at.chunks;
    stage(a, at, begin, 0);
    prepare(a, at);
    float norms[3] = {};
    Masses<Pairs> masses;
    int index = 0;
    for (int head = begin; head < end; ++head) {
        Queries<DG> q;
        q.load(a, place, head);
        Running<DG> before;
        Running<DG> after;
        before.clear();
        after.clear();
        for (int chunk = 0; chunk < at.chunks; ++chunk, ++index) {
            awaitCopies();
            __syncthreads();
            if (index + 1 < last)
                stage(a, at, begin, index + 1);
            const uint4 *text = at.text + (index & 1) * 2 * Layout<DG>::kSide;
            float z[kTiles][4];
            logits(a, at, text, chunk, q, place, z);
            std::uint32_t e[kSteps][4];
            std::uint32_t eAfter[kSteps][4];
            before.add(z, e);
#pragma unroll
            for (int step = 0; step < kSteps; ++step)
                at.weights[(place.warp * (at.keys / 16) + chunk * kSteps + step) * 32 +
                           place.lane] = make_uint4(e[step][0], e[step][1], e[step][2], e[step][3]);
            if (place.t < 2)
                at.factors[(chunk * at.warps + place.warp) * kWarpRows + place.g + 8 * place.t].x =
                    place.t == 0 ? before.top[0] : before.top[1];
            if (Weighted) {
#pragma unroll
                for (int tile = 0; tile < kTiles; ++tile) {
                    const float2 w = *reinterpret_cast<const float2 *>(
                        at.logWeights + chunk * kChunk + 8 * tile + 2 * place.t);
#pragma unroll
                    for (int i = 0; i < 4; ++i)
                        z[tile][i] += i % 2 == 0 ? w.x : w.y;
                }
                after.add(z, eAfter);
            }
            mix<DG, Weighted>(text + Layout<DG>::kSide, place, e, eAfter, before, after);
        }
        before.divide();
        if (Weighted)
            after.divide();
        closeFactors(at, place, before, Weighted ? after : before);
        if (a.out != nullptr)
            finishHead<DG, Weighted>(a, at, place, kappa, head, before, Weighted ? after : before,
                                     norms);
        if (a.mapRows > 0)
            noteMaps<DG, Weighted>(a, at, place);
        if (a.slotOfHead != nullptr) {
            const int slot = a.slotOfHead[head];
            storeMap(a, at, place, slot < 0 ? nullptr : a.mapBefore, slot, 1.0F, 0);
            storeMap(a, at, place, slot < 0 || !Weighted ? nullptr : a.mapAfter, slot, 1.0F, 1);
        }
        if (a.partials != nullptr) {
            __syncthreads();
#pragma unroll
            for (int i = 0; i < Pairs; ++i) {
                const int pair = static_cast<int>(threadIdx.x) + i * threads;
                if (pair < at.keys / 2)
                    noteMasses(at, pair, masses.sums[i]);
            }
        }
        // The next head's first chunk begins with a barrier before anything is overwritten.
    }
    if (a.slotOfHead == nullptr && a.mapRows > 0) {
        const float scale = 1.0F / static_cast<float>(a.heads);
        const std::int64_t group = blockIdx.y * a.mapGroup;
        storeMap(a, at, place, a.mapBefore + group, 0, scale, 0);
        storeMap(a, at, place, Weighted ? a.mapAfter + group : nullptr, 0, scale, 1);
    }
    if (a.partials == nullptr)
        return;
    float *target = a.partials + (static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x) *
                                     (3 * at.keys + 3);
#pragma unroll
    for (int i = 0; i < Pairs; ++i) {
        const int pair = static_cast<int>(threadIdx.x) + i * threads;
        for (int which = 0; which < 3 && pair < at.keys / 2; ++which) {
            target[which * at.keys + 2 * pair] = masses.sums[i][2 * which];
            target[which * at.keys + 2 * pair + 1] = masses.sums[i][2 * which + 1];
        }
    }
    __syncthreads();
    for (int i = 0; i < 3; ++i) {
        for (int step = 16; step > 0; step /= 2)
            norms[i] += __shfl_xor_sync(kAllLanes, norms[i], step);
        if (place.lane == 0)
            at.cosines[place.warp * 3 + i] = norms[i];
    }
    __syncthreads();
    if (threadIdx.x < 3) {
        float total = 0.0F;
        for (int warp = 0; warp < at.warps; ++warp)
            total += at.cosines[warp * 3 + static_cast<int>(threadIdx.x)];
        target[3 * at.keys + static_cast<int>(threadIdx.x)] = total;
    }
}

int sharedLimit()
{
    int device = 0;
    int limit = 0;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
    return limit;
}

std::size_t sharedBytes(const Launch &a, int warps)
{
    return a.channels <= 64 ? Layout<2>::bytes(warps, a.padded) : Layout<4>::bytes(warps, a.padded);
}

/// As many warps as the shared memory holds; fewer cards hold all of 1,024 keys for eight.
int warpsFor(const Launch &a)
{
    const auto limit = static_cast<std::size_t>(std::max(0, sharedLimit()));
    int warps = kMostWarps;
    while (warps > 1 && sharedBytes(a, warps) > limit)
        warps /= 2;
    return warps;
}

template <int DG, bool Weighted, int Pairs>
int start(const Launch &a, int groups, int warps, cudaStream_t stream)
{
    const auto kernel = manyKeys<DG, Weighted, Pairs>;
    const std::size_t bytes = sharedBytes(a, warps);
    if (const cudaError_t error = cudaFuncSetAttribute(
            kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
        error != cudaSuccess)
        return error;
    const int tile = warps * kWarpRows;
    const dim3 grid(static_cast<unsigned>((a.queries + tile - 1) / tile),
                    static_cast<unsigned>(groups));
    kernel<<<grid, static_cast<unsigned>(32 * warps), bytes, stream>>>(a);
    return cudaGetLastError();
}

template <int DG, bool Weighted> int choosePairs(const Launch &a, int groups, cudaStream_t stream)
{
    const int warps = warpsFor(a);
    const int pairs = (a.padded / 2 + 32 * warps - 1) / (32 * warps);
    return pairs <= 1   ? start<DG, Weighted, 1>(a, groups, warps, stream)
           : pairs <= 4 ? start<DG, Weighted, 4>(a, groups, warps, stream)
                        : start<DG, Weighted, 16>(a, groups, warps, stream);
}

} // namespace

int manyKeysTile(const Launch &launch)
{
    return warpsFor(launch) * kWarpRows;
}

int launchManyKeys(const Launch &launch, int groups, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    const bool weighted = launch.logWeights != nullptr;
    if (launch.channels <= 64)
        return weighted ? choosePairs<2, true>(launch, groups, cudaStream)
                        : choosePairs<2, false>(launch, groups, cudaStream);
    return weighted ? choosePairs<4, true>(launch, groups, cudaStream)
                    : choosePairs<4, false>(launch, groups, cudaStream);
}

} // namespace dare::kernels::cuda
