#include "core/models/VaeLayers.h"

#include <ATen/ATen.h>

#include <optional>

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
    // In this order the stride of the first axis is the clip's size, by which ATen knows the
    // layout.
    return frames.unsqueeze(0).transpose(1, 2);
}

/// Room for the frames before a chunk and the chunk, laid out as the chunk is.
at::Tensor roomAfter(const at::Tensor &before, const at::Tensor &chunk)
{
    at::Tensor all =
        at::empty({1, chunk.size(1), before.size(2) + chunk.size(2), chunk.size(3), chunk.size(4)},
                  chunk.options(), chunk.suggest_memory_format());
    all.narrow(2, 0, before.size(2)).copy_(before);
    return all;
}

/// The frames that a convolution in time looks back at; zeros in front of the first chunk, which is
/// what the reference pads with.
const at::Tensor &framesBefore(VaeHistory::Slot &slot, const at::Tensor &chunk)
{
    if (!slot.frames.defined())
        slot.frames =
            at::zeros({1, chunk.size(1), kHistory, chunk.size(3), chunk.size(4)}, chunk.options());
    return slot.frames;
}

void keepLast(VaeHistory::Slot &slot, const at::Tensor &all)
{
    slot.frames = all.narrow(2, all.size(2) - kHistory, kHistory).clone();
}

} // namespace

CausalConv3d::CausalConv3d(const VaeSource &source, const std::string &name, int in, int out,
                           std::array<int, 3> kernel)
    : m_convolution(source, name, in, out, {kernel[0], kernel[1], kernel[2]}), m_kernel(kernel)
{
}

Convolved CausalConv3d::overFrames(const at::Tensor &x, int stride) const
{
    return m_convolution(x, {stride, 1, 1}, {0, m_kernel[1] / 2, m_kernel[2] / 2});
}

Convolved CausalConv3d::operator()(const at::Tensor &x) const
{
    return overFrames(x, 1);
}

Convolved CausalConv3d::operator()(const at::Tensor &x, VaeHistory &history) const
{
    VaeHistory::Slot &slot = history.next();
    const at::Tensor all = roomAfter(framesBefore(slot, x), x);
    all.narrow(2, kHistory, x.size(2)).copy_(x);
    keepLast(slot, all);
    return overFrames(all, 1);
}

Convolved CausalConv3d::operator()(const ChannelNorm &norm, Convolved x, VaeHistory &history) const
{
    VaeHistory::Slot &slot = history.next();
    const at::Tensor all = roomAfter(framesBefore(slot, x.x), x.x);
    at::Tensor chunk = all.narrow(2, kHistory, x.x.size(2));
    norm.silu(x, chunk);
    x = {};
    keepLast(slot, all);
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
    const Convolved skip = m_hasShortcut ? m_shortcut(x) : Convolved{x, {}};
    Convolved y = m_conv1(m_norm1, {x, {}}, history);
    return sum(m_conv2(m_norm2, std::move(y), history), skip);
}

VaeAttention::VaeAttention(const VaeSource &source, const std::string &name, int channels)
    : m_norm(source, name + ".norm", channels, true),
      m_qkv(source, name + ".to_qkv", channels, 3 * channels, {1, 1}),
      m_proj(source, name + ".proj", channels, channels, {1, 1})
{
}

at::Tensor VaeAttention::operator()(const at::Tensor &x) const
{
    const at::Tensor frames = asFrames(x);
    const std::int64_t count = frames.size(0);
    const std::int64_t channels = frames.size(1);
    const at::Tensor qkv = settled(m_qkv(m_norm(frames), {1, 1}, {0, 0}))
                               .reshape({count, 1, 3 * channels, -1})
                               .transpose(2, 3)
                               .contiguous();
    const auto parts = qkv.chunk(3, -1);
    const at::Tensor mixed = at::scaled_dot_product_attention(parts[0], parts[1], parts[2]);
    const at::Tensor back =
        mixed.squeeze(1).transpose(1, 2).reshape({count, channels, x.size(3), x.size(4)});
    const Convolved out = m_proj(back.contiguous(frames.suggest_memory_format()), {1, 1}, {0, 0});
    return sum({asClip(out.x), out.bias}, {x, {}});
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
    : m_direction(direction), m_time(time)
{
    const bool up = direction == Direction::Up;
    m_convolution =
        Convolution(source, name + ".resample.1", channels, up ? channels / 2 : channels, {3, 3});
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
    const at::Tensor all = roomAfter(framesBefore(slot, x), x);
    all.narrow(2, kHistory, x.size(2)).copy_(x);
    keepLast(slot, all);
    // The first C channels of the result are the earlier frame of each pair.
    const at::Tensor pairs = settled(m_timeConv.overFrames(all, 1));
    at::Tensor out = at::empty({1, x.size(1), 2 * x.size(2), x.size(3), x.size(4)}, x.options(),
                               x.suggest_memory_format());
    for (std::int64_t half = 0; half < 2; ++half)
        out.slice(2, half, std::nullopt, 2).copy_(pairs.narrow(1, half * x.size(1), x.size(1)));
    return out;
}

at::Tensor VaeResample::halveFrames(const at::Tensor &x, VaeHistory &history) const
{
    VaeHistory::Slot &slot = history.next();
    const at::Tensor before = slot.frames;
    slot.frames = x.narrow(2, x.size(2) - 1, 1).clone();
    return before.defined() ? settled(m_timeConv.overFrames(at::cat({before, x}, 2), 2)) : x;
}

at::Tensor VaeResample::space(const at::Tensor &x) const
{
    const at::Tensor frames = asFrames(x);
    if (m_direction == Direction::Down)
        return asClip(
            settled(m_convolution(at::constant_pad_nd(frames, {0, 1, 0, 1}), {2, 2}, {0, 0})));
    const at::Tensor large =
        at::_upsample_nearest_exact2d(frames, {2 * frames.size(2), 2 * frames.size(3)});
    return asClip(settled(m_convolution(large, {1, 1}, {1, 1})));
}

at::Tensor VaeResample::operator()(const at::Tensor &x, VaeHistory &history) const
{
    if (!m_time)
        return space(x);
    return m_direction == Direction::Up ? space(doubleFrames(x, history))
                                        : halveFrames(space(x), history);
}

} // namespace dare
