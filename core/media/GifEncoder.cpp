#include "core/media/GifEncoder.h"

#include <spdlog/fmt/fmt.h>

extern "C" {
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include <cstring>

namespace dare
{
namespace
{

constexpr double kMaxFps = 100.0; // hundredths of a second
constexpr const char *kGraph = "split[a][b];[a]palettegen=stats_mode=single[p];"
                               "[b][p]paletteuse=new=1:dither=bayer:bayer_scale=4";

struct FreeInOut {
    void operator()(AVFilterInOut *ends) const { avfilter_inout_free(&ends); }
};
using InOut = std::unique_ptr<AVFilterInOut, FreeInOut>;

InOut endOf(AVFilterContext *filter, const char *name)
{
    InOut out(avfilter_inout_alloc());
    out->name = av_strdup(name);
    out->filter_ctx = filter;
    out->pad_idx = 0;
    out->next = nullptr;
    return out;
}

} // namespace

Result<GifEncoder> GifEncoder::open(const std::filesystem::path &path, int width, int height,
                                    double fps)
{
    routeAvLog();
    if (!(fps > 0.0) || fps > kMaxFps)
        return failure(ErrorCode::InvalidArgument,
                       "a GIF has between 0 and 100 frames per second: give a lower rate",
                       path.string());
    GifEncoder encoder;
    encoder.m_path = path;
    encoder.m_width = width;
    encoder.m_height = height;
    encoder.m_frameTime = frameTimeOf(fps);
    auto ready = encoder.openGraph().and_then([&] { return encoder.openFile(); });
    if (!ready)
        return tl::unexpected(ready.error());
    return encoder;
}

Result<void> GifEncoder::openGraph()
{
    m_graph.reset(avfilter_graph_alloc());
    const std::string input =
        fmt::format("video_size={}x{}:pix_fmt={}:time_base={}/{}:pixel_aspect=1/1", m_width,
                    m_height, static_cast<int>(AV_PIX_FMT_RGBA), m_frameTime.num, m_frameTime.den);
    const AVFilter *source = avfilter_get_by_name("buffer");
    const AVFilter *sink = avfilter_get_by_name("buffersink");
    if (source == nullptr || sink == nullptr ||
        avfilter_graph_create_filter(&m_source, source, "in", input.c_str(), nullptr,
                                     m_graph.get()) < 0 ||
        avfilter_graph_create_filter(&m_sink, sink, "out", nullptr, nullptr, m_graph.get()) < 0)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer has no filters: install libavfilter8",
                       m_path.string());
    AVFilterInOut *outputs = endOf(m_source, "in").release();
    AVFilterInOut *inputs = endOf(m_sink, "out").release();
    const int parsed = avfilter_graph_parse_ptr(m_graph.get(), kGraph, &inputs, &outputs, nullptr);
    const InOut freeOutputs(outputs);
    const InOut freeInputs(inputs);
    const int ready = parsed < 0 ? parsed : avfilter_graph_config(m_graph.get(), nullptr);
    if (ready < 0)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer cannot make palettes (" + avReason(ready) +
                           "): install libavfilter8",
                       m_path.string());
    return {};
}

Result<void> GifEncoder::openFile()
{
    const AVCodec *codec = avcodec_find_encoder(AV_CODEC_ID_GIF);
    if (codec == nullptr)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer cannot write GIF: install libavcodec59",
                       m_path.string());
    CodecHandle opened(avcodec_alloc_context3(codec));
    opened->width = m_width;
    opened->height = m_height;
    opened->pix_fmt = AV_PIX_FMT_PAL8;
    opened->time_base = m_frameTime;
    opened->flags |= AV_CODEC_FLAG_BITEXACT;
    if (const int error = avcodec_open2(opened.get(), codec, nullptr); error < 0)
        return failure(ErrorCode::Unsupported,
                       "GIF cannot hold this size (" + avReason(error) + ")", m_path.string());
    auto file = EncodedFile::open(m_path, std::move(opened), {"gif"});
    if (!file)
        return tl::unexpected(file.error());
    m_file = std::move(*file);
    m_in.reset(av_frame_alloc());
    m_out.reset(av_frame_alloc());
    return {};
}

Result<void> GifEncoder::write(std::span<const std::uint8_t> rgba)
{
    m_in->format = AV_PIX_FMT_RGBA;
    m_in->width = m_width;
    m_in->height = m_height;
    if (const int error = av_frame_get_buffer(m_in.get(), 0); error < 0)
        return failure(ErrorCode::OutOfMemory, "no memory for a frame", m_path.string());
    const std::size_t row = static_cast<std::size_t>(m_width) * 4;
    for (int y = 0; y < m_height; ++y)
        std::memcpy(m_in->data[0] + static_cast<std::ptrdiff_t>(y) * m_in->linesize[0],
                    rgba.data() + static_cast<std::size_t>(y) * row, row);
    m_in->pts = m_next++;
    // Takes the reference over: m_in is empty afterwards.
    if (const int error = av_buffersrc_add_frame(m_source, m_in.get()); error < 0)
        return avFailure(m_path, "making a palette", error);
    return drain();
}

Result<void> GifEncoder::drain()
{
    for (;;) {
        const int got = av_buffersink_get_frame(m_sink, m_out.get());
        if (got == AVERROR(EAGAIN) || got == AVERROR_EOF)
            return {};
        if (got < 0)
            return avFailure(m_path, "making a palette", got);
        auto encoded = m_file.encode(m_out.get());
        av_frame_unref(m_out.get());
        if (!encoded)
            return encoded;
    }
}

Result<void> GifEncoder::finish()
{
    if (const int error = av_buffersrc_add_frame(m_source, nullptr); error < 0)
        return avFailure(m_path, "making a palette", error);
    if (auto drained = drain(); !drained)
        return drained;
    return m_file.finish();
}

} // namespace dare
