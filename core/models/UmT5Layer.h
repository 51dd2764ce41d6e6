#pragma once

#include "core/models/Elementwise.h"
#include "core/models/ModelConfig.h"
#include "core/models/Weights.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace dare
{

/// Before a layer's number in the names of its tensors.
inline constexpr const char *kUmT5LayerPrefix = "encoder.block.";

/// How far apart tokens are, in the buckets of the position bias.
struct RelativeBuckets {
    /// @param length of the text  @source transformers' UMT5Attention, bidirectional
    RelativeBuckets(const TextEncoderConfig &config, std::int64_t length, const at::Device &device);
    /// Of every query and key. @return [n,n] i64
    [[nodiscard]] at::Tensor spread() const;

    at::Tensor byOffset; ///< [2n-1] i32 by key - query + n - 1
};

/// One layer of the umT5 encoder. In bf16 on a card: own kernels around the products, attention
/// with bf16 probabilities; elsewhere ATen, attention in f32. @source wan.md, umT5
class UmT5Layer
{
public:
    UmT5Layer() = default;
    /// @param weights errors stay in it  @param products dtype of the products
    UmT5Layer(Weights &weights, const TextEncoderConfig &config, int index,
              at::ScalarType products);

    /// @param stream [n,width] f32  @param mask [n] added to the logits; undefined: all are real
    void forward(ResidualStream &stream, const RelativeBuckets &buckets,
                 const at::Tensor &mask) const;
    [[nodiscard]] std::uint64_t bytes() const;

private:
    [[nodiscard]] at::Tensor attend(const at::Tensor &qkv, const RelativeBuckets &buckets,
                                    const at::Tensor &mask) const;
    [[nodiscard]] at::Tensor gated(const at::Tensor &up) const;

    int m_heads = 0;
    double m_eps = 1e-6;
    at::ScalarType m_products = at::kFloat;
    at::Tensor m_attentionNorm, m_qkv, m_out, m_positionBias;
    at::Tensor m_feedForwardNorm, m_up, m_down;
};

} // namespace dare
