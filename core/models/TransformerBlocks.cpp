#include "core/models/TransformerBlocks.h"

#include "core/models/BlockStream.h"

namespace dare
{

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
    auto stream = BlockStream::load(files, part, config, device, options, progress);
    if (!stream)
        return tl::unexpected(stream.error());
    TransformerBlocks out;
    out.m_stream = std::move(*stream);
    return out;
}

std::size_t TransformerBlocks::size() const
{
    return m_stream ? m_stream->size() : m_resident.size();
}

const TransformerBlock &TransformerBlocks::operator[](std::size_t index) const
{
    return m_stream ? m_stream->use(index) : m_resident[index];
}

} // namespace dare
