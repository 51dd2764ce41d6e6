#include "core/models/UmT5Encoder.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <limits>

namespace dare
{

Result<UmT5Encoder> UmT5Encoder::load(const std::filesystem::path &folder,
                                      const TextEncoderConfig &config, at::Device device)
{
    const auto files = SafeTensorsFolder::open(folder, "model");
    if (!files)
        return tl::unexpected(files.error());
    Weights weights(*files, folder.string(), device);
    UmT5Encoder out;
    out.m_config = config;
    const std::int64_t width = config.width;
    const std::int64_t inner = static_cast<std::int64_t>(config.heads) * config.headDim;
    out.m_embedding = weights.get("shared.weight", {config.vocabulary, width});
    for (int i = 0; i < config.layers; ++i) {
        const std::string base = "encoder.block." + std::to_string(i) + ".layer.";
        const std::string attention = base + "0.SelfAttention.";
        const std::string feedForward = base + "1.DenseReluDense.";
        Layer layer;
        layer.attentionNorm = weights.get(base + "0.layer_norm.weight", {width});
        layer.query = weights.get(attention + "q.weight", {inner, width});
        layer.key = weights.get(attention + "k.weight", {inner, width});
        layer.value = weights.get(attention + "v.weight", {inner, width});
        layer.output = weights.get(attention + "o.weight", {width, inner});
        layer.positionBias = weights.get(attention + "relative_attention_bias.weight",
                                         {config.buckets, config.heads});
        layer.feedForwardNorm = weights.get(base + "1.layer_norm.weight", {width});
        layer.gate = weights.get(feedForward + "wi_0.weight", {config.ffnDim, width});
        layer.linear = weights.get(feedForward + "wi_1.weight", {config.ffnDim, width});
        layer.down = weights.get(feedForward + "wo.weight", {width, config.ffnDim});
        out.m_layers.push_back(std::move(layer));
    }
    out.m_finalNorm = weights.get("encoder.final_layer_norm.weight", {width});
    if (auto checked = weights.result(); !checked)
        return tl::unexpected(checked.error());
    return out;
}

Result<at::Tensor> UmT5Encoder::embed(const std::vector<std::int64_t> &ids) const
{
    for (const std::int64_t id : ids) {
        if (id < 0 || id >= m_config.vocabulary)
            return failure(ErrorCode::InvalidInput,
                           "token id " + std::to_string(id) +
                               " is beyond the encoder's vocabulary of " +
                               std::to_string(m_config.vocabulary) +
                               "; tokenizer and text encoder belong to different models",
                           "text encoder");
    }
    const at::Tensor index = at::tensor(ids, at::kLong).to(m_embedding.device());
    return at::embedding(m_embedding, index);
}

at::Tensor UmT5Encoder::norm(const at::Tensor &x, const at::Tensor &weight) const
{
    return x * at::rsqrt(x.square().mean(-1, true) + m_config.eps) * weight;
}

at::Tensor UmT5Encoder::relativeBuckets(std::int64_t length) const
{
    const int half = m_config.buckets / 2;
    const int exact = half / 2;
    at::Tensor out = at::empty({length, length}, at::kLong);
    auto cell = out.accessor<std::int64_t, 2>();
    for (std::int64_t query = 0; query < length; ++query) {
        for (std::int64_t key = 0; key < length; ++key) {
            const std::int64_t distance = std::abs(key - query);
            std::int64_t bucket = distance;
            if (distance >= exact) {
                // f32 on purpose: the reference rounds here in f32 and truncates.
                const float scaled =
                    std::log(static_cast<float>(distance) / static_cast<float>(exact)) /
                    static_cast<float>(
                        std::log(static_cast<double>(m_config.maxDistance) / exact)) *
                    static_cast<float>(half - exact);
                bucket =
                    std::min<std::int64_t>(exact + static_cast<std::int64_t>(scaled), half - 1);
            }
            cell[query][key] = bucket + (key > query ? half : 0);
        }
    }
    return out.to(m_embedding.device());
}

at::Tensor UmT5Encoder::block(const Layer &layer, const at::Tensor &x, const at::Tensor &buckets,
                              const at::Tensor &mask) const
{
    const std::int64_t length = x.size(0);
    const auto split = [&](const at::Tensor &weight, const at::Tensor &input) {
        return at::linear(input, weight)
            .view({length, m_config.heads, m_config.headDim})
            .transpose(0, 1);
    };
    const at::Tensor normed = norm(x, layer.attentionNorm);
    const at::Tensor bias = at::embedding(layer.positionBias, buckets).permute({2, 0, 1});
    at::Tensor logits =
        at::matmul(split(layer.query, normed), split(layer.key, normed).transpose(1, 2)) + bias;
    if (mask.defined())
        logits = logits + mask;
    const at::Tensor mixed = at::matmul(at::softmax(logits, -1), split(layer.value, normed));
    at::Tensor y = x + at::linear(mixed.transpose(0, 1).reshape({length, -1}), layer.output);
    const at::Tensor hidden = norm(y, layer.feedForwardNorm);
    return y + at::linear(at::gelu(at::linear(hidden, layer.gate), "tanh") *
                              at::linear(hidden, layer.linear),
                          layer.down);
}

Result<at::Tensor> UmT5Encoder::encode(const std::vector<std::int64_t> &ids) const
{
    const c10::InferenceMode inference;
    auto embedded = embed(ids);
    if (!embedded)
        return embedded;
    at::Tensor x = *embedded;
    const at::Tensor buckets = relativeBuckets(x.size(0));
    for (const Layer &layer : m_layers)
        x = block(layer, x, buckets, {});
    return norm(x, m_finalNorm);
}

Result<UmT5Encoder::Padded> UmT5Encoder::encodePadded(const std::vector<std::int64_t> &ids,
                                                      const std::vector<std::int64_t> &mask) const
{
    const c10::InferenceMode inference;
    auto embedded = embed(ids);
    if (!embedded)
        return tl::unexpected(embedded.error());
    const at::Tensor keep = at::tensor(mask, at::kFloat).to(m_embedding.device());
    const at::Tensor additive = (1.0 - keep) * std::numeric_limits<float>::lowest();
    const at::Tensor buckets = relativeBuckets(embedded->size(0));
    Padded out;
    at::Tensor x = *embedded;
    for (const Layer &layer : m_layers) {
        x = block(layer, x, buckets, additive);
        if (!out.firstLayer.defined())
            out.firstLayer = x;
    }
    out.last = norm(x, m_finalNorm);
    return out;
}

std::uint64_t UmT5Encoder::bytes() const
{
    std::uint64_t total = m_embedding.nbytes();
    for (const Layer &l : m_layers) {
        for (const at::Tensor &t : {l.query, l.key, l.value, l.output, l.gate, l.linear, l.down})
            total += t.nbytes();
    }
    return total;
}

} // namespace dare
