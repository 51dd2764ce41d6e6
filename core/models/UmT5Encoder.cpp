#include "core/models/UmT5Encoder.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <limits>
#include <utility>

namespace dare
{

namespace
{

std::string layerName(int index)
{
    return "encoder.block." + std::to_string(index) + ".layer.";
}

/// Asks for shapes alone: what a streamed encoder will need must be there.
class ShapeCheck final : public Weights
{
public:
    ShapeCheck(const SafeTensorsFolder &files, const std::string &part)
        : Weights(part, at::kMeta), m_files(files), m_part(part)
    {
    }
    at::Tensor get(const std::string &name, std::vector<std::int64_t> shape,
                   at::ScalarType dtype) override
    {
        const auto view = m_files.get(name);
        if (!view)
            fail(view.error());
        else if (view->shape != shape)
            fail({ErrorCode::InvalidInput,
                  "tensor \"" + name +
                      "\" has another shape than the config asks for; weights and "
                      "config belong to different models",
                  m_part});
        return at::empty(shape, at::TensorOptions(dtype).device(at::kMeta));
    }

private:
    const SafeTensorsFolder &m_files;
    std::string m_part;
};

} // namespace

UmT5Encoder::Layer UmT5Encoder::readLayer(Weights &weights, int index) const
{
    const std::int64_t width = m_config.width;
    const std::int64_t inner = static_cast<std::int64_t>(m_config.heads) * m_config.headDim;
    const at::ScalarType products = m_options.products;
    const std::string attention = layerName(index) + "0.SelfAttention.";
    const std::string feedForward = layerName(index) + "1.DenseReluDense.";
    Layer layer;
    layer.attentionNorm = weights.get(layerName(index) + "0.layer_norm.weight", {width});
    layer.query = weights.get(attention + "q.weight", {inner, width}, products);
    layer.key = weights.get(attention + "k.weight", {inner, width}, products);
    layer.value = weights.get(attention + "v.weight", {inner, width}, products);
    layer.output = weights.get(attention + "o.weight", {width, inner}, products);
    layer.positionBias = weights.get(attention + "relative_attention_bias.weight",
                                     {m_config.buckets, m_config.heads});
    layer.feedForwardNorm = weights.get(layerName(index) + "1.layer_norm.weight", {width});
    layer.gate = weights.get(feedForward + "wi_0.weight", {m_config.ffnDim, width}, products);
    layer.linear = weights.get(feedForward + "wi_1.weight", {m_config.ffnDim, width}, products);
    layer.down = weights.get(feedForward + "wo.weight", {width, m_config.ffnDim}, products);
    return layer;
}

Result<void> UmT5Encoder::checkShapes() const
{
    ShapeCheck check(*m_files, m_part);
    for (int i = 0; i < m_config.layers; ++i)
        (void)readLayer(check, i);
    (void)check.get("shared.weight", {m_config.vocabulary, m_config.width}, at::kFloat);
    return check.result();
}

Result<UmT5Encoder> UmT5Encoder::load(const std::filesystem::path &folder,
                                      const TextEncoderConfig &config, at::Device device,
                                      TextEncoderOptions options)
{
    auto files = SafeTensorsFolder::open(folder, "model");
    if (!files)
        return tl::unexpected(files.error());
    UmT5Encoder out;
    out.m_config = config;
    out.m_options = std::move(options);
    out.m_device = device;
    out.m_part = folder.string();
    Weights weights(*files, out.m_part, device,
                    out.m_options.streamed ? LoadProgress() : out.m_options.progress);
    if (!out.m_options.streamed) {
        // The rows are only looked up, so that what is stored may stay.
        out.m_embedding =
            weights.get("shared.weight", {config.vocabulary, config.width}, out.m_options.products);
        for (int i = 0; i < config.layers; ++i)
            out.m_layers.push_back(out.readLayer(weights, i));
    }
    out.m_finalNorm = weights.get("encoder.final_layer_norm.weight", {config.width});
    if (auto checked = weights.result(); !checked)
        return tl::unexpected(checked.error());
    if (!out.m_options.streamed)
        return out;
    out.m_files = std::make_shared<const SafeTensorsFolder>(std::move(*files));
    if (auto checked = out.checkShapes(); !checked)
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
    const at::Tensor index = at::tensor(ids, at::kLong);
    if (m_embedding.defined())
        return at::embedding(m_embedding, index.to(m_device)).to(at::kFloat);
    const auto stored = m_files->get("shared.weight");
    if (!stored)
        return tl::unexpected(stored.error());
    const at::Tensor rows = at::index_select(tensorOf(*stored), 0, index);
    if (!at::isfinite(rows.sum(at::kFloat)).item<bool>())
        return failure(
            ErrorCode::InvalidInput,
            "tensor \"shared.weight\" holds NaN or infinite weights; fetch the file again", m_part);
    // Rounded as a held embedding is.
    return rows.to(m_options.products).to(m_device, at::kFloat);
}

at::Tensor UmT5Encoder::product(const at::Tensor &x, const at::Tensor &weight) const
{
    return at::linear(x.to(m_options.products), weight).to(at::kFloat);
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
    return out.to(m_device);
}

at::Tensor UmT5Encoder::block(const Layer &layer, const at::Tensor &x, const at::Tensor &buckets,
                              const at::Tensor &mask) const
{
    const std::int64_t length = x.size(0);
    const auto split = [&](const at::Tensor &weight, const at::Tensor &input) {
        return product(input, weight)
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
    at::Tensor y = x + product(mixed.transpose(0, 1).reshape({length, -1}), layer.output);
    const at::Tensor hidden = norm(y, layer.feedForwardNorm);
    return y +
           product(at::gelu(product(hidden, layer.gate), "tanh") * product(hidden, layer.linear),
                   layer.down);
}

Result<void> UmT5Encoder::forEachLayer(const std::function<void(const Layer &)> &visit) const
{
    if (!m_files) {
        for (const Layer &layer : m_layers)
            visit(layer);
        return {};
    }
    Weights weights(*m_files, m_part, m_device, m_options.progress);
    for (int i = 0; i < m_config.layers; ++i) {
        const Layer layer = readLayer(weights, i);
        if (auto checked = weights.result(); !checked)
            return checked;
        visit(layer);
    }
    return {};
}

Result<at::Tensor> UmT5Encoder::encode(const std::vector<std::int64_t> &ids) const
{
    auto all = encodeAll({ids});
    if (!all)
        return tl::unexpected(all.error());
    return std::move(all->front());
}

Result<std::vector<at::Tensor>>
UmT5Encoder::encodeAll(const std::vector<std::vector<std::int64_t>> &texts) const
{
    const c10::InferenceMode inference;
    std::vector<at::Tensor> streams;
    std::vector<at::Tensor> buckets;
    for (const auto &ids : texts) {
        auto embedded = embed(ids);
        if (!embedded)
            return tl::unexpected(embedded.error());
        streams.push_back(std::move(*embedded));
        buckets.push_back(relativeBuckets(streams.back().size(0)));
    }
    auto done = forEachLayer([&](const Layer &layer) {
        for (std::size_t text = 0; text < streams.size(); ++text)
            streams[text] = block(layer, streams[text], buckets[text], {});
    });
    if (!done)
        return tl::unexpected(done.error());
    for (at::Tensor &stream : streams)
        stream = norm(stream, m_finalNorm);
    return streams;
}

Result<UmT5Encoder::Padded> UmT5Encoder::encodePadded(const std::vector<std::int64_t> &ids,
                                                      const std::vector<std::int64_t> &mask) const
{
    const c10::InferenceMode inference;
    auto embedded = embed(ids);
    if (!embedded)
        return tl::unexpected(embedded.error());
    const at::Tensor keep = at::tensor(mask, at::kFloat).to(m_device);
    const at::Tensor additive = (1.0 - keep) * std::numeric_limits<float>::lowest();
    const at::Tensor buckets = relativeBuckets(embedded->size(0));
    Padded out;
    at::Tensor x = *embedded;
    auto done = forEachLayer([&](const Layer &layer) {
        x = block(layer, x, buckets, additive);
        if (!out.firstLayer.defined())
            out.firstLayer = x;
    });
    if (!done)
        return tl::unexpected(done.error());
    out.last = norm(x, m_finalNorm);
    return out;
}

std::uint64_t UmT5Encoder::bytes() const
{
    std::uint64_t total = m_embedding.defined() ? m_embedding.nbytes() : 0;
    for (const Layer &l : m_layers) {
        for (const at::Tensor &t : {l.query, l.key, l.value, l.output, l.gate, l.linear, l.down})
            total += t.nbytes();
    }
    return total;
}

} // namespace dare
