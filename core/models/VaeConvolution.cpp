#include "core/models/VaeConvolution.h"

#ifdef DARE_HAS_CUDA
#include "core/models/ElementwiseCuda.h"
#endif

#include <ATen/ATen.h>

#include <cmath>
#include <utility>

namespace dare
{
namespace
{

/// A bias as it is added to [B,C,...].
at::Tensor perChannel(const at::Tensor &bias, const at::Tensor &x)
{
    std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
    shape[1] = bias.size(0);
    return bias.view(shape);
}

/// Channels together in memory, as a card's convolutions of bf16 want them.
at::Tensor channelsLast(const at::Tensor &weight)
{
    return weight.contiguous(weight.dim() == 5 ? at::MemoryFormat::ChannelsLast3d
                                               : at::MemoryFormat::ChannelsLast);
}

/// at::convN, which takes TF32 from a global setting; f32 here is never rounded.
at::Tensor product(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                   std::vector<std::int64_t> stride, std::vector<std::int64_t> padding)
{
    constexpr bool kTf32 = false;
    const at::Context &context = at::globalContext();
    const std::vector<std::int64_t> ones(stride.size(), 1);
    const std::vector<std::int64_t> zeros(stride.size(), 0);
    return at::_convolution(x, weight, bias, stride, padding, ones, false, zeros, 1,
                            context.benchmarkCuDNN(), context.deterministicCuDNN(),
                            context.userEnabledCuDNN(), kTf32);
}

} // namespace

at::Tensor VaeSource::get(const std::string &name, std::vector<std::int64_t> shape) const
{
    const at::Tensor tensor = weights.get(name, std::move(shape));
    return tensor.defined() ? tensor.to(at::kFloat) : tensor;
}

at::Tensor settled(Convolved from)
{
    return from.bias.defined() ? sum(std::move(from), {}) : from.x;
}

at::Tensor sum(Convolved a, const Convolved &b)
{
    if (!a.bias.defined() && !b.bias.defined())
        return a.x.add_(b.x);
    const at::Tensor bias = !a.bias.defined()   ? b.bias
                            : !b.bias.defined() ? a.bias
                                                : a.bias + b.bias;
#ifdef DARE_HAS_CUDA
    if (cuda::channelRowsFit(a.x) && (!b.x.defined() || cuda::channelRowsFit(b.x))) {
        cuda::addBiasedRows(a.x, bias, b.x);
        return a.x;
    }
#endif
    at::Tensor wide = a.x.to(at::kFloat).add_(perChannel(bias, a.x));
    return (b.x.defined() ? wide.add_(b.x) : wide).to(a.x.scalar_type());
}

Convolution::Convolution(const VaeSource &source, const std::string &name, int in, int out,
                         const std::vector<std::int64_t> &kernel)
{
    std::vector<std::int64_t> shape{out, in};
    shape.insert(shape.end(), kernel.begin(), kernel.end());
    m_weight = source.get(name + ".weight", std::move(shape));
    m_bias = source.get(name + ".bias", {out});
    m_leavesBias = source.channelsLast;
    if (!m_weight.defined() || !m_bias.defined())
        return;
    m_weight = m_weight.to(source.dtype);
    if (source.channelsLast)
        m_weight = channelsLast(m_weight);
    else
        m_bias = m_bias.to(source.dtype);
}

Convolved Convolution::operator()(const at::Tensor &x, std::vector<std::int64_t> stride,
                                  std::vector<std::int64_t> padding) const
{
    if (m_leavesBias)
        return {product(x, m_weight, {}, std::move(stride), std::move(padding)), m_bias};
    return {product(x, m_weight, m_bias, std::move(stride), std::move(padding)), {}};
}

ChannelNorm::ChannelNorm(const VaeSource &source, const std::string &name, int channels,
                         bool images)
{
    std::vector<std::int64_t> shape{channels, 1, 1};
    if (!images)
        shape.push_back(1);
    m_gamma = source.get(name + ".gamma", std::move(shape));
}

at::Tensor ChannelNorm::operator()(const at::Tensor &x) const
{
    constexpr double kSmallest = 1e-12;
    const at::Tensor wide = x.to(at::kFloat);
    const at::Tensor length =
        at::linalg_vector_norm(wide, 2, at::IntArrayRef{1}, true).clamp_min(kSmallest);
    const double scale = std::sqrt(static_cast<double>(x.size(1)));
    return (wide / length).mul_(scale).mul_(m_gamma).to(x.scalar_type());
}

void ChannelNorm::silu(const Convolved &from, at::Tensor &out) const
{
#ifdef DARE_HAS_CUDA
    if (cuda::channelRowsFit(from.x) && cuda::channelRowsFit(out)) {
        cuda::channelNormSilu(from.x, from.bias, m_gamma, out);
        return;
    }
#endif
    const at::Tensor x =
        from.bias.defined() ? from.x.to(at::kFloat) + perChannel(from.bias, from.x) : from.x;
    const at::Tensor normed = (*this)(x);
    if (normed.scalar_type() == out.scalar_type())
        at::silu_out(out, normed);
    else
        out.copy_(at::silu(normed));
}

} // namespace dare
