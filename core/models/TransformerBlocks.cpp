#include "core/models/TransformerBlocks.h"

#include "core/models/LayerStream.h"

#include <utility>

namespace dare
{

/// What is on the device of the blocks that lie in host memory.
struct TransformerBlocks::Stream {
    LayerStream layers;
    TransformerConfig config;
    ProductOptions options;
    TransformerBlock block{}; ///< the one in use
};

TransformerBlocks::TransformerBlocks(Weights &weights, const TransformerConfig &config,
                                     ProductOptions options)
{
    for (int i = 0; i < config.layers; ++i)
        m_resident.emplace_back(weights, config, i, options);
}

Result<TransformerBlocks> TransformerBlocks::streamed(const SafeTensorsFolder &files,
                                                      const std::string &part,
                                                      const TransformerConfig &config,
                                                      at::Device device, ProductOptions options,
                                                      const LoadProgress &progress)
{
    const auto read = [&](Weights &weights) {
        const TransformerBlock block(weights, config, 0, options);
    };
    auto layers = HostLayers::load(files, part, {"blocks.", config.layers, read}, device, progress);
    if (!layers)
        return tl::unexpected(layers.error());
    TransformerBlocks out;
    out.m_stream = std::make_shared<Stream>(Stream{
        LayerStream(std::move(*layers), device, LayerStream::Order::Repeated), config, options});
    return out;
}

std::size_t TransformerBlocks::size() const
{
    return m_stream ? m_stream->layers.size() : m_resident.size();
}

const TransformerBlock &TransformerBlocks::operator[](std::size_t index) const
{
    if (!m_stream)
        return m_resident[index];
    const auto weights = m_stream->layers.use(index);
    m_stream->block =
        TransformerBlock(*weights, m_stream->config, static_cast<int>(index), m_stream->options);
    return m_stream->block;
}

} // namespace dare
