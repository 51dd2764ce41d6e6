#include "tests/kernels/NaiveAttention.h"

#include "tests/kernels/Pieces.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace
{

std::size_t size(int a, int b = 1, int c = 1)
{
    return static_cast<std::size_t>(a) * static_cast<std::size_t>(b) * static_cast<std::size_t>(c);
}

int rowCount(const AttentionCase &setup)
{
    return setup.capture ? 1 + *std::max_element(setup.rowOfKey.begin(), setup.rowOfKey.end()) : 0;
}

std::vector<double> softmax(std::vector<double> z)
{
    const double top = *std::max_element(z.begin(), z.end());
    double sum = 0.0;
    for (double &value : z)
        sum += value = std::exp(value - top);
    for (double &value : z)
        value /= sum;
    return z;
}

double dot(const std::vector<double> &a, const std::vector<double> &b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

std::vector<double> mix(const AttentionCase &s, const std::vector<double> &p, int head)
{
    std::vector<double> out(size(s.channels));
    for (int key = 0; key < s.keys; ++key) {
        for (int c = 0; c < s.channels; ++c)
            out[size(c)] +=
                p[size(key)] *
                static_cast<double>(
                    s.v[size(key, s.heads, s.channels) + size(head, s.channels) + size(c)]);
    }
    return out;
}

std::vector<double> logits(const AttentionCase &s, int query, int head)
{
    std::vector<double> z(size(s.keys));
    for (int key = 0; key < s.keys; ++key) {
        double sum = 0.0;
        for (int c = 0; c < s.channels; ++c)
            sum += static_cast<double>(
                       s.q[size(query, s.heads, s.channels) + size(head, s.channels) + size(c)]) *
                   static_cast<double>(
                       s.k[size(key, s.heads, s.channels) + size(head, s.channels) + size(c)]);
        z[size(key)] = sum / std::sqrt(static_cast<double>(s.channels)) +
                       (s.bias.empty() ? 0.0 : static_cast<double>(s.bias[size(key)]));
    }
    return z;
}

void addToMap(const AttentionCase &s, const std::vector<double> &p, int query, int head,
              std::vector<double> &map)
{
    const int rows = rowCount(s);
    int slot = 0;
    double scale = 1.0 / s.heads;
    if (!s.mapHeads.empty()) {
        const auto found = std::find(s.mapHeads.begin(), s.mapHeads.end(), head);
        if (found == s.mapHeads.end())
            return;
        slot = static_cast<int>(found - s.mapHeads.begin());
        scale = 1.0;
    }
    for (int key = 0; key < s.keys; ++key) {
        const int row = s.rowOfKey[size(key)];
        if (row >= 0 && rows > 0)
            map[size(slot, rows, s.queries) + size(row, s.queries) + size(query)] +=
                p[size(key)] * scale;
    }
}

template <typename Number> AttentionAnswer<Number> room(const AttentionCase &s, Number unwritten)
{
    AttentionAnswer<Number> out;
    out.out.resize(s.q.size());
    const int slots = std::max(1, static_cast<int>(s.mapHeads.size()));
    out.mapBefore.assign(size(slots, rowCount(s), s.queries), unwritten);
    out.mapAfter = out.mapBefore;
    out.massBefore.resize(size(s.keys));
    out.massAfter = out.cosByKey = out.massBefore;
    out.readings.resize(3);
    return out;
}

} // namespace

AttentionCase::AttentionCase(int q_, int h_, int c_, int k_, unsigned seed)
    : queries(q_),
      heads(h_),
      channels(c_),
      keys(k_),
      q(pieces::normal(size(q_, h_, c_), 3 * seed)),
      k(pieces::normal(size(k_, h_, c_), 3 * seed + 1)),
      v(pieces::normal(size(k_, h_, c_), 3 * seed + 2)),
      rowOfKey(size(k_))
{
    std::iota(rowOfKey.begin(), rowOfKey.end(), 0);
}

AttentionCase withPads(const AttentionCase &folded, int pads)
{
    AttentionCase out = folded;
    const int pad = folded.keys - 1;
    const auto last = [row = folded.heads * folded.channels](std::vector<float> &rows) {
        return std::vector<float>(rows.end() - row, rows.end());
    };
    const std::vector<float> key = last(out.k);
    const std::vector<float> value = last(out.v);
    for (; out.keys < pad + pads; ++out.keys) {
        out.k.insert(out.k.end(), key.begin(), key.end());
        out.v.insert(out.v.end(), value.begin(), value.end());
        out.rowOfKey.push_back(pad);
    }
    return out;
}

dare::Result<AttentionAnswer<float>> runOperator(const AttentionCase &s,
                                                 const dare::kernels::ParallelFor &parallel)
{
    const int padded = dare::kernels::paddedKeys(s.keys);
    std::vector<float> kTransposed(size(s.heads, s.channels, padded));
    std::vector<float> values(kTransposed.size());
    for (int head = 0; head < s.heads; ++head) {
        for (int c = 0; c < s.channels; ++c) {
            for (int key = 0; key < s.keys; ++key) {
                const std::size_t from =
                    size(key, s.heads, s.channels) + size(head, s.channels) + size(c);
                kTransposed[size(head, s.channels, padded) + size(c, padded) + size(key)] =
                    s.k[from];
                values[size(head, s.channels, padded) + size(key, s.channels) + size(c)] =
                    s.v[from];
            }
        }
    }
    dare::kernels::CrossAttentionInput in;
    in.queries = s.queries;
    in.heads = s.heads;
    in.channels = s.channels;
    in.keys = s.keys;
    in.q = s.q.data();
    in.kTransposed = kTransposed.data();
    in.v = values.data();
    in.keyBias = s.bias.empty() ? nullptr : s.bias.data();
    in.logWeights = s.logWeights.empty() ? nullptr : s.logWeights.data();
    in.kappa = s.kappa;
    AttentionAnswer<float> answer = room<float>(s, -1.0F);
    dare::kernels::CrossAttentionOutput out;
    out.out = answer.out.data();
    dare::kernels::MapSelection selection;
    if (s.capture) {
        selection = {rowCount(s), s.rowOfKey, s.mapHeads};
        out.mapBefore = answer.mapBefore.data();
        out.mapAfter = answer.mapAfter.data();
        out.massBefore = answer.massBefore.data();
        out.massAfter = answer.massAfter.data();
        out.cosByKey = answer.cosByKey.data();
        out.readings = answer.readings.data();
    }
    if (auto done = crossAttentionMaps(in, selection, out, parallel); !done)
        return tl::unexpected(done.error());
    return answer;
}

AttentionAnswer<double> naiveAttention(const AttentionCase &s)
{
    AttentionAnswer<double> answer = room<double>(s, 0.0);
    const double mean = 1.0 / (static_cast<double>(s.queries) * s.heads);
    for (int query = 0; query < s.queries; ++query) {
        for (int head = 0; head < s.heads; ++head) {
            std::vector<double> z = logits(s, query, head);
            const std::vector<double> before = softmax(z);
            for (int key = 0; key < s.keys && !s.logWeights.empty(); ++key)
                z[size(key)] += static_cast<double>(s.logWeights[size(key)]);
            const std::vector<double> after = softmax(z);
            const std::vector<double> o = mix(s, before, head);
            const std::vector<double> changed = mix(s, after, head);
            const double normBefore = std::sqrt(dot(o, o));
            const double normAfter = std::sqrt(dot(changed, changed));
            const double cosine = dot(o, changed) / (normBefore * normAfter);
            const double factor =
                std::pow(normBefore / std::max(normAfter, 1e-6),
                         s.logWeights.empty() ? 0.0 : static_cast<double>(s.kappa));
            for (int c = 0; c < s.channels; ++c)
                answer.out[size(query, s.heads, s.channels) + size(head, s.channels) + size(c)] =
                    changed[size(c)] * factor;
            addToMap(s, before, query, head, answer.mapBefore);
            addToMap(s, after, query, head, answer.mapAfter);
            for (int key = 0; key < s.keys; ++key) {
                answer.massBefore[size(key)] += before[size(key)] * mean;
                answer.massAfter[size(key)] += after[size(key)] * mean;
                answer.cosByKey[size(key)] += after[size(key)] * cosine * mean;
            }
            answer.readings[0] += normBefore * mean;
            answer.readings[1] += normAfter * mean;
            answer.readings[2] += cosine * mean;
        }
    }
    return answer;
}
