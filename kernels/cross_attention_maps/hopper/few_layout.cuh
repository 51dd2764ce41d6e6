#pragma once

#include "kernels/cross_attention_maps/hopper/barrier.cuh"
#include "kernels/cross_attention_maps/hopper/lengths.cuh"
#include "kernels/cross_attention_maps/hopper/products.cuh"
#include "kernels/cross_attention_maps/hopper/query_map.h"
#include "kernels/cross_attention_maps/tile.cuh"

/// Shapes, shared memory and staging of the kernel for few keys. The text comes as text.cu packs
/// it: [head][keys, values], keys as [8 channels][key], values as [8 keys][channel].
namespace dare::kernels::cuda::hopper
{

constexpr int kWarpgroups = 2;
constexpr int kGroupRows = kHopperTile / kWarpgroups; ///< queries of a warpgroup
constexpr int kWarps = kHopperTile / kWarpRows;
constexpr int kThreads = 32 * kWarps;
constexpr int kStages = 2;

template <int NK> struct Shape {
    static constexpr int kKeys = 16 * NK;
    static constexpr int kSide = kKeys * kChannels / 8;         ///< uint4 of a head's keys, values
    static constexpr int kQueries = kGroupRows * kChannels / 8; ///< uint4 of a warpgroup
    static constexpr int kMembers = 2 * NK * kMapRows;          ///< uint4
    static constexpr int kReadings = 3 * kKeys + 3;
    static constexpr std::size_t kShared =
        sizeof(uint4) * (kStages * (2 * kSide + kWarpgroups * kQueries) + kMembers) +
        sizeof(float) * 3 * kKeys + sizeof(Barrier) * kStages * (1 + kWarpgroups) +
        sizeof(int) * kStages;
    static_assert(sizeof(float) * kWarps * kReadings <= sizeof(uint4) * 2 * kStages * kSide);
};

template <int NK> struct Shared {
    using S = Shape<NK>;
    uint4 *queries;     ///< [warpgroup][stage][64 channels][row], swizzled
    uint4 *texts;       ///< [stage][keys, values]
    uint4 *members;     ///< [8 keys][map row] 1 or 0, f16
    float *terms;       ///< [3][key]
    Barrier *textIn;    ///< [stage] a text has come
    Barrier *queriesIn; ///< [warpgroup][stage]
    int *releases;      ///< [stage] by warpgroups, so far
    __device__ explicit Shared(uint4 *memory)
        : queries(memory),
          texts(queries + kStages * kWarpgroups * S::kQueries),
          members(texts + kStages * 2 * S::kSide),
          terms(reinterpret_cast<float *>(members + S::kMembers)),
          textIn(reinterpret_cast<Barrier *>(terms + 3 * S::kKeys)),
          queriesIn(textIn + kStages),
          releases(reinterpret_cast<int *>(queriesIn + kStages * kWarpgroups))
    {
    }
};

/// The heads' texts as they come, one in each stage. Whichever warpgroup is the last to release a
/// stage starts the next copy into it.
template <int NK> class Texts
{
public:
    static constexpr int kSide = Shape<NK>::kSide;
    static constexpr std::uint32_t kBytes = sizeof(uint4) * 2 * kSide;
    __device__ Texts(const Launch &a, const Shared<NK> &shared, const Heads &heads)
        : m_shared(shared),
          m_source(a.packed + static_cast<std::int64_t>(heads.begin) * 2 * kSide),
          m_count(heads.end - heads.begin)
    {
    }
    /// One thread, before all others.
    __device__ void open() const
    {
        for (int stage = 0; stage < kStages; ++stage) {
            hopper::open(m_shared.textIn + stage, 1);
            m_shared.releases[stage] = 0;
        }
        publish();
        for (int index = 0; index < kStages; ++index)
            bring(index);
    }
    /// @return the head's keys; its values follow
    __device__ __forceinline__ const uint4 *await(int index) const
    {
        hopper::await(m_shared.textIn + index % kStages, index / kStages);
        return m_shared.texts + index % kStages * 2 * kSide;
    }
    /// One thread of a warpgroup when all of it is done with a head.
    __device__ __forceinline__ void release(int index) const
    {
        if (countUp(m_shared.releases + index % kStages) % kWarpgroups == kWarpgroups - 1)
            bring(index + kStages);
    }

private:
    __device__ __forceinline__ void bring(int index) const
    {
        if (index >= m_count)
            return;
        Barrier *barrier = m_shared.textIn + index % kStages;
        expect(barrier, kBytes);
        hopper::bring(m_shared.texts + index % kStages * 2 * kSide,
                      m_source + static_cast<std::int64_t>(index) * 2 * kSide, kBytes, barrier);
    }
    const Shared<NK> &m_shared;
    const uint4 *m_source;
    int m_count;
};

/// A warpgroup's queries of one head after the other.
class Queries
{
public:
    __device__ __forceinline__ Queries(const CUtensorMap &map, uint4 *stages, Barrier *in, int row)
        : m_map(map), m_stages(stages), m_in(in), m_row(row)
    {
    }
    /// One thread, before all others.
    __device__ void open() const
    {
        for (int stage = 0; stage < kStages; ++stage)
            hopper::open(m_in + stage, 1);
        publish();
    }
    /// One thread. @param index of the head, from 0
    __device__ __forceinline__ void bring(int head, int index) const
    {
        Barrier *barrier = m_in + index % kStages;
        expect(barrier, sizeof(uint4) * kStage);
        uint4 *target = m_stages + index % kStages * kStage;
        hopper::bring(target, m_map, 0, head, m_row, barrier);
        hopper::bring(target + kStage / 2, m_map, 64, head, m_row, barrier);
    }
    /// @return [64 channels][row]
    __device__ __forceinline__ const uint4 *await(int index) const
    {
        hopper::await(m_in + index % kStages, index / kStages);
        return m_stages + index % kStages * kStage;
    }

private:
    static constexpr int kStage = kGroupRows * kChannels / 8;
    const CUtensorMap &m_map;
    uint4 *m_stages;
    Barrier *m_in;
    int m_row;
};

} // namespace dare::kernels::cuda::hopper
