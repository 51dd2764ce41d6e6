#include "kernels/cross_attention_maps/hopper/many_masses.cuh"
#include "kernels/cross_attention_maps/hopper/many_softmax.cuh"
#include "kernels/cross_attention_maps/kept_maps.cuh"
#include "kernels/cross_attention_maps/start.cuh"

/// 129 to 512 keys: two warpgroups take 64 queries each through chunks of 32 keys, as flash
/// attention does. e stays in shared memory as the bf16 that multiplied the values; when a head is
/// done and its sums are known, maps and masses are read off it.
namespace dare::kernels::cuda
{
namespace hopper::many
{
namespace
{

/// Scores of a chunk.
__device__ __forceinline__ void multiplyKeys(const std::uint32_t (&q)[8][4], const uint4 *keys,
                                             float (&z)[kTiles][4])
{
    const Factor factor = Factor::packed(keys, 16 * kChunk);
    openProducts();
#pragma unroll
    for (int step = 0; step < 8; ++step)
        productBf16(z, q[step], factor.part(2 * step * kChunk), step);
    awaitProducts();
    settle(z);
}

/// Adds a chunk's values to both outputs. @param more 0: the head's first chunk
template <bool Weighted>
__device__ __forceinline__ void
multiplyValues(const uint4 *values, const std::uint32_t (&e)[kSteps][4],
               const std::uint32_t (&eAfter)[kSteps][4], int more, Running &before, Running &after)
{
    const Factor factor = Factor::packed(values, 16 * kChannels);
    openProducts();
#pragma unroll
    for (int step = 0; step < kSteps; ++step) {
        const std::uint64_t b = factor.part(2 * step * kChannels);
        productBf16(before.o, e[step], b, step > 0 ? 1 : more);
        if (Weighted)
            productBf16(after.o, eAfter[step], b, step > 0 ? 1 : more);
    }
    awaitProducts();
    settle(before.o);
    if (Weighted)
        settle(after.o);
}

/// Leaves a chunk's e, and the reference that it is relative to.
__device__ __forceinline__ void keep(const Layout &at, const Place &place, int chunk,
                                     const std::uint32_t (&e)[kSteps][4], const float (&top)[2])
{
#pragma unroll
    for (int step = 0; step < kSteps; ++step)
        at.weights[(place.warp * (at.keys / 16) + chunk * kSteps + step) * 32 + place.lane] =
            make_uint4(e[step][0], e[step][1], e[step][2], e[step][3]);
    const int half = place.t & 1; // two lanes write the same: no branch
    at.tops[chunk * kHopperTile + place.warp * kWarpRows + place.g + 8 * half] =
        half == 0 ? top[0] : top[1];
}

/// One head up to its sums.
template <bool Weighted>
__device__ __forceinline__ void attend(const Launch &a, const Layout &at, const Chunks &chunks,
                                       const Terms &terms, const Place &place, int index,
                                       Queries &queries, Running &before, Running &after)
{
    before.begin();
    after.begin();
    std::uint32_t q[8][4];
    queries.steps(q);
    for (int chunk = 0; chunk < at.chunks; ++chunk) {
        const uint4 *const text = chunks.await(index + chunk);
        float z[kTiles][4];
        std::uint32_t e[kSteps][4];
        std::uint32_t eAfter[kSteps][4];
        multiplyKeys(q, text, z);
        scaleLogits(a, terms, chunk * kChunk, place, z);
        weigh<Weighted>(terms, chunk * kChunk, place, z, before, after, e, eAfter);
        keep(at, place, chunk, e, before.top);
        multiplyValues<Weighted>(text + kSide, e, eAfter, chunk, before, after);
        chunks.release(index + chunk, place.lane);
    }
}

/// What turns the warp's e into probabilities.
template <bool Weighted> struct Normal {
    float top[2], topAfter[2], unit[2], unitAfter[2];
    __device__ __forceinline__ Normal(const Terms &terms, const Running &before,
                                      const Running &after)
    {
        const bool own = Weighted && terms.apart;
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            top[row] = before.top[row];
            topAfter[row] = own ? after.top[row] : top[row];
            unit[row] = __fdividef(1.0F, quadSum(before.sum[row]));
            unitAfter[row] = Weighted ? __fdividef(1.0F, quadSum(after.sum[row])) : unit[row];
        }
    }
    /// @param chunkTop the reference of the chunk's e; a removed key may lie far above all others:
    ///        its weight is 0, so its factor must be finite
    [[nodiscard]] __device__ __forceinline__ float2 factors(float chunkTop, int row) const
    {
        return make_float2(exp2Fast(chunkTop - top[row]) * unit[row],
                           fminf(exp2Fast(chunkTop - topAfter[row]) * unitAfter[row], 1e30F));
    }
};

/// Maps of a head, then its references become the factors of all rows.
template <bool Weighted>
__device__ __forceinline__ void closeHead(const Launch &a, const Layout &at, const Terms &terms,
                                          const Place &place, int head,
                                          const Normal<Weighted> &normal, const Closing &closing)
{
    float *const tops = at.tops + place.warp * kWarpRows;
    __syncwarp();
    if (a.mapRows > 0) {
        float4 *const maps = at.maps + place.warp * kMapCells;
        const int steps = at.keys / 16;
        const Kept kept{at.weights + place.warp * steps * 32, steps, at.rowOf, terms.logWeights};
        noteKeptMaps<Weighted>(
            place, kept,
            [&](int step, int half) {
                return normal.factors(tops[step / kSteps * kHopperTile + place.g + 8 * half], half);
            },
            maps);
        storeHeadMaps<Weighted>(a, place, head, maps);
    }
    __syncwarp();
    for (int chunk = place.t; chunk < at.chunks; chunk += 4) {
#pragma unroll
        for (int row = 0; row < 2; ++row) {
            float &cell = tops[chunk * kHopperTile + place.g + 8 * row];
            const float2 factors = normal.factors(cell, row);
            cell = __uint_as_float(
                packBf16(factors.x * place.valid[row], factors.y * place.valid[row]));
        }
    }
    if (place.t < 2)
        at.lacking[place.warp * kWarpRows + place.g + 8 * place.t] =
            1.0F - (place.t == 0 ? closing.cosine[0] : closing.cosine[1]);
}

__device__ void prepare(const Launch &a, const Layout &at)
{
    for (int k = static_cast<int>(threadIdx.x); k < at.keys; k += kThreads) {
        const int row = k < a.keys && a.mapRows > 0 ? a.rowOfKey[k] - a.firstRow : -1;
        at.rowOf[k] = row < a.mapRows ? row : -1;
    }
    for (int i = static_cast<int>(threadIdx.x); i < kWarps * kMapCells; i += kThreads)
        at.maps[i] = make_float4(0.0F, 0.0F, 0.0F, 0.0F);
}

/// Writes the block's readings.
template <bool Weighted>
__device__ void storePartials(const Launch &a, const Layout &at, const Terms &terms,
                              const Place &place, const BlockMasses<Weighted> &masses,
                              const float (&norms)[3])
{
    const std::int64_t block = static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x;
    float *const target = a.partials + block * (3 * at.keys + 3);
    masses.store(at, terms, place, target);
    for (int i = 0; i < 3; ++i) {
        const float sum = warpSum(norms[i]);
        if (place.lane == 0)
            at.lacking[place.warp * 3 + i] = sum;
    }
    __syncthreads();
    if (threadIdx.x < 3) {
        float total = 0.0F;
        for (int warp = 0; warp < kWarps; ++warp)
            total += at.lacking[warp * 3 + static_cast<int>(threadIdx.x)];
        target[3 * at.keys + static_cast<int>(threadIdx.x)] = total;
    }
}

template <bool Weighted>
__global__ void __launch_bounds__(kThreads, 1) manyKeysHopper(const Launch a)
{
    extern __shared__ __align__(128) uint4 memory[];
    const Layout at(memory, a.padded);
    const Place place(a, kWarps);
    const Heads heads(a);
    const Chunks chunks(a, at, heads);
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    if (threadIdx.x == 0)
        chunks.open();
    prepare(a, at);
    const Terms terms(a, at.terms);
    cudaTriggerProgrammaticLaunchCompletion(); // what adds up may be made ready
    Queries queries(a, place);
    queries.load(heads.begin);
    float norms[3] = {};
    BlockMasses<Weighted> masses;
    for (int head = heads.begin; head < heads.end; ++head) {
        Running before;
        Running after;
        attend<Weighted>(a, at, chunks, terms, place, (head - heads.begin) * at.chunks, queries,
                         before, after);
        queries.load(min(head + 1, heads.end - 1));
        const Normal<Weighted> normal(terms, before, after);
        Running &out = Weighted ? after : before;
        Lengths lengths;
        if (Weighted)
            lengths.add(before.o, after.o, 0);
        lengths.addAfter(out.o);
        const Closing closing =
            close<Weighted>(place, lengths, kappa, normal.unit, normal.unitAfter, norms);
        if (a.out != nullptr)
            storeOutput(a, place, head, out.o, closing.factor);
        closeHead<Weighted>(a, at, terms, place, head, normal, closing);
        if (a.partials == nullptr)
            continue;
        __syncthreads();
        masses.add(at, place);
        __syncthreads(); // before the next head's e
    }
    storeMeanMaps<Weighted>(a, place, at.maps + place.warp * kMapCells);
    if (a.partials != nullptr)
        storePartials(a, at, terms, place, masses, norms);
}

} // namespace
} // namespace hopper::many

int launchManyKeysHopper(const Launch &launch, int groups, void *stream)
{
    const auto kernel = launch.logWeights == nullptr ? hopper::many::manyKeysHopper<false>
                                                     : hopper::many::manyKeysHopper<true>;
    return start(kernel, launch, groups, kHopperTile, hopper::many::kThreads,
                 hopper::many::Layout::bytes(launch.padded), static_cast<cudaStream_t>(stream));
}

} // namespace dare::kernels::cuda
