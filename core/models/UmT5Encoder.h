#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/Weights.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace dare
{

/// The umT5 text encoder. Always f32: low precision flips the nearly one-hot attention of small
/// models. @source wan.md, umT5; transformers' UMT5EncoderModel
class UmT5Encoder
{
public:
    [[nodiscard]] static Result<UmT5Encoder>
    load(const std::filesystem::path &folder, const TextEncoderConfig &config, at::Device device);

    /// Encodes the real tokens alone: pad rows are zeroed afterwards, so they need not be computed.
    /// @param ids `</s>` included, pads not
    /// @return [n, width] f32
    [[nodiscard]] Result<at::Tensor> encode(const std::vector<std::int64_t> &ids) const;

    /// All rows of a padded sequence, for comparison with the reference.
    struct Padded {
        at::Tensor firstLayer; ///< [T,width] residual stream after block 0
        at::Tensor last;       ///< [T,width] after the final norm
    };
    /// @param ids padded; @param mask [T] 1 for real tokens
    [[nodiscard]] Result<Padded> encodePadded(const std::vector<std::int64_t> &ids,
                                              const std::vector<std::int64_t> &mask) const;
    [[nodiscard]] std::uint64_t bytes() const;

private:
    struct Layer {
        at::Tensor attentionNorm, query, key, value, output, positionBias;
        at::Tensor feedForwardNorm, gate, linear, down;
    };
    [[nodiscard]] Result<at::Tensor> embed(const std::vector<std::int64_t> &ids) const;
    [[nodiscard]] at::Tensor norm(const at::Tensor &x, const at::Tensor &weight) const;
    [[nodiscard]] at::Tensor block(const Layer &layer, const at::Tensor &x,
                                   const at::Tensor &buckets, const at::Tensor &mask) const;
    [[nodiscard]] at::Tensor relativeBuckets(std::int64_t length) const;

    TextEncoderConfig m_config;
    at::Tensor m_embedding;
    at::Tensor m_finalNorm;
    std::vector<Layer> m_layers;
};

} // namespace dare
