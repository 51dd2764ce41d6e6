#pragma once

#include "core/attention/CrossAttention.h"
#include "core/models/Elementwise.h"
#include "core/models/Linear.h"
#include "core/models/ModelConfig.h"
#include "core/models/RotaryEmbedding.h"
#include "core/models/Weights.h"

#include <ATen/core/Tensor.h>

namespace dare
{

/// One DiT block: modulated self-attention, text cross-attention, modulated feed-forward.
/// The residual stream stays f32, as in the original code. @source wan.md, DiT block
class TransformerBlock
{
public:
    TransformerBlock() = default;
    TransformerBlock(Weights &weights, const TransformerConfig &config, int index,
                     ProductOptions options);

    /// @param context [K,D] f32, text after the text embedder
    [[nodiscard]] TextKeys textKeys(const at::Tensor &context, int realTokens, int tokens,
                                    bool folded) const;

    /// Advances the residual stream in place; its last update may still be waiting.
    /// @param stream [Q,D] f32; @param modulation [6,D] f32, the time projection
    [[nodiscard]] Result<AttentionReading>
    forward(ResidualStream &stream, const at::Tensor &modulation, const RotaryTables &rotary,
            const TextKeys &keys, const BlockReweight &reweight, const MapRequest &maps) const;

    /// Whether the text's keys are packed for a kernel in this block's dtype.
    [[nodiscard]] at::ScalarType dtype() const { return m_dtype; }

private:
    /// @param normed [Q,D] @return [Q,D] after the output product
    [[nodiscard]] at::Tensor attendSelf(at::Tensor normed, const RotaryTables &rotary) const;
    /// On a card: norm and rotation happen in the joint product. @return [Q,D] before the product
    [[nodiscard]] at::Tensor attendSelfInPlace(at::Tensor normed, const RotaryTables &rotary) const;
    [[nodiscard]] at::Tensor crossQuery(const at::Tensor &normed, const TextKeys &keys) const;
    [[nodiscard]] at::Tensor feedForward(const at::Tensor &normed) const;

    int m_heads = 0;
    double m_eps = 1e-6;
    at::ScalarType m_dtype = at::kFloat;
    SelfAttentionBackend m_attention = SelfAttentionBackend::Aten;
    at::Tensor m_table; ///< [6,D]
    Linear m_qkv, m_selfOut;
    at::Tensor m_selfNormQ, m_selfNormK;
    at::Tensor m_crossNormScale, m_crossNormShift; ///< undefined without the optional norm
    Linear m_crossQ, m_crossK, m_crossV, m_crossOut;
    at::Tensor m_crossNormQ, m_crossNormK;
    Linear m_feedUp, m_feedDown;
};

} // namespace dare
