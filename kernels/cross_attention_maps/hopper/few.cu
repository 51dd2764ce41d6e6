#include "kernels/cross_attention_maps/hopper/few_maps.cuh"
#include "kernels/cross_attention_maps/hopper/few_output.cuh"
#include "kernels/cross_attention_maps/hopper/masses.cuh"
#include "kernels/cross_attention_maps/hopper/softmax.cuh"
#include "kernels/cross_attention_maps/start.cuh"

/// Up to 128 keys: two warpgroups hold the logits of 64 queries each and all keys in registers and
/// go through the heads; the next heads' texts are on their way meanwhile.
namespace dare::kernels::cuda
{
namespace hopper
{
namespace
{

/// Scores of a warpgroup's queries with all keys of a head.
template <int NK>
__device__ __forceinline__ void multiplyKeys(const uint4 *queries, const uint4 *keys,
                                             float (&z)[2 * NK][4])
{
    constexpr int kKeys = Shape<NK>::kKeys;
    const Factor left = Factor::swizzled(queries);
    const Factor right = Factor::packed(keys, 16 * kKeys);
    openProducts();
#pragma unroll
    for (int step = 0; step < kChannels / 16; ++step)
        productBf16(z, left.part(step / 4 * 8 * kGroupRows + step % 4 * 2),
                    right.part(2 * step * kKeys), step);
    awaitProducts();
    settle(z);
}

/// Adds probabilities of a head. @param rows what a query counts
template <int NK>
__device__ __forceinline__ void addMasses(const std::uint32_t (&p)[NK][4], const QueryRow &rows,
                                          MassSums<NK> &masses)
{
#pragma unroll
    for (int tile = 0; tile < 2 * NK; ++tile) {
        std::uint32_t left[4];
        MassSums<NK>::place(rows, tile, left);
        multiplyF16(masses.sums[tile % NK], left, transposed(p[tile / 2][tile % 2 * 2]),
                    transposed(p[tile / 2][tile % 2 * 2 + 1]));
    }
}

/// Adds the warps' sums in order and writes the block's.
template <int NK, bool Weighted>
__device__ void storePartials(const Launch &a, const Place &place, float *scratch,
                              const MassSums<NK> &masses, const float (&norms)[3])
{
    constexpr int kReadings = Shape<NK>::kReadings;
    __syncthreads();
    float *mine = scratch + place.warp * kReadings;
    masses.each(place, [&](int which, int key, float sum) { mine[which * 16 * NK + key] = sum; });
#pragma unroll
    for (int i = 0; i < 3; ++i) {
        const float sum = warpSum(norms[i]);
        if (place.lane == 0)
            mine[kReadings - 3 + i] = sum;
    }
    __syncthreads();
    const std::int64_t block = static_cast<std::int64_t>(blockIdx.y) * gridDim.x + blockIdx.x;
    for (int i = static_cast<int>(threadIdx.x); i < kReadings; i += kThreads) {
        float total = 0.0F;
        for (int w = 0; w < kWarps; ++w)
            total += scratch[w * kReadings + i];
        a.partials[block * kReadings + i] = total;
    }
}

/// One warp's way through the heads.
template <int NK, bool Weighted, bool Mapped>
__device__ __forceinline__ void attend(const Launch &a, const Shared<NK> &shared,
                                       const Texts<NK> &texts, const Queries &queries,
                                       int warpgroup, const Terms &terms, const Place &place,
                                       const Heads &heads, MassSums<NK> &masses, float (&norms)[3])
{
    const bool leads = threadIdx.x % (kThreads / kWarpgroups) == 0;
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    const QueryRow ones = queryRowF16(place, place.valid[0], place.valid[1]);
    Maps<Weighted> maps;
    for (int head = heads.begin; head < heads.end; ++head) {
        const int index = head - heads.begin;
        meet(warpgroup); // all is done with the head before
        if (leads) {
            if (index > 0)
                texts.release(index - 1);
            if (head + 1 < heads.end)
                queries.bring(head + 1, index + 1);
        }
        const uint4 *const keys = texts.await(index);
        std::uint32_t p[NK][4];
        std::uint32_t after[NK][4];
        {
            float z[2 * NK][4];
            multiplyKeys<NK>(queries.await(index), keys, z);
            scaleLogits(a, terms, 0, place, z);
            const Softmax softmax = exponentials<2 * NK, Weighted>(terms, place, z);
            packProbabilities<NK, Weighted>(terms, 0, place, softmax, z, p, after);
        }
        if (a.partials != nullptr)
            addMasses(p, ones.only(place, kBefore), masses);
        if (Mapped) {
            openProducts();
            maps.template add<NK>(shared.members, p, after);
        }
        float out[16][4];
        Lengths lengths;
        multiplyValues<NK, Weighted>(keys + Shape<NK>::kSide, p, Weighted ? after : p, out,
                                     lengths);
        if (Mapped) {
            maps.settleAll();
            maps.storeHead(a, place, head);
        }
        constexpr float kUnit[2] = {1.0F, 1.0F};
        const Closing closing = close<Weighted>(place, lengths, kappa, kUnit, kUnit, norms);
        if (Weighted && a.partials != nullptr) {
            const QueryRow lacking = queryRowF16(place, place.valid[0] * (1.0F - closing.cosine[0]),
                                                 place.valid[1] * (1.0F - closing.cosine[1]));
            addMasses(after, place.g == kAfter ? ones : lacking.only(place, kLacking), masses);
        }
        if (a.out != nullptr)
            storeOutput(a, place, head, out, closing.factor);
    }
    if (Mapped)
        maps.storeMean(a, place);
}

template <int NK, bool Weighted, bool Mapped>
__global__ void __launch_bounds__(kThreads, 1)
    fewKeysHopper(const Launch a, const __grid_constant__ CUtensorMap map)
{
    extern __shared__ __align__(1024) uint4 memory[];
    const Place place(a, kWarps);
    const Heads heads(a);
    const Shared<NK> shared(memory);
    const Texts<NK> texts(a, shared, heads);
    // From one lane, so that the compiler knows it to be the same in all.
    const int warpgroup = __shfl_sync(kAllLanes, place.warp / (kWarps / kWarpgroups), 0);
    const Queries queries(map, shared.queries + warpgroup * kStages * Shape<NK>::kQueries,
                          shared.queriesIn + warpgroup * kStages,
                          static_cast<int>(blockIdx.x) * kHopperTile + warpgroup * kGroupRows);
    if (threadIdx.x == 0)
        texts.open();
    if (threadIdx.x % (kThreads / kWarpgroups) == 0) {
        queries.open();
        queries.bring(heads.begin, 0);
    }
    fillMembers(a, shared);
    show();
    const Terms terms(a, shared.terms);
    cudaTriggerProgrammaticLaunchCompletion(); // what adds up may be made ready
    MassSums<NK> masses;
    float norms[3] = {};
    attend<NK, Weighted, Mapped>(a, shared, texts, queries, warpgroup, terms, place, heads, masses,
                                 norms);
    if (a.partials != nullptr)
        storePartials<NK, Weighted>(a, place, reinterpret_cast<float *>(memory), masses, norms);
}

template <int NK, bool Weighted> auto kernelFor(const Launch &a)
{
    return a.mapRows > 0 ? fewKeysHopper<NK, Weighted, true> : fewKeysHopper<NK, Weighted, false>;
}

template <int NK> int launch(const Launch &a, int groups, cudaStream_t stream)
{
    CUtensorMap map;
    if (const int error = describeQueries(a, map); error != cudaSuccess)
        return error;
    const auto kernel = a.logWeights == nullptr ? kernelFor<NK, false>(a) : kernelFor<NK, true>(a);
    return start(kernel, a, groups, kHopperTile, kThreads, Shape<NK>::kShared, stream, map);
}

} // namespace
} // namespace hopper

bool hopperRuns()
{
    return capabilityFor(hopper::fewKeysHopper<5, true, true>) == 9;
}

int launchFewKeysHopper(const Launch &launch, int groups, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    switch (launch.padded / 16) {
    case 2:
        return hopper::launch<2>(launch, groups, cudaStream);
    case 4:
        return hopper::launch<4>(launch, groups, cudaStream);
    case 5:
        return hopper::launch<5>(launch, groups, cudaStream);
    case 6:
        return hopper::launch<6>(launch, groups, cudaStream);
    default:
        return hopper::launch<8>(launch, groups, cudaStream);
    }
}

} // namespace dare::kernels::cuda
