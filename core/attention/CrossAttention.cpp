#include "core/attention/CrossAttention.h"

#include "core/attention/AtenParallel.h"
#ifdef DARE_HAS_CUDA
#include "core/attention/CrossAttentionCuda.h"
#endif

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace dare
{
namespace
{

/// Buffers for what the operator reads off, per key.
struct KeyReadings {
    explicit KeyReadings(int keys)
        : before(static_cast<std::size_t>(keys)), after(before.size()), cosine(before.size())
    {
    }
    std::vector<float> before;
    std::vector<float> after;
    std::vector<float> cosine;
    std::array<float, 3> means{};
};

AttentionReading toReading(const TextKeys &keys, const KeyReadings &read,
                           const BlockReweight &reweight)
{
    AttentionReading out;
    out.reweighted = !reweight.logWeights.empty();
    const TokenSpread weighted(keys, reweight.logWeights);
    out.massBefore = TokenSpread(keys, {})(read.before);
    out.massAfter = weighted(read.after);
    out.cosByToken = weighted(read.cosine);
    out.normBefore = read.means[0];
    out.normAfter = read.means[1];
    out.consistency = read.means[2];
    return out;
}

} // namespace

kernels::MapSelection selectionFor(const TextKeys &keys, const MapRequest &maps)
{
    kernels::MapSelection selection;
    selection.rows = static_cast<int>(maps.rows.size());
    selection.heads = maps.heads;
    selection.rowOfKey.assign(static_cast<std::size_t>(keys.keys), -1);
    for (int row = 0; row < selection.rows; ++row) {
        for (const int token : maps.rows[static_cast<std::size_t>(row)].tokens)
            selection.rowOfKey[static_cast<std::size_t>(keys.keyOf(token))] = row;
    }
    return selection;
}

TokenSpread::TokenSpread(const TextKeys &keys, std::span<const float> logWeights) : m_keys(&keys)
{
    if (!keys.folded)
        return;
    for (int t = keys.realTokens; t < keys.tokens; ++t) {
        m_padWeights.push_back(logWeights.empty() ? 1.0
                                                  : std::exp(static_cast<double>(
                                                        logWeights[static_cast<std::size_t>(t)])));
        m_total += m_padWeights.back();
    }
}

std::vector<float> TokenSpread::operator()(std::span<const float> perKey) const
{
    std::vector<float> out;
    out.reserve(static_cast<std::size_t>(m_keys->tokens));
    const int alone = m_keys->folded ? m_keys->realTokens : m_keys->tokens;
    for (int t = 0; t < alone; ++t)
        out.push_back(perKey[static_cast<std::size_t>(m_keys->keyOf(t))]);
    for (const double weight : m_padWeights)
        out.push_back(m_total > 0.0 ? static_cast<float>(static_cast<double>(perKey.back()) *
                                                         weight / m_total)
                                    : 0.0F);
    return out;
}

TextKeys packTextKeys(const at::Tensor &k, const at::Tensor &v, int heads, int realTokens,
                      int tokens, bool folded, at::ScalarType dtype)
{
    TextKeys out;
    out.keys = static_cast<int>(k.size(0));
    out.tokens = tokens;
    out.realTokens = realTokens;
    out.folded = folded;
    const std::int64_t channels = k.size(1) / heads;
#ifdef DARE_HAS_CUDA
    if (cuda::attends(k.device(), dtype, static_cast<int>(channels), out.keys)) {
        cuda::pack(out, k, v, heads);
        return out;
    }
#else
    (void)dtype;
#endif
    const int padded = kernels::paddedKeys(out.keys);
    out.kTransposed = at::zeros({heads, channels, padded}, k.options().dtype(at::kFloat));
    out.v = at::zeros({heads, padded, channels}, v.options().dtype(at::kFloat));
    out.kTransposed.narrow(2, 0, out.keys)
        .copy_(k.view({out.keys, heads, channels}).permute({1, 2, 0}));
    out.v.narrow(1, 0, out.keys).copy_(v.view({out.keys, heads, channels}).permute({1, 0, 2}));
    return out;
}

KeyTerms keyTerms(const TextKeys &keys, std::span<const float> logWeights)
{
    KeyTerms out;
    out.bias.assign(static_cast<std::size_t>(keys.keys), 0.0F);
    const bool padKey = keys.folded && keys.pads() > 0;
    if (padKey)
        out.bias.back() = static_cast<float>(std::log(static_cast<double>(keys.pads())));
    if (logWeights.empty())
        return out;
    out.logWeights.assign(logWeights.begin(), logWeights.begin() + keys.keys);
    if (padKey) {
        double sum = 0.0;
        for (int t = keys.realTokens; t < keys.tokens; ++t)
            sum += std::exp(static_cast<double>(logWeights[static_cast<std::size_t>(t)]));
        out.logWeights.back() = static_cast<float>(std::log(sum / keys.pads()));
    }
    return out;
}

std::string crossAttentionBackend(const at::Device &device, at::ScalarType dtype, int channels)
{
    if (device.is_cpu())
        return "cross_attention_maps (CPU)";
#ifdef DARE_HAS_CUDA
    constexpr int kUsualChannels = 128;
    if (cuda::attends(device, dtype, channels == 0 ? kUsualChannels : channels, 1))
        return "cross_attention_maps (CUDA)";
#else
    (void)dtype;
    (void)channels;
#endif
    return "ATen";
}

Result<AttentionResult> crossAttention(const at::Tensor &q, int heads, const TextKeys &keys,
                                       const BlockReweight &reweight, const MapRequest &maps)
{
#ifdef DARE_HAS_CUDA
    if (keys.packed.defined())
        return cuda::crossAttention(q, heads, keys, reweight, maps);
#endif
    if (!q.is_cpu())
        return crossAttentionAten(q, heads, keys, reweight, maps);
    const KeyTerms terms = keyTerms(keys, reweight.logWeights);
    kernels::CrossAttentionInput input;
    input.queries = static_cast<int>(q.size(0));
    input.heads = heads;
    input.channels = static_cast<int>(q.size(1)) / heads;
    input.keys = keys.keys;
    input.q = q.const_data_ptr<float>();
    input.kTransposed = keys.kTransposed.const_data_ptr<float>();
    input.v = keys.v.const_data_ptr<float>();
    input.keyBias = terms.bias.data();
    input.logWeights = terms.logWeights.empty() ? nullptr : terms.logWeights.data();
    input.kappa = reweight.kappa;

    AttentionResult result;
    result.out = at::empty_like(q);
    KeyReadings read(keys.keys);
    kernels::CrossAttentionOutput output;
    output.out = result.out.data_ptr<float>();
    output.massBefore = read.before.data();
    output.massAfter = read.after.data();
    output.cosByKey = read.cosine.data();
    output.readings = read.means.data();

    const kernels::MapSelection selection = selectionFor(keys, maps);
    at::Tensor before;
    at::Tensor after;
    if (selection.rows > 0) {
        const std::int64_t slots =
            maps.heads.empty() ? 1 : static_cast<std::int64_t>(maps.heads.size());
        before = at::empty({slots, selection.rows, q.size(0)}, q.options());
        output.mapBefore = before.data_ptr<float>();
        if (input.logWeights != nullptr) {
            after = at::empty_like(before);
            output.mapAfter = after.data_ptr<float>();
        }
    }
    if (auto done = kernels::crossAttentionMaps(input, selection, output, atenParallel()); !done)
        return tl::unexpected(done.error());
    result.reading = toReading(keys, read, reweight);
    result.reading.mapBefore = before;
    result.reading.mapAfter = after;
    return result;
}

} // namespace dare
