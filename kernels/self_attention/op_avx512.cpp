#include "kernels/self_attention/op.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numbers>

#if defined(__x86_64__)
// Outside the pragma: nothing that other files share may be compiled for more than they run on.
#include <immintrin.h>

#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")
#include "kernels/self_attention/tile_avx512.h"

namespace dare::kernels
{
namespace
{

constexpr std::int64_t kQueryGroup = 8 * kTileRows; ///< queries that share a block of keys in cache

std::int64_t roundUp(std::int64_t value, std::int64_t unit)
{
    return (value + unit - 1) / unit * unit;
}

/// Keys and values of all heads, as the tiles read them.
template <typename E> class PackedHeads
{
public:
    using Type = typename E::Type;
    explicit PackedHeads(const SelfAttention &op)
        : m_op(op),
          m_keys(roundUp(op.rows, kTileKeys)),
          m_stride(static_cast<int>(roundUp(op.channels, kLanes))),
          m_k(std::make_unique_for_overwrite<Type[]>(size(m_keys * op.channels * op.heads))),
          m_v(std::make_unique_for_overwrite<Type[]>(size(m_keys * m_stride * op.heads)))
    {
    }
    void pack(int head)
    {
        const std::int64_t from = head * m_op.rows * m_op.channels;
        packKeys(static_cast<const Type *>(m_op.k) + from,
                 &m_k[size(head * m_keys * m_op.channels)]);
        packValues(static_cast<const Type *>(m_op.v) + from, &m_v[size(head * m_keys * m_stride)]);
    }
    /// Channels rounded up to whole vectors.
    [[nodiscard]] int stride() const { return m_stride; }
    [[nodiscard]] const Type *keys(int head, std::int64_t first) const
    {
        return &m_k[size((head * m_keys + first) * m_op.channels)];
    }
    [[nodiscard]] const Type *values(int head, std::int64_t first) const
    {
        return &m_v[size((head * m_keys + first) * m_stride)];
    }

private:
    static std::size_t size(std::int64_t n) { return static_cast<std::size_t>(n); }

    /// [keys/16][channels/pack][16][pack]
    void packKeys(const Type *k, Type *to) const
    {
        const int channels = m_op.channels;
        for (std::int64_t group = 0; group < m_keys; group += kLanes) {
            for (int lane = 0; lane < kLanes; ++lane) {
                const std::int64_t key = group + lane;
                for (int c = 0; c < channels; c += E::pack) {
                    Type *cell = to + group * channels + c * kLanes + lane * E::pack;
                    for (int i = 0; i < E::pack; ++i)
                        cell[i] = key < m_op.rows ? k[key * channels + c + i] : Type{};
                }
            }
        }
    }
    /// [keys/pack][stride][pack]
    void packValues(const Type *v, Type *to) const
    {
        const int channels = m_op.channels;
        for (std::int64_t key = 0; key < m_keys; ++key) {
            Type *row = to + key / E::pack * E::pack * m_stride + key % E::pack;
            const bool real = key < m_op.rows;
            for (int c = 0; c < m_stride; ++c)
                row[c * E::pack] = real && c < channels ? v[key * channels + c] : Type{};
        }
    }

    const SelfAttention &m_op;
    std::int64_t m_keys;
    int m_stride;
    std::unique_ptr<Type[]> m_k;
    std::unique_ptr<Type[]> m_v;
};

/// Up to kQueryGroup queries of one head.
template <typename E> class QueryGroup
{
public:
    using Type = typename E::Type;
    QueryGroup(const SelfAttention &op, const PackedHeads<E> &packed)
        : m_op(op),
          m_packed(packed),
          m_scale(static_cast<float>(std::numbers::log2e /
                                     std::sqrt(static_cast<double>(op.channels)))),
          m_out(std::make_unique_for_overwrite<float[]>(
              static_cast<std::size_t>(kQueryGroup * packed.stride()))),
          m_scores(std::make_unique_for_overwrite<float[]>(kTileRows * kKeyBlock)),
          m_p(std::make_unique_for_overwrite<Type[]>(kTileRows * kKeyBlock))
    {
    }

    void run(int head, std::int64_t first)
    {
        const std::int64_t count = std::min(kQueryGroup, m_op.rows - first);
        std::fill_n(m_out.get(), kQueryGroup * m_packed.stride(), 0.0F);
        m_states.fill({std::numeric_limits<float>::lowest(), 0.0F});
        for (std::int64_t key = 0; key < m_op.rows; key += kKeyBlock) {
            for (std::int64_t row = 0; row < count; row += kTileRows)
                addBlock(head, first, row, key);
        }
        for (std::int64_t row = 0; row < count; ++row)
            writeRow(head, first, row);
    }

private:
    void addBlock(int head, std::int64_t first, std::int64_t row, std::int64_t key)
    {
        const int keys = static_cast<int>(std::min<std::int64_t>(kKeyBlock, m_op.rows - key));
        const int padded = static_cast<int>(roundUp(keys, kTileKeys));
        std::array<const Type *, kTileRows> queries{};
        std::array<const Type *, kTileRows> p{};
        for (int r = 0; r < kTileRows; ++r) {
            // A tile that ends past the last query takes that one again; nobody reads the copy.
            const std::int64_t query = std::min(first + row + r, m_op.rows - 1);
            queries[static_cast<std::size_t>(r)] =
                static_cast<const Type *>(m_op.q) + (head * m_op.rows + query) * m_op.channels;
            p[static_cast<std::size_t>(r)] = m_p.get() + r * kKeyBlock;
        }
        for (int k = 0; k < padded; k += kTileKeys)
            scoreTile<E>(queries.data(), m_packed.keys(head, key + k), m_op.channels,
                         m_scores.get() + k);
        std::array<float, kTileRows> factors{};
        for (int r = 0; r < kTileRows; ++r)
            factors[static_cast<std::size_t>(r)] = exponentials<E>(
                m_scores.get() + r * kKeyBlock, keys, padded, m_scale,
                m_states[static_cast<std::size_t>(row + r)], m_p.get() + r * kKeyBlock);
        mix(p.data(), m_packed.values(head, key), padded, factors.data(),
            m_out.get() + row * m_packed.stride());
    }

    void mix(const Type *const *p, const Type *values, int keys, const float *factors, float *out)
    {
        const int stride = m_packed.stride();
        int c = 0;
        for (; c + kTileKeys <= stride; c += kTileKeys)
            mixTile<E, kTileVectors>(p, values + c * E::pack, keys, stride, factors, out + c);
        for (; c < stride; c += kLanes)
            mixTile<E, 1>(p, values + c * E::pack, keys, stride, factors, out + c);
    }

    void writeRow(int head, std::int64_t first, std::int64_t row)
    {
        const __m512 inverse = _mm512_set1_ps(1.0F / m_states[static_cast<std::size_t>(row)].sum);
        Type *y = static_cast<Type *>(m_op.y) + ((first + row) * m_op.heads + head) * m_op.channels;
        const float *out = m_out.get() + row * m_packed.stride();
        for (int c = 0; c < m_op.channels; c += kLanes) {
            const int left = m_op.channels - c;
            E::store(y + c, _mm512_mul_ps(_mm512_loadu_ps(out + c), inverse),
                     static_cast<__mmask16>(left >= kLanes ? 0xFFFF : (1 << left) - 1));
        }
    }

    const SelfAttention &m_op;
    const PackedHeads<E> &m_packed;
    float m_scale;
    std::array<RowState, kQueryGroup> m_states{};
    std::unique_ptr<float[]> m_out;
    std::unique_ptr<float[]> m_scores;
    std::unique_ptr<Type[]> m_p;
};

template <typename E> void attend(const SelfAttention &op, const ParallelFor &parallel)
{
    PackedHeads<E> packed(op);
    parallel(op.heads, 1, [&packed](std::int64_t begin, std::int64_t end) {
        for (std::int64_t head = begin; head < end; ++head)
            packed.pack(static_cast<int>(head));
    });
    const std::int64_t groups = (op.rows + kQueryGroup - 1) / kQueryGroup;
    // Whoever is free takes the next group: a core that does other work holds nobody up.
    std::atomic<std::int64_t> next{0};
    parallel(groups * op.heads, 1, [&](std::int64_t, std::int64_t) {
        QueryGroup<E> group(op, packed);
        for (std::int64_t i = next++; i < groups * op.heads; i = next++)
            group.run(static_cast<int>(i / groups), i % groups * kQueryGroup);
    });
}

} // namespace
} // namespace dare::kernels
#pragma GCC pop_options

namespace dare::kernels
{

bool selfAttentionRunsHere(bool bf16)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
           (!bf16 || __builtin_cpu_supports("avx512bf16"));
}

void selfAttention(const SelfAttention &op, const ParallelFor &parallel)
{
    if (op.bf16)
        attend<Bfloat16>(op, parallel);
    else
        attend<Float32>(op, parallel);
}

} // namespace dare::kernels

#else

namespace dare::kernels
{

bool selfAttentionRunsHere(bool)
{
    return false;
}

void selfAttention(const SelfAttention &, const ParallelFor &) {}

} // namespace dare::kernels

#endif
