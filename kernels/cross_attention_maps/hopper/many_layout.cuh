#pragma once

#include "kernels/cross_attention_maps/hopper/barrier.cuh"
#include "kernels/cross_attention_maps/hopper/lengths.cuh"
#include "kernels/cross_attention_maps/hopper/products.cuh"

/// Shared memory and staging of the kernel for many keys. The text comes as text.cu packs it:
/// [head][32 keys][keys, values], keys as [8 channels][key], values as [8 keys][channel].
namespace dare::kernels::cuda::hopper::many
{

constexpr int kWarps = kHopperTile / kWarpRows;
constexpr int kThreads = 32 * kWarps;
constexpr int kStages = 3;
constexpr int kTiles = kChunk / 8;
constexpr int kSteps = kChunk / 16;
constexpr int kSide = kChunk * kChannels / 8; ///< uint4 of a chunk's keys, and of its values

/// What lies where, in this order.
struct Layout {
    int keys, chunks;
    uint4 *weights;      ///< [warp][16 keys][lane] e, bf16
    uint4 *text;         ///< [stage][keys, values]
    float4 *maps;        ///< [warp][before, after][tile][lane] sums over heads
    float *tops;         ///< [chunk][row] the reference of e; then what Factors makes of it
    float *lacking;      ///< [row] 1 - cos; at last the norms of warps
    float *terms;        ///< [3][key]
    std::int32_t *rowOf; ///< [key] relative to the launch's first row
    Barrier *full;       ///< [stage]
    Barrier *empty;      ///< [stage] all warps are done with a chunk
    __host__ __device__ Layout(uint4 *memory, int keys_)
        : keys(keys_),
          chunks(keys_ / kChunk),
          weights(memory),
          text(weights + kWarps * keys * 2),
          maps(reinterpret_cast<float4 *>(text + kStages * 2 * kSide)),
          tops(reinterpret_cast<float *>(maps + kWarps * kMapCells)),
          lacking(tops + chunks * kHopperTile),
          terms(lacking + kHopperTile),
          rowOf(reinterpret_cast<std::int32_t *>(terms + 3 * keys)),
          full(reinterpret_cast<Barrier *>(rowOf + keys)),
          empty(full + kStages)
    {
    }
    [[nodiscard]] static std::size_t bytes(int keys)
    {
        const auto end = reinterpret_cast<std::uintptr_t>(Layout(nullptr, keys).empty + kStages);
        return static_cast<std::size_t>(end);
    }
};

/// The chunks of all heads as they come.
class Chunks
{
public:
    __device__ __forceinline__ Chunks(const Launch &a, const Layout &at, const Heads &heads)
        : m_at(at),
          m_source(a.packed + static_cast<std::int64_t>(heads.begin) * at.chunks * 2 * kSide),
          m_count((heads.end - heads.begin) * at.chunks)
    {
    }
    /// The first thread, before all others.
    __device__ void open() const
    {
        for (int stage = 0; stage < kStages; ++stage) {
            hopper::open(m_at.full + stage, 1);
            hopper::open(m_at.empty + stage, kWarps);
        }
        publish();
        for (int index = 0; index < kAhead; ++index)
            bring(index);
    }
    /// The first thread also brings the chunk after the next, in place of the one before this one.
    /// @return the chunk's keys; its values follow
    __device__ __forceinline__ const uint4 *await(int index) const
    {
        if (threadIdx.x == 0) {
            const int next = index + kAhead;
            hopper::await(m_at.empty + next % kStages, next / kStages - 1);
            bring(next);
        }
        __syncwarp();
        hopper::await(m_at.full + index % kStages, index / kStages);
        return m_at.text + index % kStages * 2 * kSide;
    }
    __device__ __forceinline__ void release(int index, int lane) const
    {
        if (lane == 0)
            arrive(m_at.empty + index % kStages);
    }

private:
    static constexpr int kAhead = kStages - 1;
    __device__ __forceinline__ void bring(int index) const
    {
        constexpr std::uint32_t kBytes = sizeof(uint4) * 2 * kSide;
        if (index >= m_count)
            return;
        expect(m_at.full + index % kStages, kBytes);
        hopper::bring(m_at.text + index % kStages * 2 * kSide,
                      m_source + static_cast<std::int64_t>(index) * 2 * kSide, kBytes,
                      m_at.full + index % kStages);
    }
    const Layout &m_at;
    const uint4 *m_source;
    int m_count;
};

/// A lane's two rows of q. Rows beyond the last are the last one again.
class Queries
{
public:
    __device__ __forceinline__ Queries(const Launch &a, const Place &place)
    {
        for (int half = 0; half < 2; ++half) {
            const std::int64_t row = min(place.row + 8 * half, a.queries - 1);
            m_rows[half] =
                reinterpret_cast<const uint4 *>(a.q) + row * a.heads * (kChannels / 8) + place.t;
        }
    }
    /// Volatile, so that the load is not put off until its use.
    __device__ __forceinline__ void load(int head)
    {
#pragma unroll
        for (int i = 0; i < 8; ++i)
            asm volatile("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
                         : "=r"(m_part[i].x), "=r"(m_part[i].y), "=r"(m_part[i].z),
                           "=r"(m_part[i].w)
                         : "l"(m_rows[i / 4] + head * (kChannels / 8) + 4 * (i % 4)));
    }
    /// @return the left factor of 16 channels, in the order in which text.cu packs the keys
    template <int Step> __device__ __forceinline__ void step(std::uint32_t (&a)[4]) const
    {
        const uint4 low = m_part[Step / 2];
        const uint4 high = m_part[4 + Step / 2];
        a[0] = Step % 2 == 0 ? low.x : low.z;
        a[1] = Step % 2 == 0 ? high.x : high.z;
        a[2] = Step % 2 == 0 ? low.y : low.w;
        a[3] = Step % 2 == 0 ? high.y : high.w;
    }
    /// The same of all channels, once the load is needed.
    __device__ __forceinline__ void steps(std::uint32_t (&a)[8][4])
    {
#pragma unroll
        for (uint4 &part : m_part)
            asm volatile("" : "+r"(part.x), "+r"(part.y), "+r"(part.z), "+r"(part.w));
        step<0>(a[0]);
        step<1>(a[1]);
        step<2>(a[2]);
        step<3>(a[3]);
        step<4>(a[4]);
        step<5>(a[5]);
        step<6>(a[6]);
        step<7>(a[7]);
    }

private:
    const uint4 *m_rows[2];
    uint4 m_part[8];
};

} // namespace dare::kernels::cuda::hopper::many
