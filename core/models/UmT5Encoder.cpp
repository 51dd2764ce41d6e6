#include "core/models/UmT5Encoder.h"

#include "core/models/LayerStream.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <limits>
#include <utility>

namespace dare
{

namespace
{

/// Asks for shapes alone: what an encoder will read later must be there.
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

Result<void> UmT5Encoder::checkShapes() const
{
    ShapeCheck check(*m_files, m_part);
    for (int i = 0; i < m_config.layers; ++i)
        const UmT5Layer layer(check, m_config, i, m_options.products);
    (void)check.get("shared.weight", {m_config.vocabulary, m_config.width}, at::kFloat);
    return check.result();
}

Result<void> UmT5Encoder::keepInHost()
{
    const auto read = [this](Weights &weights) {
        const UmT5Layer layer(weights, m_config, 0, m_options.products);
    };
    auto layers = HostLayers::load(*m_files, m_part, {kUmT5LayerPrefix, m_config.layers, read},
                                   m_device, m_options.progress);
    if (!layers)
        return tl::unexpected(layers.error());
    m_host = std::move(*layers);
    m_options.progress = {}; // of whoever loaded it
    return {};
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
    const bool resident = out.m_options.placement == TextPlacement::Resident;
    const at::ScalarType products = out.m_options.products;
    Weights weights(*files, out.m_part, device, resident ? out.m_options.progress : LoadProgress());
    if (resident) {
        // The rows are only looked up, so that what is stored may stay.
        out.m_embedding = weights.get("shared.weight", {config.vocabulary, config.width}, products);
        for (int i = 0; i < config.layers && weights.result(); ++i)
            out.m_layers.emplace_back(weights, config, i, products);
    }
    out.m_finalNorm = weights.get("encoder.final_layer_norm.weight", {config.width});
    if (auto checked = weights.result(); !checked)
        return tl::unexpected(checked.error());
    if (resident) {
        out.m_options.progress = {}; // of whoever loaded it
        return out;
    }
    out.m_files = std::make_shared<const SafeTensorsFolder>(std::move(*files));
    if (auto checked = out.checkShapes(); !checked)
        return tl::unexpected(checked.error());
    if (out.m_options.placement == TextPlacement::Host) {
        if (auto kept = out.keepInHost(); !kept)
            return tl::unexpected(kept.error());
    }
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

at::Tensor UmT5Encoder::finish(ResidualStream &stream) const
{
    return stream.rmsNormed(m_finalNorm, m_config.eps, at::kFloat);
}

Result<void> UmT5Encoder::forEachLayer(const std::function<void(const UmT5Layer &)> &visit) const
{
    for (const UmT5Layer &layer : m_layers)
        visit(layer);
    if (m_host) {
        LayerStream stream(m_host, m_device, LayerStream::Order::Once);
        for (int i = 0; i < m_config.layers; ++i)
            visit(UmT5Layer(*stream.use(static_cast<std::size_t>(i)), m_config, i,
                            m_options.products));
    } else if (m_files) {
        Weights weights(*m_files, m_part, m_device, m_options.progress);
        for (int i = 0; i < m_config.layers; ++i) {
            const UmT5Layer layer(weights, m_config, i, m_options.products);
            if (auto checked = weights.result(); !checked)
                return checked;
            visit(layer);
        }
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
    std::vector<ResidualStream> streams;
    std::vector<RelativeBuckets> buckets;
    for (const auto &ids : texts) {
        auto embedded = embed(ids);
        if (!embedded)
            return tl::unexpected(embedded.error());
        buckets.emplace_back(m_config, embedded->size(0), m_device);
        streams.push_back({std::move(*embedded), {}, {}});
    }
    auto done = forEachLayer([&](const UmT5Layer &layer) {
        for (std::size_t text = 0; text < streams.size(); ++text)
            layer.forward(streams[text], buckets[text], {});
    });
    if (!done)
        return tl::unexpected(done.error());
    std::vector<at::Tensor> out;
    for (ResidualStream &stream : streams)
        out.push_back(finish(stream));
    return out;
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
    const RelativeBuckets buckets(m_config, embedded->size(0), m_device);
    Padded out;
    ResidualStream stream{std::move(*embedded), {}, {}};
    auto done = forEachLayer([&](const UmT5Layer &layer) {
        layer.forward(stream, buckets, additive);
        if (!out.firstLayer.defined())
            out.firstLayer = stream.settled().clone();
    });
    if (!done)
        return tl::unexpected(done.error());
    out.last = finish(stream);
    return out;
}

std::uint64_t UmT5Encoder::bytes() const
{
    std::uint64_t total = m_embedding.defined() ? m_embedding.nbytes() : 0;
    for (const UmT5Layer &layer : m_layers)
        total += layer.bytes();
    return total;
}

} // namespace dare
