#include "core/models/VaeLayers.h"

#include <ATen/ATen.h>

#include <cmath>

namespace dare
{
namespace
{

constexpr int kHistory = 2; ///< frames that a kernel of three frames looks back

/// [1,C,F,...] as a batch of frames [F,C,...].
at::Tensor asFrames(const at::Tensor &x)
{
    return x.squeeze(0).transpose(0, 1);
}

at::Tensor asClip(const at::Tensor &frames)
{
    return frames.transpose(0, 1).unsqueeze(0);
}

/// at::convN, which takes TF32 from a global setting; here it is the run's.
at::Tensor convolved(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                     std::vector<std::int64_t> stride, std::vector<std::int64_t> padding, bool tf32)
{
    const at::Context &context = at::globalContext();
    const std::vector<std::int64_t> ones(stride.size(), 1);
    const std::vector<std::int64_t> zeros(stride.size(), 0);
    return at::_convolution(x, weight, bias, stride, padding, ones, false, zeros, 1,
                            context.benchmarkCuDNN(), context.deterministicCuDNN(),
                            context.userEnabledCuDNN(), tf32);
}

} // namespace

at::Tensor VaeSource::get(const std::string &name, std::vector<std::int64_t> shape) const
{
    const at::Tensor tensor = weights.get(name, std::move(shape));
    return tensor.defined() ? tensor.to(at::kFloat) : tensor;
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
    return (wide / length).to(x.scalar_type()).mul_(scale).mul_(m_gamma);
}

CausalConv3d::CausalConv3d(const VaeSource &source, const std::string &name, int in, int out,
                           std::array<int, 3> kernel)
    : m_weight(source.get(name + ".weight", {out, in, kernel[0], kernel[1], kernel[2]})),
      m_bias(source.get(name + ".bias", {out})),
      m_tf32(source.tf32),
      m_kernel(kernel)
{
}

at::Tensor CausalConv3d::overFrames(const at::Tensor &x, int stride) const
{
    return convolved(x, m_weight, m_bias, {stride, 1, 1}, {0, m_kernel[1] / 2, m_kernel[2] / 2},
                     m_tf32);
}

at::Tensor CausalConv3d::operator()(const at::Tensor &x) const
{
    return overFrames(x, 1);
}

at::Tensor CausalConv3d::operator()(const at::Tensor &x, VaeHistory &history) const
{
    // Zero frames in front of the first chunk are what the reference pads with.
    VaeHistory::Slot &slot = history.next();
    if (!slot.frames.defined())
        slot.frames = at::zeros({1, x.size(1), kHistory, x.size(3), x.size(4)}, x.options());
    const at::Tensor all = at::cat({slot.frames, x}, 2);
    slot.frames = all.narrow(2, all.size(2) - kHistory, kHistory).clone();
    return overFrames(all, 1);
}

VaeResidual::VaeResidual(const VaeSource &source, const std::string &name, int in, int out)
    : m_norm1(source, name + ".norm1", in, false),
      m_norm2(source, name + ".norm2", out, false),
      m_conv1(source, name + ".conv1", in, out, {3, 3, 3}),
      m_conv2(source, name + ".conv2", out, out, {3, 3, 3}),
      m_hasShortcut(in != out)
{
    if (m_hasShortcut)
        m_shortcut = CausalConv3d(source, name + ".conv_shortcut", in, out, {1, 1, 1});
}

at::Tensor VaeResidual::operator()(const at::Tensor &x, VaeHistory &history) const
{
    const at::Tensor skip = m_hasShortcut ? m_shortcut(x) : x;
    at::Tensor y = m_conv1(at::silu(m_norm1(x)), history);
    y = m_conv2(at::silu(m_norm2(y)), history);
    return y.add_(skip);
}

VaeAttention::VaeAttention(const VaeSource &source, const std::string &name, int channels)
    : m_norm(source, name + ".norm", channels, true),
      m_qkv(source.get(name + ".to_qkv.weight", {3 * channels, channels, 1, 1})),
      m_qkvBias(source.get(name + ".to_qkv.bias", {3 * channels})),
      m_proj(source.get(name + ".proj.weight", {channels, channels, 1, 1})),
      m_projBias(source.get(name + ".proj.bias", {channels})),
      m_tf32(source.tf32)
{
}

at::Tensor VaeAttention::operator()(const at::Tensor &x) const
{
    const at::Tensor frames = asFrames(x);
    const std::int64_t count = frames.size(0);
    const std::int64_t channels = frames.size(1);
    const at::Tensor qkv = convolved(m_norm(frames), m_qkv, m_qkvBias, {1, 1}, {0, 0}, m_tf32)
                               .reshape({count, 1, 3 * channels, -1})
                               .transpose(2, 3)
                               .contiguous();
    const auto parts = qkv.chunk(3, -1);
    const at::Tensor mixed = at::scaled_dot_product_attention(parts[0], parts[1], parts[2]);
    const at::Tensor back =
        mixed.squeeze(1).transpose(1, 2).reshape({count, channels, x.size(3), x.size(4)});
    return asClip(convolved(back, m_proj, m_projBias, {1, 1}, {0, 0}, m_tf32)) + x;
}

VaeMiddle::VaeMiddle(const VaeSource &source, const std::string &name, int channels)
    : m_residuals{VaeResidual(source, name + ".resnets.0", channels, channels),
                  VaeResidual(source, name + ".resnets.1", channels, channels)},
      m_attention(source, name + ".attentions.0", channels)
{
}

at::Tensor VaeMiddle::operator()(const at::Tensor &x, VaeHistory &history) const
{
    return m_residuals[1](m_attention(m_residuals[0](x, history)), history);
}

VaeResample::VaeResample(const VaeSource &source, const std::string &name, int channels,
                         Direction direction, bool time)
    : m_direction(direction), m_time(time), m_tf32(source.tf32)
{
    const bool up = direction == Direction::Up;
    const std::int64_t out = up ? channels / 2 : channels;
    m_weight = source.get(name + ".resample.1.weight", {out, channels, 3, 3});
    m_bias = source.get(name + ".resample.1.bias", {out});
    if (time)
        m_timeConv = CausalConv3d(source, name + ".time_conv", channels,
                                  up ? 2 * channels : channels, {3, 1, 1});
}

at::Tensor VaeResample::doubleFrames(const at::Tensor &x, VaeHistory &history) const
{
    VaeHistory::Slot &slot = history.next();
    if (!slot.started) {
        slot.started = true;
        return x;
    }
    if (!slot.frames.defined())
        slot.frames = at::zeros({1, x.size(1), kHistory, x.size(3), x.size(4)}, x.options());
    const at::Tensor all = at::cat({slot.frames, x}, 2);
    slot.frames = all.narrow(2, all.size(2) - kHistory, kHistory).clone();
    // The first C channels of the result are the earlier frame of each pair.
    const at::Tensor pairs =
        m_timeConv.overFrames(all, 1).reshape({1, 2, x.size(1), x.size(2), x.size(3), x.size(4)});
    return at::stack({pairs.select(1, 0), pairs.select(1, 1)}, 3)
        .reshape({1, x.size(1), 2 * x.size(2), x.size(3), x.size(4)});
}

at::Tensor VaeResample::halveFrames(const at::Tensor &x, VaeHistory &history) const
{
    VaeHistory::Slot &slot = history.next();
    const at::Tensor before = slot.frames;
    slot.frames = x.narrow(2, x.size(2) - 1, 1).clone();
    return before.defined() ? m_timeConv.overFrames(at::cat({before, x}, 2), 2) : x;
}

at::Tensor VaeResample::space(const at::Tensor &x) const
{
    const at::Tensor frames = asFrames(x);
    if (m_direction == Direction::Down)
        return asClip(convolved(at::constant_pad_nd(frames, {0, 1, 0, 1}), m_weight, m_bias, {2, 2},
                                {0, 0}, m_tf32));
    const at::Tensor large =
        at::_upsample_nearest_exact2d(frames, {2 * frames.size(2), 2 * frames.size(3)});
    return asClip(convolved(large, m_weight, m_bias, {1, 1}, {1, 1}, m_tf32));
}

at::Tensor VaeResample::operator()(const at::Tensor &x, VaeHistory &history) const
{
    if (!m_time)
        return space(x);
    return m_direction == Direction::Up ? space(doubleFrames(x, history))
                                        : halveFrames(space(x), history);
}

} // namespace dare
