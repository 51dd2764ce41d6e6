#include "kernels/cross_attention_maps/few_keys_output.cuh"
#include "kernels/cross_attention_maps/few_keys_readings.cuh"
#include "kernels/cross_attention_maps/start.cuh"

/// Up to 128 keys: a warp holds the logits of 16 queries and all keys in registers, so that each
/// softmax is exact in one go. A thread block goes through the heads; the next head's keys are on
/// their way while it takes the softmax, its values while it finishes the head.
namespace dare::kernels::cuda
{
namespace few
{
namespace
{

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

/// Both softmaxes of a head, noted in the maps and masses, and packed for the product with the
/// values. Without reweighting `after` stays as it is.
template <int NK, bool Weighted>
__device__ __forceinline__ void
attend(const Launch &a, const uint2 *membership, const float *logWeights, const Place &place,
       float4 *maps, float (&z)[2 * NK][4], Sums<NK> &sums, std::uint32_t (&before)[NK][4],
       std::uint32_t (&after)[NK][4])
{
    {
        float p[2 * NK][4];
        softmax(z, p);
        if (a.mapRows > 0)
            noteMap<NK>(a, membership, place, p, maps);
        noteMass<NK>(a, place, p, sums.before, before);
    }
    if (Weighted) {
        reweigh(logWeights, place, z);
        softmax(z, z);
        if (a.mapRows > 0)
            noteMap<NK>(a, membership, place, z, maps + kMapTiles * 32);
        noteMass<NK>(a, place, z, sums.after, after);
    }
}

/// Two thread blocks a processor where the registers allow it.
template <int NK, int DG, bool Weighted>
__global__ void __launch_bounds__(kThreads, NK <= 5 || !Weighted ? 2 : 1) fewKeys(const Launch a)
{
    extern __shared__ uint4 memory[];
    const Shared<NK, DG> shared(memory);
    const Place place(a, kFewKeysWarps);
    const Heads heads(a);
    const float kappa = Weighted && a.kappa != nullptr ? *a.kappa : 0.0F;
    float4 *maps = shared.maps + place.warp * kMapCells;
    stage<NK, DG>(a, shared.keys, heads.begin, 0);
    stage<NK, DG>(a, shared.values, heads.begin, 1);
    prepare(a, shared);
    Sums<NK> sums;
    for (int head = heads.begin; head < heads.end; ++head) {
        float z[2 * NK][4];
        {
            Queries<DG> q;
            q.load(a, place, head);
            awaitAllButOne();
            __syncthreads();
            logits(a, shared.keys, shared.bias, q, place, z);
        }
        __syncthreads();
        stage<NK, DG>(a, shared.keys, head + 1, 0);
        std::uint32_t before[NK][4];
        std::uint32_t after[NK][4];
        attend<NK, Weighted>(a, shared.membership, shared.logWeights, place, maps, z, sums, before,
                             after);
        awaitAllButOne();
        __syncthreads();
        if (a.out != nullptr) {
            HeadOutput<DG, Weighted> o;
            multiply(o, shared.values, place, before, Weighted ? after : before);
            const float2 cosine = o.finish(place, kappa, sums.norms);
            o.store(a, place, head);
            if (Weighted && a.partials != nullptr)
                noteCosine(place, after, cosine, sums.cosine);
        }
        __syncthreads();
        stage<NK, DG>(a, shared.values, head + 1, 1);
        storeHeadMaps<Weighted>(a, place, head, maps);
    }
    storeMeanMaps<Weighted>(a, place, maps);
    if (a.partials != nullptr)
        storePartials<NK, DG>(a, place, reinterpret_cast<float *>(memory), sums);
}

template <int NK, int DG, bool Weighted> int start(const Launch &a, int groups, cudaStream_t stream)
{
    return cuda::start(fewKeys<NK, DG, Weighted>, a, groups, kFewKeysWarps * kWarpRows, kThreads,
                       Shape<NK, DG>::kShared, stream);
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
} // namespace few

int fewKeysTile()
{
    return kFewKeysWarps * kWarpRows;
}

bool fewKeysFit(int padded, int channels)
{
    const int side = 4 * padded * (channels <= 64 ? 2 : 4) * static_cast<int>(sizeof(uint4));
    const int rest = kFewKeysWarps * kMapCells * static_cast<int>(sizeof(float4)) +
                     padded * (2 * kMapTiles * static_cast<int>(sizeof(uint2)) + 8);
    return padded <= kFewKeysAtMost && 2 * side + rest <= sharedLimit();
}

int launchFewKeys(const Launch &launch, int groups, void *stream)
{
    const auto cudaStream = static_cast<cudaStream_t>(stream);
    switch (launch.padded / 16) {
    case 2:
        return few::chooseChannels<2>(launch, groups, cudaStream);
    case 4:
        return few::chooseChannels<4>(launch, groups, cudaStream);
    case 5:
        return few::chooseChannels<5>(launch, groups, cudaStream);
    case 6:
        return few::chooseChannels<6>(launch, groups, cudaStream);
    default:
        return few::chooseChannels<8>(launch, groups, cudaStream);
    }
}

} // namespace dare::kernels::cuda
