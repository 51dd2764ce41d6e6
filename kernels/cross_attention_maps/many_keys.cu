#include "kernels/cross_attention_maps/many_keys_readings.cuh"
#include "kernels/cross_attention_maps/many_keys_softmax.cuh"
#include "kernels/cross_attention_maps/start.cuh"

#include <algorithm>

/// More than 128 keys: one pass over chunks of 32 keys with a running maximum, as flash attention
/// does. The unnormalised weights stay in shared memory as the bf16 that multiplied the values;
/// when a head is done and its sums are known, masses and maps are read off them.
namespace dare::kernels::cuda
{
namespace many
{
namespace
{

/// Leaves a chunk's weights, and the maximum that they are relative to.
template <int DG>
__device__ __forceinline__ void keepWeights(const Layout<DG> &at, const Place &place, int chunk,
                                            const std::uint32_t (&e)[kSteps][4],
                                            const float (&top)[2])
{
#pragma unroll
    for (int step = 0; step < kSteps; ++step)
        at.weights[(place.warp * (at.keys / 16) + chunk * kSteps + step) * 32 + place.lane] =
            make_uint4(e[step][0], e[step][1], e[step][2], e[step][3]);
    if (place.t < 2)
        at.factors[(chunk * at.warps + place.warp) * kWarpRows + place.g + 8 * place.t].x =
            place.t == 0 ? top[0] : top[1];
}

/// Takes in one chunk of a head. @param text its keys, then its values
template <int DG, bool Weighted>
__device__ __forceinline__ void
attendChunk(const Launch &a, const Layout<DG> &at, const uint4 *text, int chunk,
            const Queries<DG> &q, const Place &place, Running<DG> &before, Running<DG> &after)
{
    float z[kTiles][4];
    logits(a, text, at.bias + chunk * kChunk, q, place, z);
    std::uint32_t e[kSteps][4];
    std::uint32_t eAfter[kSteps][4];
    before.add(z, e);
    keepWeights(at, place, chunk, e, before.top);
    if (Weighted) {
        reweigh(at.logWeights + chunk * kChunk, place, z);
        after.add(z, eAfter);
    }
    mix<DG, Weighted>(text + Layout<DG>::kSide, place, e, eAfter, before, after);
}

template <int DG, bool Weighted, int Pairs>
__global__ void __launch_bounds__(32 * kMostWarps, 1) manyKeys(const Launch a)
{
    extern __shared__ uint4 memory[];
    const Layout<DG> at(memory, static_cast<int>(blockDim.x) / 32, a.padded);
    const Place place(a, at.warps);
    const Heads heads(a);
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    float4 *maps = at.maps + place.warp * kMapCells;
    const int last = (heads.end - heads.begin) * at.chunks;
    stage(a, at, heads.begin, 0);
    prepare(a, at);
    float norms[3] = {};
    Masses<Pairs> masses;
    int index = 0;
    for (int head = heads.begin; head < heads.end; ++head) {
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
                stage(a, at, heads.begin, index + 1);
            const uint4 *text = at.text + (index & 1) * 2 * Layout<DG>::kSide;
            attendChunk<DG, Weighted>(a, at, text, chunk, q, place, before, after);
        }
        before.divide();
        if (Weighted)
            after.divide();
        closeFactors(at, place, before, Weighted ? after : before);
        if (a.out != nullptr)
            finishHead<DG, Weighted>(a, at, place, kappa, head, before, Weighted ? after : before,
                                     norms);
        if (a.mapRows > 0)
            noteMaps<DG, Weighted>(at, place);
        storeHeadMaps<Weighted>(a, place, head, maps);
        if (a.partials != nullptr)
            masses.add(at);
        // The next head's first chunk begins with a barrier before anything is overwritten.
    }
    storeMeanMaps<Weighted>(a, place, maps);
    if (a.partials != nullptr)
        storePartials(a, at, place, masses, norms);
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
    return cuda::start(manyKeys<DG, Weighted, Pairs>, a, groups, warps * kWarpRows, 32 * warps,
                       sharedBytes(a, warps), stream);
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
} // namespace many

int manyKeysTile(const Launch &launch)
{
    return many::warpsFor(launch) * kWarpRows;
}

int launchManyKeys(const Launch &launch, int groups, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    const bool weighted = launch.logWeights != nullptr;
    if (launch.channels <= 64)
        return weighted ? many::choosePairs<2, true>(launch, groups, cudaStream)
                        : many::choosePairs<2, false>(launch, groups, cudaStream);
    return weighted ? many::choosePairs<4, true>(launch, groups, cudaStream)
                    : many::choosePairs<4, false>(launch, groups, cudaStream);
}

} // namespace dare::kernels::cuda
