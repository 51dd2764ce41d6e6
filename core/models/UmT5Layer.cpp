#include "core/models/UmT5Layer.h"

#ifdef DARE_HAS_CUDA
#include "core/models/ElementwiseCuda.h"
#endif

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <vector>

namespace dare
{
namespace
{

/// Matrices over the same rows, as one product.
at::Tensor readJoint(Weights &weights, const std::string &base,
                     std::initializer_list<const char *> parts, std::int64_t out, std::int64_t in,
                     at::ScalarType products)
{
    std::vector<at::Tensor> matrices;
    for (const char *part : parts) {
        matrices.push_back(weights.get(base + part + ".weight", {out, in}, products));
        if (!matrices.back().defined())
            return {};
    }
    return at::cat(matrices);
}

std::int32_t bucketOf(const TextEncoderConfig &config, std::int64_t offset)
{
    const int half = config.buckets / 2;
    const int exact = half / 2;
    const std::int64_t distance = std::abs(offset);
    std::int64_t bucket = distance;
    if (distance >= exact) {
        // f32 on purpose: the reference rounds here in f32 and truncates.
        const float scaled =
            std::log(static_cast<float>(distance) / static_cast<float>(exact)) /
            static_cast<float>(std::log(static_cast<double>(config.maxDistance) / exact)) *
            static_cast<float>(half - exact);
        bucket = std::min<std::int64_t>(exact + static_cast<std::int64_t>(scaled), half - 1);
    }
    return static_cast<std::int32_t>(bucket + (offset > 0 ? half : 0));
}

} // namespace

RelativeBuckets::RelativeBuckets(const TextEncoderConfig &config, std::int64_t length,
                                 const at::Device &device)
{
    const at::Tensor host = at::empty({2 * length - 1}, at::kInt);
    auto *bucket = host.data_ptr<std::int32_t>();
    for (std::int64_t offset = 1 - length; offset < length; ++offset)
        *bucket++ = bucketOf(config, offset);
    byOffset = host.to(device);
}

at::Tensor RelativeBuckets::spread() const
{
    const std::int64_t length = (byOffset.size(0) + 1) / 2;
    return byOffset.to(at::kLong).unfold(0, length, 1).flip(0);
}

UmT5Layer::UmT5Layer(Weights &weights, const TextEncoderConfig &config, int index,
                     at::ScalarType products)
    : m_heads(config.heads), m_eps(config.eps), m_products(products)
{
    const std::int64_t width = config.width;
    const std::int64_t inner = static_cast<std::int64_t>(config.heads) * config.headDim;
    const std::string base = kUmT5LayerPrefix + std::to_string(index) + ".layer.";
    const std::string attention = base + "0.SelfAttention.";
    const std::string feedForward = base + "1.DenseReluDense.";
    m_attentionNorm = weights.get(base + "0.layer_norm.weight", {width});
    m_qkv = readJoint(weights, attention, {"q", "k", "v"}, inner, width, products);
    m_out = weights.get(attention + "o.weight", {width, inner}, products);
    m_positionBias =
        weights.get(attention + "relative_attention_bias.weight", {config.buckets, config.heads});
    m_feedForwardNorm = weights.get(base + "1.layer_norm.weight", {width});
    m_up = readJoint(weights, feedForward, {"wi_0", "wi_1"}, config.ffnDim, width, products);
    m_down = weights.get(feedForward + "wo.weight", {width, config.ffnDim}, products);
}

at::Tensor UmT5Layer::attend(const at::Tensor &qkv, const RelativeBuckets &buckets,
                             const at::Tensor &mask) const
{
    const std::int64_t length = qkv.size(0);
    const at::Tensor parts = qkv.view({length, 3, m_heads, -1});
    const auto part = [&](int i) { return parts.select(1, i).transpose(0, 1); };
#ifdef DARE_HAS_CUDA
    if (qkv.is_cuda() && qkv.scalar_type() == at::kBFloat16 && !mask.defined()) {
        const at::Tensor p =
            cuda::relativeSoftmax(at::bmm(part(0), part(1).transpose(1, 2), at::kFloat),
                                  m_positionBias, buckets.byOffset);
        at::Tensor mixed = at::empty({length, qkv.size(1) / 3}, qkv.options());
        at::Tensor byHead = mixed.view({length, m_heads, -1}).transpose(0, 1);
        at::bmm_out(byHead, p, part(2));
        return mixed;
    }
#endif
    const auto wide = [&](int i) { return part(i).to(at::kFloat); };
    at::Tensor logits = at::matmul(wide(0), wide(1).transpose(1, 2)) +
                        at::embedding(m_positionBias, buckets.spread()).permute({2, 0, 1});
    if (mask.defined())
        logits = logits + mask;
    const at::Tensor mixed = at::matmul(at::softmax(logits, -1), wide(2));
    return mixed.transpose(0, 1).reshape({length, -1}).to(m_products);
}

at::Tensor UmT5Layer::gated(const at::Tensor &up) const
{
    const std::int64_t channels = up.size(1) / 2;
#ifdef DARE_HAS_CUDA
    if (up.is_cuda() && up.scalar_type() == at::kBFloat16 && channels % 8 == 0)
        return cuda::gatedGelu(up);
#endif
    return (at::gelu(up.narrow(1, 0, channels).to(at::kFloat), "tanh") *
            up.narrow(1, channels, channels).to(at::kFloat))
        .to(m_products);
}

void UmT5Layer::forward(ResidualStream &stream, const RelativeBuckets &buckets,
                        const at::Tensor &mask) const
{
    const at::Tensor qkv = at::linear(stream.rmsNormed(m_attentionNorm, m_eps, m_products), m_qkv);
    stream.add(at::linear(attend(qkv, buckets, mask), m_out), {});
    const at::Tensor up = at::linear(stream.rmsNormed(m_feedForwardNorm, m_eps, m_products), m_up);
    stream.add(at::linear(gated(up), m_down), {});
}

std::uint64_t UmT5Layer::bytes() const
{
    std::uint64_t total = 0;
    for (const at::Tensor &t : {m_qkv, m_out, m_up, m_down})
        total += t.nbytes();
    return total;
}

} // namespace dare
