#include "core/models/WanVae.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace dare
{
namespace
{

constexpr std::array<int, 3> kCube{3, 3, 3};
constexpr std::array<int, 3> kPoint{1, 1, 1};
constexpr std::int64_t kEncodeChunk = 4; ///< frames; the first chunk is one frame

std::string numbered(const std::string &name, std::size_t index)
{
    return name + "." + std::to_string(index);
}

} // namespace

Result<WanVae> WanVae::load(const std::filesystem::path &folder, const VaeConfig &config,
                            at::Device device, const LoadOptions &options)
{
    const auto files = SafeTensorsFolder::open(folder, "diffusion_pytorch_model");
    if (!files)
        return tl::unexpected(files.error());
    Weights weights(*files, folder.string(), device);
    const bool bf16 = device.is_cuda() && isBf16(options.precision);
    const VaeSource source{weights, bf16 ? at::kBFloat16 : at::kFloat, bf16 && !options.plain};
    WanVae out;
    out.m_config = config;
    out.m_device = device;
    out.m_dtype = source.dtype;
    out.m_channelsLast = source.channelsLast;
    out.m_decoder = readDecoder(source, config);
    if (options.encoder)
        out.m_encoder = readEncoder(source, config);
    if (auto checked = weights.result(); !checked)
        return tl::unexpected(checked.error());
    return out;
}

WanVae::Decoder WanVae::readDecoder(const VaeSource &source, const VaeConfig &config)
{
    Decoder out;
    const int z = config.latentChannels;
    const std::size_t count = config.widths.size();
    int width = config.decoderBase * config.widths.back();
    out.postQuant = CausalConv3d(source, "post_quant_conv", z, z, kPoint);
    out.in = CausalConv3d(source, "decoder.conv_in", z, width, kCube);
    out.middle = VaeMiddle(source, "decoder.mid_block", width);
    for (std::size_t i = 0; i < count; ++i) {
        const int next = config.decoderBase * config.widths[count - 1 - i];
        const std::string name = numbered("decoder.up_blocks", i);
        Decoder::Level level;
        for (int r = 0; r <= config.residuals; ++r)
            level.residuals.emplace_back(source,
                                         numbered(name + ".resnets", static_cast<std::size_t>(r)),
                                         r == 0 ? width : next, next);
        width = next;
        if (i + 1 < count) {
            // The decoder doubles in the reverse order of the encoder's halving.
            level.resample.emplace(source, name + ".upsamplers.0", next, VaeResample::Direction::Up,
                                   config.temporalDownsample[count - 2 - i]);
            width = next / 2;
        }
        out.levels.push_back(std::move(level));
    }
    out.norm = ChannelNorm(source, "decoder.norm_out", width, false);
    out.out = CausalConv3d(source, "decoder.conv_out", width, 3, kCube);
    return out;
}

WanVae::Encoder WanVae::readEncoder(const VaeSource &source, const VaeConfig &config)
{
    Encoder out;
    const int z = 2 * config.latentChannels;
    const std::size_t count = config.widths.size();
    int width = config.base;
    out.in = CausalConv3d(source, "encoder.conv_in", 3, width, kCube);
    std::size_t layer = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const int next = config.base * config.widths[i];
        Decoder::Level level;
        for (int r = 0; r < config.residuals; ++r)
            level.residuals.emplace_back(source, numbered("encoder.down_blocks", layer++),
                                         r == 0 ? width : next, next);
        width = next;
        if (i + 1 < count)
            level.resample.emplace(source, numbered("encoder.down_blocks", layer++), width,
                                   VaeResample::Direction::Down, config.temporalDownsample[i]);
        out.levels.push_back(std::move(level));
    }
    out.middle = VaeMiddle(source, "encoder.mid_block", width);
    out.norm = ChannelNorm(source, "encoder.norm_out", width, false);
    out.out = CausalConv3d(source, "encoder.conv_out", width, z, kCube);
    out.quant = CausalConv3d(source, "quant_conv", z, z, kPoint);
    return out;
}

int WanVae::frames(int latentFrames) const
{
    return 1 + m_config.temporalScale * (latentFrames - 1);
}

at::Tensor WanVae::denormalise(const at::Tensor &latents) const
{
    const auto column = [&](const std::vector<double> &values) {
        return at::tensor(values, at::kDouble)
            .to(at::kFloat)
            .view({static_cast<std::int64_t>(values.size()), 1, 1, 1})
            .to(latents.device());
    };
    // The reference divides by 1/std, which is not the same product in the last bit.
    return latents / (1.0 / column(m_config.latentsStd)) + column(m_config.latentsMean);
}

Result<void> WanVae::checkLatents(const at::Tensor &z) const
{
    if (z.dim() == 4 && z.size(0) == m_config.latentChannels && z.numel() > 0)
        return {};
    return failure(ErrorCode::InvalidArgument,
                   "the latents have another shape than this VAE's " +
                       std::to_string(m_config.latentChannels) + " channels, frames, rows, columns",
                   "latents");
}

/// [C,F,Y,X] as a clip of one, as the layers work on it.
at::Tensor WanVae::onDevice(const at::Tensor &clip) const
{
    const at::Tensor moved = clip.unsqueeze(0).to(m_device, m_dtype);
    return m_channelsLast ? moved.contiguous(at::MemoryFormat::ChannelsLast3d) : moved;
}

at::Tensor WanVae::decodeChunk(const at::Tensor &z, VaeHistory &history) const
{
    history.rewind();
    at::Tensor x = settled(m_decoder.in(settled(m_decoder.postQuant(onDevice(z))), history));
    x = m_decoder.middle(x, history);
    for (const Decoder::Level &level : m_decoder.levels) {
        for (const VaeResidual &residual : level.residuals)
            x = residual(x, history);
        if (level.resample)
            x = (*level.resample)(x, history);
    }
    return settled(m_decoder.out(m_decoder.norm, {x, {}}, history)).squeeze(0).to(at::kFloat);
}

Result<void> WanVae::decode(const at::Tensor &z, const FrameSink &sink) const
{
    const c10::InferenceMode inference;
    if (auto checked = checkLatents(z); !checked)
        return checked;
    VaeHistory history;
    for (std::int64_t frame = 0; frame < z.size(1); ++frame) {
        const at::Tensor frames = decodeChunk(z.narrow(1, frame, 1), history).clamp_(-1.0, 1.0);
        if (auto taken = sink(frames); !taken)
            return taken;
    }
    return {};
}

at::Tensor WanVae::encodeChunk(const at::Tensor &x, VaeHistory &history) const
{
    history.rewind();
    at::Tensor y = settled(m_encoder->in(onDevice(x), history));
    for (const Decoder::Level &level : m_encoder->levels) {
        for (const VaeResidual &residual : level.residuals)
            y = residual(y, history);
        if (level.resample)
            y = (*level.resample)(y, history);
    }
    y = m_encoder->middle(y, history);
    y = settled(m_encoder->out(m_encoder->norm, {y, {}}, history));
    return settled(m_encoder->quant(y)).squeeze(0).to(at::kFloat);
}

Result<WanVae::Moments> WanVae::encode(const at::Tensor &video) const
{
    const c10::InferenceMode inference;
    if (!m_encoder)
        return failure(ErrorCode::Unsupported, "the encoder was not loaded", "VAE");
    const int scale = m_config.spatialScale;
    if (video.dim() != 4 || video.size(0) != 3 || video.size(1) % kEncodeChunk != 1 ||
        video.size(2) % scale != 0 || video.size(3) % scale != 0)
        return failure(ErrorCode::InvalidArgument,
                       "a clip to encode has 3 channels, 4k+1 frames, and rows and columns that "
                       "are multiples of " +
                           std::to_string(scale),
                       "clip");
    VaeHistory history;
    std::vector<at::Tensor> chunks;
    for (std::int64_t first = 0; first < video.size(1);) {
        const std::int64_t count = first == 0 ? 1 : kEncodeChunk;
        chunks.push_back(encodeChunk(video.narrow(1, first, count), history));
        first += count;
    }
    const auto parts = at::cat(chunks, 1).chunk(2, 0);
    constexpr double kLeast = -30.0;
    constexpr double kMost = 20.0;
    return Moments{parts[0].contiguous(), parts[1].clamp(kLeast, kMost)};
}

} // namespace dare
