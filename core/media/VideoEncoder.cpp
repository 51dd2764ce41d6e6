#include "core/media/VideoEncoder.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace dare
{
namespace
{

constexpr double kMaxFps = 1000.0; // Matroska counts milliseconds

/// 24000/1001 and the like come back exactly from their double.
AVRational rationalFps(double fps)
{
    return av_d2q(fps, 1'000'000);
}

bool isYuv(AVPixelFormat format)
{
    return (av_pix_fmt_desc_get(format)->flags & AV_PIX_FMT_FLAG_RGB) == 0;
}

int bytesPerPixel(AVPixelFormat format)
{
    return av_get_padded_bits_per_pixel(av_pix_fmt_desc_get(format)) / 8;
}

ScalerHandle makeScaler(const VideoFormat &format)
{
    ScalerHandle scaler(sws_getContext(
        format.width, format.height, format.source, format.width, format.height, format.target,
        SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INP, nullptr, nullptr, nullptr));
    if (scaler && isYuv(format.target)) {
        const int *table = sws_getCoefficients(SWS_CS_ITU709);
        constexpr int kUnit = 1 << 16;
        sws_setColorspaceDetails(scaler.get(), table, 1, table, 0, 0, kUnit, kUnit);
    }
    return scaler;
}

} // namespace

Result<VideoEncoder> VideoEncoder::open(const std::filesystem::path &path,
                                        const VideoFormat &format)
{
    routeAvLog();
    // swscale, which packs the pixels, garbles lines and columns of one pixel.
    if (format.width < 2 || format.height < 2)
        return failure(ErrorCode::InvalidArgument, "a video needs at least 2x2 pixels",
                       path.string());
    if (!(format.fps > 0.0) || format.fps > kMaxFps)
        return failure(ErrorCode::InvalidArgument, "frames per second must lie between 0 and 1000",
                       path.string());
    VideoEncoder encoder;
    encoder.m_path = path;
    encoder.m_frameTime = av_inv_q(rationalFps(format.fps));
    encoder.m_rowBytes = format.width * bytesPerPixel(format.source);
    auto ready = encoder.openCodec(format)
                     .and_then([&] { return encoder.openContainer(format); })
                     .and_then([&] { return encoder.prepareFrame(format); });
    if (!ready)
        return tl::unexpected(ready.error());
    return encoder;
}

tl::unexpected<Error> VideoEncoder::ioFailure(const std::string &action, int error) const
{
    return failure(ErrorCode::Io,
                   action + " failed (" + avReason(error) +
                       "): free some space or choose another folder",
                   m_path.string());
}

Result<void> VideoEncoder::openCodec(const VideoFormat &format)
{
    const AVCodec *codec = avcodec_find_encoder_by_name(format.encoder.c_str());
    const AVOutputFormat *container = av_guess_format(format.container.c_str(), nullptr, nullptr);
    if (codec == nullptr || container == nullptr)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer cannot write " + format.encoder + " in " +
                           format.container + ": install " + format.install,
                       m_path.string());
    m_codec.reset(avcodec_alloc_context3(codec));
    m_codec->width = format.width;
    m_codec->height = format.height;
    m_codec->pix_fmt = format.target;
    m_codec->time_base = m_frameTime;
    m_codec->framerate = av_inv_q(m_frameTime);
    m_codec->flags |= AV_CODEC_FLAG_BITEXACT;
    m_codec->color_range = isYuv(format.target) ? AVCOL_RANGE_MPEG : AVCOL_RANGE_JPEG;
    m_codec->colorspace = isYuv(format.target) ? AVCOL_SPC_BT709 : AVCOL_SPC_RGB;
    m_codec->color_primaries = AVCOL_PRI_BT709;
    m_codec->color_trc = isYuv(format.target) ? AVCOL_TRC_BT709 : AVCOL_TRC_IEC61966_2_1;
    if ((container->flags & AVFMT_GLOBALHEADER) != 0)
        m_codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AvOptions options;
    for (const auto &[key, value] : format.codecOptions)
        options.set(key, value);
    if (const int error = avcodec_open2(m_codec.get(), codec, options.get()); error < 0)
        return failure(ErrorCode::Unsupported,
                       format.encoder + " cannot encode " + std::to_string(format.width) + "x" +
                           std::to_string(format.height) + " (" + avReason(error) + ")",
                       m_path.string());
    return {};
}

Result<void> VideoEncoder::openContainer(const VideoFormat &format)
{
    const std::string url = avUrl(m_path);
    AVFormatContext *context = nullptr;
    if (const int error = avformat_alloc_output_context2(&context, nullptr,
                                                         format.container.c_str(), url.c_str());
        error < 0)
        return ioFailure("opening the video", error);
    m_output.reset(context);
    m_output->flags |= AVFMT_FLAG_BITEXACT;
    m_stream = avformat_new_stream(context, nullptr);
    m_stream->time_base = m_frameTime;
    m_stream->avg_frame_rate = m_codec->framerate;
    avcodec_parameters_from_context(m_stream->codecpar, m_codec.get());
    m_stream->codecpar->codec_tag = format.codecTag;
    for (const auto &[key, value] : format.metadata)
        av_dict_set(&context->metadata, key.c_str(), value.c_str(), 0);
    if (const int error = avio_open(&context->pb, url.c_str(), AVIO_FLAG_WRITE); error < 0)
        return ioFailure("opening the file", error);
    AvOptions options;
    for (const auto &[key, value] : format.containerOptions)
        options.set(key, value);
    if (const int error = avformat_write_header(context, options.get()); error < 0)
        return ioFailure("writing the header", error);
    return {};
}

Result<void> VideoEncoder::prepareFrame(const VideoFormat &format)
{
    m_scaler = makeScaler(format);
    m_packet.reset(av_packet_alloc());
    m_frame.reset(av_frame_alloc());
    m_frame->format = format.target;
    m_frame->width = format.width;
    m_frame->height = format.height;
    if (const int error = av_frame_get_buffer(m_frame.get(), 0); error < 0 || !m_scaler)
        return failure(ErrorCode::OutOfMemory, "no memory for a video frame", m_path.string());
    return {};
}

Result<void> VideoEncoder::write(std::span<const std::uint8_t> pixels)
{
    if (const int error = av_frame_make_writable(m_frame.get()); error < 0)
        return ioFailure("encoding", error);
    const std::uint8_t *rows[] = {pixels.data()};
    const int strides[] = {m_rowBytes};
    sws_scale(m_scaler.get(), rows, strides, 0, m_frame->height, m_frame->data, m_frame->linesize);
    m_frame->pts = m_next++;
    return encode(m_frame.get());
}

Result<void> VideoEncoder::encode(const AVFrame *frame)
{
    if (const int error = avcodec_send_frame(m_codec.get(), frame); error < 0)
        return ioFailure("encoding", error);
    for (;;) {
        const int received = avcodec_receive_packet(m_codec.get(), m_packet.get());
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF)
            return {};
        if (received < 0)
            return ioFailure("encoding", received);
        m_packet->duration = 1;
        m_packet->stream_index = m_stream->index;
        av_packet_rescale_ts(m_packet.get(), m_codec->time_base, m_stream->time_base);
        if (const int error = av_interleaved_write_frame(m_output.get(), m_packet.get()); error < 0)
            return ioFailure("writing", error);
    }
}

Result<void> VideoEncoder::finish()
{
    if (auto flushed = encode(nullptr); !flushed)
        return flushed;
    if (const int error = av_write_trailer(m_output.get()); error < 0)
        return ioFailure("finishing the file", error);
    // The last bytes leave at close: a full disk may show only here.
    if (const int error = avio_closep(&m_output->pb); error < 0)
        return ioFailure("closing the file", error);
    return {};
}

} // namespace dare
