#include "kernels/cross_attention_maps/op_cpu.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace dare::kernels
{
namespace
{

/// z[k] = scale q.k + bias, over padded lanes; lanes beyond K are minus infinity.
DARE_SIMD_CLONES void logits(const float *q, const float *kTransposed, int channels, int padded,
                             float scale, const float *bias, float *z)
{
    for (int k = 0; k < padded; ++k)
        z[k] = 0.0F;
    for (int c = 0; c < channels; ++c) {
        const float value = q[c] * scale;
        const float *row = kTransposed + static_cast<std::ptrdiff_t>(c) * padded;
        for (int k = 0; k < padded; ++k)
            z[k] += value * row[k];
    }
    for (int k = 0; k < padded; ++k)
        z[k] += bias[k];
}

/// Softmax of K logits into `p`, padding lanes included (they come out 0).
void softmax(const float *z, int keys, int padded, float *p)
{
    const float top = *std::max_element(z, z + keys);
    float sum = 0.0F;
    for (int k = 0; k < keys; ++k) {
        p[k] = std::exp(z[k] - top);
        sum += p[k];
    }
    const float inverse = 1.0F / sum;
    for (int k = 0; k < keys; ++k)
        p[k] *= inverse;
    for (int k = keys; k < padded; ++k)
        p[k] = 0.0F;
}

/// o[c] = sum over keys of p[k] v[k,c].
DARE_SIMD_CLONES void mix(const float *p, const float *v, int keys, int channels, float *o)
{
    for (int c = 0; c < channels; ++c)
        o[c] = 0.0F;
    for (int k = 0; k < keys; ++k) {
        const float weight = p[k];
        const float *row = v + static_cast<std::ptrdiff_t>(k) * channels;
        for (int c = 0; c < channels; ++c)
            o[c] += weight * row[c];
    }
}

float dot(const float *a, const float *b, int count)
{
    float sum = 0.0F;
    for (int i = 0; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

/// One query's maps: rows collect the probabilities of their keys.
class MapTarget
{
public:
    MapTarget(const CrossAttentionInput &in, const MapSelection &selection, float *map)
        : m_in(in), m_selection(selection), m_map(selection.rows > 0 ? map : nullptr)
    {
    }
    void add(const float *p, int head, int query) const
    {
        if (m_map == nullptr)
            return;
        int slot = 0;
        float scale = 1.0F / static_cast<float>(m_in.heads);
        if (!m_selection.heads.empty()) {
            const auto found = std::find(m_selection.heads.begin(), m_selection.heads.end(), head);
            if (found == m_selection.heads.end())
                return;
            slot = static_cast<int>(found - m_selection.heads.begin());
            scale = 1.0F;
        }
        for (int k = 0; k < m_in.keys; ++k) {
            const int row = m_selection.rowOfKey[static_cast<std::size_t>(k)];
            if (row >= 0)
                m_map[index(slot, row, query)] += p[k] * scale;
        }
    }
    void clear(int query) const
    {
        const int slots =
            m_selection.heads.empty() ? 1 : static_cast<int>(m_selection.heads.size());
        for (int slot = 0; m_map != nullptr && slot < slots; ++slot) {
            for (int row = 0; row < m_selection.rows; ++row)
                m_map[index(slot, row, query)] = 0.0F;
        }
    }

private:
    [[nodiscard]] std::size_t index(int slot, int row, int query) const
    {
        return (static_cast<std::size_t>(slot) * static_cast<std::size_t>(m_selection.rows) +
                static_cast<std::size_t>(row)) *
                   static_cast<std::size_t>(m_in.queries) +
               static_cast<std::size_t>(query);
    }
    const CrossAttentionInput &m_in;
    const MapSelection &m_selection;
    float *m_map;
};

/// Buffers of one tile, and the arithmetic of one query and head.
class HeadWork
{
public:
    HeadWork(const CrossAttentionInput &in, float *partial)
        : m_in(in),
          m_padded(paddedKeys(in.keys)),
          m_bias(size(m_padded), -INFINITY),
          m_z(size(m_padded)),
          m_before(size(m_padded)),
          m_after(size(m_padded)),
          m_plain(size(in.channels)),
          m_partial(partial)
    {
        for (int k = 0; k < in.keys; ++k)
            m_bias[size(k)] = in.keyBias == nullptr ? 0.0F : in.keyBias[k];
    }

    void run(int query, int head, float *out)
    {
        const std::ptrdiff_t lane = static_cast<std::ptrdiff_t>(m_padded) * m_in.channels * head;
        const float *q =
            m_in.q + (static_cast<std::ptrdiff_t>(query) * m_in.heads + head) * m_in.channels;
        const float *v = m_in.v + lane;
        logits(q, m_in.kTransposed + lane, m_in.channels, m_padded,
               1.0F / std::sqrt(static_cast<float>(m_in.channels)), m_bias.data(), m_z.data());
        softmax(m_z.data(), m_in.keys, m_padded, m_before.data());
        if (m_in.logWeights == nullptr) {
            mix(m_before.data(), v, m_in.keys, m_in.channels, out);
            note(m_before, std::sqrt(dot(out, out, m_in.channels)));
            return;
        }
        for (int k = 0; k < m_in.keys; ++k)
            m_z[size(k)] += m_in.logWeights[k];
        softmax(m_z.data(), m_in.keys, m_padded, m_after.data());
        mix(m_before.data(), v, m_in.keys, m_in.channels, m_plain.data());
        mix(m_after.data(), v, m_in.keys, m_in.channels, out);
        keepLength(out);
    }
    [[nodiscard]] const float *before() const { return m_before.data(); }
    [[nodiscard]] const float *after() const { return m_after.data(); }

private:
    static std::size_t size(int n) { return static_cast<std::size_t>(n); }

    /// Representation consistency: the reweighted output takes on the plain one's length.
    void keepLength(float *out)
    {
        const float normBefore = std::sqrt(dot(m_plain.data(), m_plain.data(), m_in.channels));
        const float normAfter = std::sqrt(dot(out, out, m_in.channels));
        const float product = std::max(normBefore * normAfter, 1e-12F);
        const float cosine = dot(m_plain.data(), out, m_in.channels) / product;
        for (int k = 0; k < m_in.keys; ++k) {
            m_partial[k] += m_before[size(k)];
            m_partial[m_in.keys + k] += m_after[size(k)];
            m_partial[2 * m_in.keys + k] += m_after[size(k)] * cosine;
        }
        addReadings(normBefore, normAfter, cosine);
        if (m_in.kappa != 0.0F) {
            const float factor = std::pow(normBefore / std::max(normAfter, 1e-6F), m_in.kappa);
            for (int c = 0; c < m_in.channels; ++c)
                out[c] *= factor;
        }
    }
    void note(const std::vector<float> &p, float norm)
    {
        for (int k = 0; k < m_in.keys; ++k) {
            m_partial[k] += p[size(k)];
            m_partial[m_in.keys + k] += p[size(k)];
            m_partial[2 * m_in.keys + k] += p[size(k)];
        }
        addReadings(norm, norm, 1.0F);
    }
    void addReadings(float normBefore, float normAfter, float cosine)
    {
        m_partial[3 * m_in.keys] += normBefore;
        m_partial[3 * m_in.keys + 1] += normAfter;
        m_partial[3 * m_in.keys + 2] += cosine;
    }

    const CrossAttentionInput &m_in;
    int m_padded;
    std::vector<float> m_bias;
    std::vector<float> m_z;
    std::vector<float> m_before;
    std::vector<float> m_after;
    std::vector<float> m_plain;
    float *m_partial;
};

} // namespace

void crossAttentionTile(const CrossAttentionInput &input, const MapSelection &selection,
                        const CrossAttentionOutput &output, int begin, int end, float *partial)
{
    HeadWork work(input, partial);
    const MapTarget before(input, selection, output.mapBefore);
    const bool weighted = input.logWeights != nullptr;
    const MapTarget after(input, selection, weighted ? output.mapAfter : nullptr);
    for (int query = begin; query < end; ++query) {
        before.clear(query);
        after.clear(query);
        for (int head = 0; head < input.heads; ++head) {
            work.run(query, head,
                     output.out + (static_cast<std::ptrdiff_t>(query) * input.heads + head) *
                                      input.channels);
            before.add(work.before(), head, query);
            if (weighted)
                after.add(work.after(), head, query);
        }
    }
}

} // namespace dare::kernels
