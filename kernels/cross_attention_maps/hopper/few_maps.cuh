#pragma once

#include "kernels/cross_attention_maps/hopper/few_layout.cuh"

/// Maps of the kernel for few keys: words are further columns that the probabilities are multiplied
/// by. The sums over heads stay in registers.
namespace dare::kernels::cuda::hopper
{

/// Which keys belong to which row. The whole block.
template <int NK> __device__ void fillMembers(const Launch &a, const Shared<NK> &shared)
{
    for (int i = static_cast<int>(threadIdx.x); a.mapRows > 0 && i < Shape<NK>::kMembers;
         i += kThreads) {
        const int key = i / kMapRows * 8;
        const int wanted = a.firstRow + i % kMapRows;
        const auto one = [&](int k) -> std::uint32_t {
            return k < a.keys && a.rowOfKey[k] == wanted ? 0x3C00U : 0U; // 1 in f16
        };
        const auto pair = [&](int k) { return one(k) | one(k + 1) << 16U; };
        shared.members[i] = make_uint4(pair(key), pair(key + 2), pair(key + 4), pair(key + 6));
    }
}

template <bool Weighted> struct Maps {
    float before[kMapTiles][4] = {};
    float after[kMapTiles][4] = {};

    __device__ __forceinline__ void clear()
    {
#pragma unroll
        for (int i = 0; i < 4 * kMapTiles; ++i)
            before[i / 4][i % 4] = after[i / 4][i % 4] = 0.0F;
    }

    /// Starts the products; they are complete after awaitProducts().
    template <int NK>
    __device__ __forceinline__ void add(const uint4 *members, const std::uint32_t (&p)[NK][4],
                                        const std::uint32_t (&pAfter)[NK][4])
    {
        const Factor words = Factor::packed(members, sizeof(uint4) * kMapRows);
#pragma unroll
        for (int step = 0; step < NK; ++step) {
            const std::uint64_t b = words.part(2 * step * kMapRows);
            productF16(before, p[step], b, 1);
            if (Weighted)
                productF16(after, pAfter[step], b, 1);
        }
    }

    __device__ __forceinline__ void settleAll()
    {
        settle(before);
        if (Weighted)
            settle(after);
    }

    __device__ __forceinline__ void store(const Launch &a, const Place &place, int slot,
                                          float scale, void *mapBefore, void *mapAfter) const
    {
#pragma unroll
        for (int tile = 0; tile < kMapTiles; ++tile) {
            storeMapTile(a, place, mapBefore, slot, tile, scale, before[tile]);
            if (Weighted)
                storeMapTile(a, place, mapAfter, slot, tile, scale, after[tile]);
        }
    }

    /// After a head: its maps, where it keeps maps of its own.
    __device__ __forceinline__ void storeHead(const Launch &a, const Place &place, int head)
    {
        if (a.slotOfHead == nullptr)
            return;
        if (const int slot = a.slotOfHead[head]; slot >= 0)
            store(a, place, slot, 1.0F, a.mapBefore, a.mapAfter);
        clear();
    }

    /// After the last head: the block's part of the mean over heads, where that is kept.
    __device__ __forceinline__ void storeMean(const Launch &a, const Place &place) const
    {
        if (a.slotOfHead == nullptr)
            store(a, place, 0, 1.0F / static_cast<float>(a.heads), groupMap(a, a.mapBefore),
                  groupMap(a, a.mapAfter));
    }
};

} // namespace dare::kernels::cuda::hopper
