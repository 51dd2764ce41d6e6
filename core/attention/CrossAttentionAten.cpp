#include "core/attention/CrossAttention.h"

#include <ATen/ATen.h>

#include <cmath>

namespace dare
{
namespace
{

constexpr std::int64_t kQueriesAtOnce = 4096;

at::Tensor toDevice(const std::vector<float> &values, const at::Tensor &like)
{
    return at::from_blob(const_cast<float *>(values.data()),
                         {static_cast<std::int64_t>(values.size())}, at::kFloat)
        .clone()
        .to(like.device());
}

/// [R,K] with one where the key belongs to the row.
at::Tensor membership(const TextKeys &keys, const MapRequest &maps, const at::Tensor &like)
{
    at::Tensor out =
        at::zeros({static_cast<std::int64_t>(maps.rows.size()), keys.keys}, at::kFloat);
    auto cell = out.accessor<float, 2>();
    for (std::size_t row = 0; row < maps.rows.size(); ++row) {
        for (const int token : maps.rows[row].tokens)
            cell[static_cast<std::int64_t>(row)][keys.keyOf(token)] = 1.0F;
    }
    return out.to(like.device());
}

at::Tensor pickHeads(const at::Tensor &maps, const std::vector<int> &heads)
{
    if (heads.empty())
        return maps.mean(0, true);
    std::vector<at::Tensor> picked;
    for (const int head : heads)
        picked.push_back(maps.select(0, head));
    return at::stack(picked);
}

std::vector<float> toVector(const at::Tensor &tensor)
{
    const at::Tensor host = tensor.to(at::kCPU, at::kFloat).contiguous();
    return {host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel()};
}

} // namespace

AttentionResult crossAttentionAten(const at::Tensor &q, int heads, const TextKeys &keys,
                                   const BlockReweight &reweight, const MapRequest &maps)
{
    const std::int64_t queries = q.size(0);
    const std::int64_t channels = q.size(1) / heads;
    const KeyTerms terms = keyTerms(keys, reweight.logWeights);
    const at::Tensor kT = keys.kTransposed.narrow(2, 0, keys.keys);
    const at::Tensor v = keys.v.narrow(1, 0, keys.keys);
    const at::Tensor bias = toDevice(terms.bias, q);
    const bool weighted = !terms.logWeights.empty();
    const at::Tensor logWeights = weighted ? toDevice(terms.logWeights, q) : at::Tensor();
    const at::Tensor rows = maps.rows.empty() ? at::Tensor() : membership(keys, maps, q);

    at::Tensor massBefore = at::zeros({keys.keys}, q.options());
    at::Tensor massAfter = at::zeros_like(massBefore);
    at::Tensor cosByKey = at::zeros_like(massBefore);
    at::Tensor means = at::zeros({3}, q.options());
    std::vector<at::Tensor> outs;
    std::vector<at::Tensor> before;
    std::vector<at::Tensor> after;
    for (std::int64_t begin = 0; begin < queries; begin += kQueriesAtOnce) {
        const std::int64_t count = std::min(kQueriesAtOnce, queries - begin);
        const at::Tensor part =
            q.narrow(0, begin, count).view({count, heads, channels}).transpose(0, 1);
        const at::Tensor z = at::matmul(part, kT) / std::sqrt(static_cast<double>(channels)) + bias;
        const at::Tensor p = at::softmax(z, -1);
        const at::Tensor pAfter = weighted ? at::softmax(z + logWeights, -1) : p;
        const at::Tensor o = at::matmul(p, v);
        at::Tensor out = weighted ? at::matmul(pAfter, v) : o;
        const at::Tensor norm = o.norm(2, -1, true);
        const at::Tensor normAfter = weighted ? out.norm(2, -1, true) : norm;
        const at::Tensor cosine =
            weighted ? (o * out).sum(-1, true) / (norm * normAfter).clamp_min(1e-12)
                     : at::ones_like(norm);
        massBefore += p.sum(at::IntArrayRef({0, 1}));
        massAfter += pAfter.sum(at::IntArrayRef({0, 1}));
        cosByKey += (pAfter * cosine).sum(at::IntArrayRef({0, 1}));
        means += at::stack({norm.sum(), normAfter.sum(), cosine.sum()});
        if (weighted && reweight.kappa != 0.0F)
            out = out * (norm / normAfter.clamp_min(1e-6)).pow(reweight.kappa);
        outs.push_back(out.transpose(0, 1).reshape({count, heads * channels}));
        if (rows.defined()) {
            before.push_back(pickHeads(at::matmul(rows, p.transpose(1, 2)), maps.heads));
            if (weighted)
                after.push_back(pickHeads(at::matmul(rows, pAfter.transpose(1, 2)), maps.heads));
        }
    }
    const double scale = 1.0 / (static_cast<double>(queries) * heads);
    AttentionResult result;
    result.out = at::cat(outs);
    result.reading.reweighted = weighted;
    const TokenSpread spread(keys, reweight.logWeights);
    result.reading.massBefore = TokenSpread(keys, {})(toVector(massBefore * scale));
    result.reading.massAfter = spread(toVector(massAfter * scale));
    result.reading.cosByToken = spread(toVector(cosByKey * scale));
    const std::vector<float> read = toVector(means * scale);
    result.reading.normBefore = read[0];
    result.reading.normAfter = read[1];
    result.reading.consistency = read[2];
    if (!before.empty())
        result.reading.mapBefore = at::cat(before, 2).to(at::kCPU);
    if (!after.empty())
        result.reading.mapAfter = at::cat(after, 2).to(at::kCPU);
    return result;
}

} // namespace dare
