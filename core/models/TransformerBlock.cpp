#include "core/models/TransformerBlock.h"

#ifdef DARE_HAS_CUDA
#include "core/models/ElementwiseCuda.h"
#endif

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
        matrices.push_back(
            weights.get(attention + part + ".weight", {width, width}, options.dtype));
        biases.push_back(weights.get(attention + part + ".bias", {width}, options.dtype));
        if (!matrices.back().defined() || !biases.back().defined())
            return {};
    }
    return Linear(at::cat(matrices), at::cat(biases), options);
}

} // namespace

TransformerBlock::TransformerBlock(Weights &weights, const TransformerConfig &config, int index,
                                   ProductOptions options)
    : m_heads(config.heads),
      m_eps(config.eps),
      m_dtype(options.dtype),
      m_attention(options.attention)
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
    return packTextKeys(k, m_crossV(context).to(at::kFloat), m_heads, realTokens, tokens, folded,
                        m_dtype);
}

#ifdef DARE_HAS_CUDA
at::Tensor TransformerBlock::attendSelfInPlace(at::Tensor normed, const RotaryTables &rotary) const
{
    const std::int64_t rows = normed.size(0);
    const std::int64_t width = normed.size(1);
    const std::int64_t channels = width / m_heads;
    const std::int64_t repeated = keysToRepeat(m_attention, rows, channels);
    at::Tensor all = at::empty({rows + repeated, 3 * width}, normed.options().dtype(m_dtype));
    at::Tensor qkv = all.narrow(0, 0, rows);
    m_qkv.write(normed, qkv);
    normed.reset();
    cuda::qkNormRopeInPlace({qkv.narrow(1, 0, width), qkv.narrow(1, width, width)},
                            {m_selfNormQ, m_selfNormK}, m_heads, rotary.cosine, rotary.sine, m_eps);
    if (repeated > 0)
        all.narrow(0, rows, repeated).copy_(qkv.narrow(0, 0, repeated));
    const auto part = [&](const at::Tensor &from, int i) {
        return from.view({from.size(0), 3, m_heads, channels}).select(1, i).transpose(0, 1);
    };
    return selfAttention(m_attention, part(qkv, 0), part(all, 1), part(all, 2));
}
#endif

at::Tensor TransformerBlock::attendSelf(at::Tensor normed, const RotaryTables &rotary) const
{
    const std::int64_t width = normed.size(1);
#ifdef DARE_HAS_CUDA
    if (cuda::rowsFit(normed.device(), width, width / m_heads))
        return m_selfOut(attendSelfInPlace(std::move(normed), rotary));
#endif
    const at::Tensor qkv = m_qkv(normed);
    normed.reset(); // makes room: these tensors are the largest of a forward
    const at::Tensor q = qkNormRope(qkv.narrow(1, 0, width), m_selfNormQ, m_heads, rotary.cosine,
                                    rotary.sine, m_eps, m_dtype, true);
    const at::Tensor k = qkNormRope(qkv.narrow(1, width, width), m_selfNormK, m_heads,
                                    rotary.cosine, rotary.sine, m_eps, m_dtype, true);
    const at::Tensor v =
        qkNormRope(qkv.narrow(1, 2 * width, width), {}, m_heads, {}, {}, m_eps, m_dtype, true);
    return m_selfOut(selfAttention(m_attention, q, k, v));
}

at::Tensor TransformerBlock::crossQuery(const at::Tensor &normed, const TextKeys &keys) const
{
    at::Tensor q = m_crossQ(normed);
#ifdef DARE_HAS_CUDA
    if (keys.packed.defined() && cuda::rowsFit(q.device(), q.size(1), q.size(1) / m_heads)) {
        cuda::qkNormRopeInPlace({q}, {m_crossNormQ}, m_heads, {}, {}, m_eps);
        return q;
    }
#endif
    return qkNormRope(q, m_crossNormQ, m_heads, {}, {}, m_eps,
                      keys.packed.defined() ? m_dtype : at::kFloat, false);
}

at::Tensor TransformerBlock::feedForward(const at::Tensor &normed) const
{
    // The hidden rows are several times as wide as the stream: on a card, a part of them at a time.
    constexpr std::int64_t kRowsAtOnce = 8192;
    const std::int64_t rows = normed.size(0);
    if (!normed.is_cuda() || rows < 2 * kRowsAtOnce)
        return m_feedDown(m_feedUp(normed, Activation::GeluTanh));
    at::Tensor out = at::empty(normed.sizes(), normed.options().dtype(m_dtype));
    const std::int64_t parts = (rows + kRowsAtOnce - 1) / kRowsAtOnce;
    for (std::int64_t part = 0; part < parts; ++part) {
        const std::int64_t begin = rows * part / parts;
        const std::int64_t count = rows * (part + 1) / parts - begin;
        at::Tensor target = out.narrow(0, begin, count);
        m_feedDown.write(m_feedUp(normed.narrow(0, begin, count), Activation::GeluTanh), target);
    }
    return out;
}

Result<AttentionReading> TransformerBlock::forward(ResidualStream &stream,
                                                   const at::Tensor &modulation,
                                                   const RotaryTables &rotary, const TextKeys &keys,
                                                   const BlockReweight &reweight,
                                                   const MapRequest &maps) const
{
    const at::Tensor m = m_table + modulation;
    stream.add(attendSelf(stream.normed(m[1], m[0], 1.0, m_eps, m_dtype), rotary), m[2]);

    auto attended = [&] {
        const at::Tensor normed =
            m_crossNormScale.defined()
                ? stream.normed(m_crossNormScale, m_crossNormShift, 0.0, m_eps, m_dtype)
                : stream.settled();
        return crossAttention(crossQuery(normed, keys), m_heads, keys, reweight, maps);
    }();
    if (!attended)
        return tl::unexpected(attended.error());
    stream.add(m_crossOut(attended->out), {});
    attended->out.reset();

    stream.add(feedForward(stream.normed(m[4], m[3], 1.0, m_eps, m_dtype)), m[5]);
    return std::move(attended->reading);
}

} // namespace dare
