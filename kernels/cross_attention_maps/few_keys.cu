#include "kernels/cross_attention_maps/fragments.cuh"
#include "kernels/cross_attention_maps/launch.cuh"

#include <cuda_runtime.h>

/// Up to 128 keys: a warp holds the logits of 16 queries and all keys in registers, so that each
/// softmax is exact in one go. A thread block goes through the heads; the next head's keys are on
/// their way while it takes the softmax, its values while it finishes the head.
namespace dare::kernels::cuda
{
namespace
{

template <int NK, int DG> struct Shape {
    static constexpr int kKeys = 16 * NK;
    static constexpr int kTiles = 2 * NK;      ///< of 8 keys
    static constexpr int kSide = 64 * NK * DG; ///< uint4 of one head's keys, and of its values
    static constexpr int kColumns = 4 * NK;    ///< keys of one lane
    static constexpr int kSums = (NK + 1) / 2; ///< of them, those it adds up
    static constexpr int kReadings = 3 * kKeys + 3;
    static constexpr std::size_t kShared =
        sizeof(uint4) * 2 * kSide + sizeof(float4) * kFewKeysWarps * 2 * kMapTiles * 32 +
        sizeof(uint2) * NK * kMapTiles * 32 + sizeof(float) * 2 * kKeys;
    static_assert(sizeof(float) * kFewKeysWarps * kReadings <= sizeof(uint4) * 2 * kSide);
};

template <int NK, int DG> struct Shared {
    uint4 *keys;
    uint4 *values;
    float4 *maps; ///< [warp][before, after][tile][lane] sums over heads
    uint2 *membership;
    float *bias;
    float *logWeights;
    __device__ explicit Shared(uint4 *memory)
        : keys(memory),
          values(keys + Shape<NK, DG>::kSide),
          maps(reinterpret_cast<float4 *>(values + Shape<NK, DG>::kSide)),
          membership(reinterpret_cast<uint2 *>(maps + kFewKeysWarps * 2 * kMapTiles * 32)),
          bias(reinterpret_cast<float *>(membership + NK * kMapTiles * 32)),
          logWeights(bias + Shape<NK, DG>::kKeys)
    {
    }
};

/// Where a lane is.
struct Place {
    int lane, g, t, row;
    float valid[2]; ///< 1 for queries that exist
    __device__ Place(const Launch &a, int warpRow)
        : lane(static_cast<int>(threadIdx.x) & 31), g(lane >> 2), t(lane & 3), row(warpRow + g)
    {
        valid[0] = row < a.queries ? 1.0F : 0.0F;
        valid[1] = row + 8 < a.queries ? 1.0F : 0.0F;
    }
};

/// Everything that a lane adds up over the heads.
template <int NK> struct Sums {
    float before[(NK + 1) / 2] = {};
    float after[(NK + 1) / 2] = {};
    float cosine[(NK + 1) / 2] = {};
    float norms[3] = {};
};

/// Starts the copy of one head's keys (side 0) or values (side 1).
template <int NK, int DG>
__device__ __forceinline__ void stage(const Launch &a, uint4 *target, int head, int side)
{
    constexpr int kSide = Shape<NK, DG>::kSide;
    const uint4 *source = a.packed + (static_cast<std::int64_t>(head) * 2 + side) * kSide;
    for (int i = static_cast<int>(threadIdx.x); head < a.heads && i < kSide;
         i += 32 * kFewKeysWarps)
        copyAsync(target + i, source + i);
    closeCopies();
}

template <int NK, int DG> __device__ void prepare(const Launch &a, const Shared<NK, DG> &shared)
{
    for (int k = static_cast<int>(threadIdx.x); k < Shape<NK, DG>::kKeys; k += 32 * kFewKeysWarps) {
        const bool real = k < a.keys;
        shared.bias[k] = !real ? -INFINITY : a.keyBias == nullptr ? 0.0F : a.keyBias[k] * kLog2e;
        shared.logWeights[k] = real && a.logWeights != nullptr ? a.logWeights[k] * kLog2e : 0.0F;
    }
    for (int i = static_cast<int>(threadIdx.x); a.mapRows > 0 && i < NK * kMapTiles * 32;
         i += 32 * kFewKeysWarps) {
        const int lane = i & 31;
        const int wanted = a.firstRow + (i / 32 % kMapTiles) * 8 + (lane >> 2);
        const int key = i / (32 * kMapTiles) * 16 + 2 * (lane & 3);
        const auto one = [&](int k) -> std::uint32_t {
            return k < a.keys && a.rowOfKey[k] == wanted ? 0x3C00U : 0U; // 1 in f16
        };
        shared.membership[i] =
            make_uint2(one(key) | one(key + 1) << 16U, one(key + 8) | one(key + 9) << 16U);
    }
    constexpr int kCells = kFewKeysWarps * 2 * kMapTiles * 32;
    for (int i = static_cast<int>(threadIdx.x); a.mapRows > 0 && i < kCells;
         i += 32 * kFewKeysWarps)
        shared.maps[i] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
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

template <int NK, int DG>
__device__ __forceinline__ void logits(const Launch &a, const Shared<NK, DG> &shared,
                                       const uint4 *keys, const Queries<DG> &q, const Place &place,
                                       float (&z)[2 * NK][4])
{
#pragma unroll
    for (int tile = 0; tile < 2 * NK; ++tile) {
        z[tile][0] = z[tile][1] = z[tile][2] = z[tile][3] = 0.0F;
#pragma unroll
        for (int group = 0; group < DG; ++group) {
            const uint4 b = keys[(tile * DG + group) * 32 + place.lane];
            const uint4 low = q.part[0][group];
            const uint4 high = q.part[1][group];
            multiplyBf16(z[tile], {low.x, high.x, low.y, high.y}, b.x, b.y);
            multiplyBf16(z[tile], {low.z, high.z, low.w, high.w}, b.z, b.w);
        }
        const float2 bias = *reinterpret_cast<const float2 *>(shared.bias + 8 * tile + 2 * place.t);
        z[tile][0] = fmaf(z[tile][0], a.scale, bias.x);
        z[tile][1] = fmaf(z[tile][1], a.scale, bias.y);
        z[tile][2] = fmaf(z[tile][2], a.scale, bias.x);
        z[tile][3] = fmaf(z[tile][3], a.scale, bias.y);
    }
}

/// Probabilities of a lane's two rows.
template <int N> __device__ __forceinline__ void softmax(const float (&z)[N][4], float (&p)[N][4])
{
    float top[2] = {-INFINITY, -INFINITY};
#pragma unroll
    for (int tile = 0; tile < N; ++tile) {
        top[0] = fmaxf(top[0], fmaxf(z[tile][0], z[tile][1]));
        top[1] = fmaxf(top[1], fmaxf(z[tile][2], z[tile][3]));
    }
    top[0] = quadMax(top[0]);
    top[1] = quadMax(top[1]);
    float sum[2] = {0.0F, 0.0F};
#pragma unroll
    for (int tile = 0; tile < N; ++tile) {
#pragma unroll
        for (int i = 0; i < 4; ++i) {
            p[tile][i] = exp2Fast(z[tile][i] - top[i / 2]);
            sum[i / 2] += p[tile][i];
        }
    }
    const float inverse[2] = {1.0F / quadSum(sum[0]), 1.0F / quadSum(sum[1])};
#pragma unroll
    for (int tile = 0; tile < N; ++tile) {
#pragma unroll
        for (int i = 0; i < 4; ++i)
            p[tile][i] *= inverse[i / 2];
    }
}

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
                cosine[row] = quadSum(dot[row]) / fmaxf(norm * normAfter, 1e-12F);
                if (kappa != 0.0F)
                    lengthen(row, exp2f(kappa * log2f(norm / fmaxf(normAfter, 1e-6F))));
            }
            const float count = place.t == 0 ? place.valid[row] : 0.0F;
            norms[0] += count * norm;
            norms[1] += count * normAfter;
            norms[2] += count * cosine[row];
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
            const int row = place.row + 8 * half;
            __nv_bfloat16 *target =
                a.out + (static_cast<std::int64_t>(row) * a.heads + head) * a.channels;
#pragma unroll
            for (int group = 0; group < DG; ++group) {
                const int channel = 32 * group + 8 * place.t;
                const std::uint32_t(&words)[4] = after[group][half];
                if (row < a.queries && channel < a.channels)
                    *reinterpret_cast<uint4 *>(target + channel) =
                        make_uint4(words[0], words[1], words[2], words[3]);
            }
        }
    }
};

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

/// Writes the warp's map of a head or of their mean and begins anew.
__device__ void storeMap(const Launch &a, const Place &place, float *map, int slot, float scale,
                         float4 *sums)
{
    for (int tile = 0; 8 * tile < a.mapRows; ++tile) {
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

/// Adds the warps' sums in order and writes the block's.
template <int NK, int DG>
__device__ void storePartials(const Launch &a, const Place &place, int warp, float *scratch,
                              Sums<NK> &sums)
{
    using S = Shape<NK, DG>;
    awaitCopies();   // none is left, and
    __syncthreads(); // the text buffers are free
    float *mine = scratch + warp * S::kReadings;
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
        for (int step = 16; step > 0; step /= 2)
            sums.norms[i] += __shfl_xor_sync(kAllLanes, sums.norms[i], step);
        if (place.lane == 0)
            mine[3 * S::kKeys + i] = sums.norms[i];
    }
    __syncthreads();
    const std::int64_t block = static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x;
    for (int i = static_cast<int>(threadIdx.x); i < S::kReadings; i += 32 * kFewKeysWarps) {
        float total = 0.0F;
        for (int w = 0; w < kFewKeysWarps; ++w)
            total += scratch[w * S::kReadings + i];
        a.partials[block * S::kReadings + i] = total;
    }
}

template <int NK>
__device__ __forceinline__ void reweigh(const float *logWeights, const Place &place,
                                        float (&z)[2 * NK][4])
{
#pragma unroll
    for (int tile = 0; tile < 2 * NK; ++tile) {
        const float2 w = *reinterpret_cast<const float2 *>(logWeights + 8 * tile + 2 * place.t);
#pragma unroll
        for (int i = 0; i < 4; ++i)
            z[tile][i] += i % 2 == 0 ? w.x : w.y;
    }
}

/// Two thread blocks a processor where the registers allow it.
template <int NK, int DG, bool Weighted>
__global__ void __launch_bounds__(32 * kFewKeysWarps, NK <= 5 || !Weighted ? 2 : 1)
    fewKeys(const Launch a)
{
    using S = Shape<NK, DG>;
    extern __shared__ uint4 memory[];
    const Shared<NK, DG> shared(memory);
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const Place place(a, (static_cast<int>(blockIdx.x) * kFewKeysWarps + warp) * kWarpRows);
    const int begin = static_cast<int>(blockIdx.y) * a.headsPerGroup;
    const int end = min(begin + a.headsPerGroup, a.heads);
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    float4 *mapBefore = shared.maps + warp * 2 * kMapTiles * 32;
    float4 *mapAfter = mapBefore + kMapTiles * 32;
    stage<NK, DG>(a, shared.keys, begin, 0);
    stage<NK, DG>(a, shared.values, begin, 1);
    prepare(a, shared);
    Sums<NK> sums;
    for (int head = begin; head < end; ++head) {
        float z[S::kTiles][4];
        {
            Queries<DG> q;
            q.load(a, place, head);
            awaitAllButOne();
            __syncthreads();
            logits(a, shared, shared.keys, q, place, z);
        }
        __syncthreads();
        stage<NK, DG>(a, shared.keys, head + 1, 0);
        std::uint32_t before[NK][4];
        std::uint32_t after[NK][4];
        {
            float p[S::kTiles][4];
            softmax(z, p);
            if (a.mapRows > 0)
                noteMap<NK>(a, shared.membership, place, p, mapBefore);
            noteMass<NK>(a, place, p, sums.before, before);
        }
        if (Weighted) {
            reweigh<NK>(shared.logWeights, place, z);
            softmax(z, z);
            if (a.mapRows > 0)
                noteMap<NK>(a, shared.membership, place, z, mapAfter);
            noteMass<NK>(a, place, z, sums.after, after);
        }
        awaitAllButOne();
        __syncthreads();
        if (a.out != nullptr) {
            Outputs<NK, DG, Weighted> o;
            o.multiply(shared.values, place, before, Weighted ? after : before);
            const float2 cosine = o.finish(place, kappa, sums.norms);
            o.store(a, place, head);
            if (Weighted && a.partials != nullptr)
                noteCosine(place, after, cosine, sums.cosine);
        }
        __syncthreads();
        stage<NK, DG>(a, shared.values, head + 1, 1);
        if (a.slotOfHead != nullptr) {
            const int slot = a.slotOfHead[head];
            storeMap(a, place, slot < 0 ? nullptr : a.mapBefore, slot, 1.0F, mapBefore);
            storeMap(a, place, slot < 0 || !Weighted ? nullptr : a.mapAfter, slot, 1.0F, mapAfter);
        }
    }
    if (a.slotOfHead == nullptr && a.mapRows > 0) {
        const float scale = 1.0F / static_cast<float>(a.heads);
        const std::int64_t group = blockIdx.y * a.mapGroup;
        storeMap(a, place, a.mapBefore + group, 0, scale, mapBefore);
        if (Weighted)
            storeMap(a, place, a.mapAfter + group, 0, scale, mapAfter);
    }
    if (a.partials != nullptr)
        storePartials<NK, DG>(a, place, warp, reinterpret_cast<float *>(memory), sums);
}

template <int NK, int DG, bool Weighted> int start(const Launch &a, int groups, cudaStream_t stream)
{
    const auto kernel = fewKeys<NK, DG, Weighted>;
    constexpr std::size_t kShared = Shape<NK, DG>::kShared;
    if (const cudaError_t error = cudaFuncSetAttribute(
            kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(kShared));
        error != cudaSuccess)
        return error;
    const dim3 grid(static_cast<unsigned>((a.queries + fewKeysTile() - 1) / fewKeysTile()),
                    static_cast<unsigned>(groups));
    kernel<<<grid, 32 * kFewKeysWarps, kShared, stream>>>(a);
    return cudaGetLastError();
}

template <int NK, int DG> int chooseWeighted(const Launch &a, int groups, cudaStream_t stream)
{
    return a.logWeights == nullptr ? start<NK, DG, false>(a, groups, stream)
                                   : start<NK, DG, true>(a, groups, stream);
}

template <int NK> int chooseChannels(const Launch &a, int groups, cudaStream_t stream)
{
    return a.channels <= 64 ? chooseWeighted<NK, 2>(a, groups, stream)
                            : chooseWeighted<NK, 4>(a, groups, stream);
}

} // namespace

int fewKeysTile()
{
    return kFewKeysWarps * kWarpRows;
}

bool fewKeysFit(int padded, int channels)
{
    int device = 0;
    int limit = 0;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
    const int side = 4 * padded * (channels <= 64 ? 2 : 4) * static_cast<int>(sizeof(uint4));
    const int rest = kFewKeysWarps * 2 * kMapTiles * 32 * static_cast<int>(sizeof(float4)) +
                     padded * (2 * kMapTiles * static_cast<int>(sizeof(uint2)) + 8);
    return padded <= kFewKeysAtMost && 2 * side + rest <= limit;
}

int launchFewKeys(const Launch &launch, int groups, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    switch (launch.padded / 16) {
    case 2:
        return chooseChannels<2>(launch, groups, cudaStream);
    case 4:
        return chooseChannels<4>(launch, groups, cudaStream);
    case 5:
        return chooseChannels<5>(launch, groups, cudaStream);
    case 6:
        return chooseChannels<6>(launch, groups, cudaStream);
    default:
        return chooseChannels<8>(launch, groups, cudaStream);
    }
}

} // namespace dare::kernels::cuda
