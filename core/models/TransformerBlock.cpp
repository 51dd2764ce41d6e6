#include "core/models/TransformerBlock.h"

#include "core/models/Elementwise.h"
#include "core/models/SelfAttention.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

/// Query, key and value as one product.
Linear readQkv(Weights &weights, const std::string &attention, std::int64_t width,
               ProductOptions options)
{
    std::vector<at::Tensor> matrices;
    std::vector<at::Tensor> biases;
    for (const char *part : {"to_q", "to_k", "to_v"}) {
        matrices.push_back(weights.get(attention + part + ".weight", {width, width}));
        biases.push_back(weights.get(attention + part + ".bias", {width}));
        if (!matrices.back().defined() || !biases.back().defined())
            return {};
    }
    return Linear(at::cat(matrices), at::cat(biases), options);
}

} // namespace

TransformerBlock::TransformerBlock(Weights &weights, const TransformerConfig &config, int index,
                                   ProductOptions options)
    : m_heads(config.heads), m_eps(config.eps), m_dtype(options.dtype)
{
    const std::int64_t width = config.width();
    const std::string base = "blocks." + std::to_string(index) + ".";
    m_table = weights.get(base + "scale_shift_table", {1, 6, width});
    if (m_table.defined())
        m_table = m_table.squeeze(0);
    m_qkv = readQkv(weights, base + "attn1.", width, options);
    m_selfOut = readLinear(weights, base + "attn1.to_out.0", width, width, options);
    m_selfNormQ = weights.get(base + "attn1.norm_q.weight", {width});
    m_selfNormK = weights.get(base + "attn1.norm_k.weight", {width});
    if (config.crossAttentionNorm) {
        m_crossNormScale = weights.get(base + "norm2.weight", {width});
        m_crossNormShift = weights.get(base + "norm2.bias", {width});
    }
    m_crossQ = readLinear(weights, base + "attn2.to_q", width, width, options);
    m_crossK = readLinear(weights, base + "attn2.to_k", width, width, options);
    m_crossV = readLinear(weights, base + "attn2.to_v", width, width, options);
    m_crossOut = readLinear(weights, base + "attn2.to_out.0", width, width, options);
    m_crossNormQ = weights.get(base + "attn2.norm_q.weight", {width});
    m_crossNormK = weights.get(base + "attn2.norm_k.weight", {width});
    m_feedUp = readLinear(weights, base + "ffn.net.0.proj", config.ffnDim, width, options);
    m_feedDown = readLinear(weights, base + "ffn.net.2", width, config.ffnDim, options);
}

TextKeys TransformerBlock::textKeys(const at::Tensor &context, int realTokens, int tokens,
                                    bool folded) const
{
    const at::Tensor k =
        qkNormRope(m_crossK(context), m_crossNormK, m_heads, {}, {}, m_eps, at::kFloat, false);
    return packTextKeys(k, m_crossV(context).to(at::kFloat), m_heads, realTokens, tokens, folded);
}

Result<AttentionReading> TransformerBlock::forward(at::Tensor &x, const at::Tensor &modulation,
                                                   const RotaryTables &rotary, const TextKeys &keys,
                                                   const BlockReweight &reweight,
                                                   const MapRequest &maps) const
{
    const std::int64_t width = x.size(1);
    const at::Tensor m = m_table + modulation;
    const at::Tensor qkv = m_qkv(modulatedNorm(x, m[1], m[0], 1.0, m_eps, m_dtype));
    const at::Tensor q = qkNormRope(qkv.narrow(1, 0, width), m_selfNormQ, m_heads, rotary.cosine,
                                    rotary.sine, m_eps, m_dtype, true);
    const at::Tensor k = qkNormRope(qkv.narrow(1, width, width), m_selfNormK, m_heads,
                                    rotary.cosine, rotary.sine, m_eps, m_dtype, true);
    const at::Tensor v =
        qkNormRope(qkv.narrow(1, 2 * width, width), {}, m_heads, {}, {}, m_eps, m_dtype, true);
    addGated(x, m_selfOut(selfAttention(q, k, v)), m[2]);

    const at::Tensor normed =
        m_crossNormScale.defined()
            ? modulatedNorm(x, m_crossNormScale, m_crossNormShift, 0.0, m_eps, m_dtype)
            : x;
    const at::Tensor crossQuery =
        qkNormRope(m_crossQ(normed), m_crossNormQ, m_heads, {}, {}, m_eps, at::kFloat, false);
    auto attended = crossAttention(crossQuery, m_heads, keys, reweight, maps);
    if (!attended)
        return tl::unexpected(attended.error());
    addGated(x, m_crossOut(attended->out), {});

    const at::Tensor hidden =
        m_feedUp(modulatedNorm(x, m[4], m[3], 1.0, m_eps, m_dtype), Activation::GeluTanh);
    addGated(x, m_feedDown(hidden), m[5]);
    return std::move(attended->reading);
}

} // namespace dare
