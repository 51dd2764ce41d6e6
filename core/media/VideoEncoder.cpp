#include "core/media/VideoEncoder.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace dare
{
namespace
{

constexpr double kMaxFps = 1000.0; // Matroska counts milliseconds

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
    encoder.m_rowBytes = format.width * bytesPerPixel(format.source);
    auto codec = encoder.openCodec(format);
    if (!codec)
        return tl::unexpected(codec.error());
    auto file = EncodedFile::open(
        path, std::move(*codec),
        {format.container, format.codecTag, format.containerOptions, format.metadata});
    if (!file)
        return tl::unexpected(file.error());
    encoder.m_file = std::move(*file);
    auto ready = encoder.prepareFrame(format);
    if (!ready)
        return tl::unexpected(ready.error());
    return encoder;
}

Result<CodecHandle> VideoEncoder::openCodec(const VideoFormat &format) const
{
    const AVCodec *codec = avcodec_find_encoder_by_name(format.encoder.c_str());
    const AVOutputFormat *container = av_guess_format(format.container.c_str(), nullptr, nullptr);
    if (codec == nullptr || container == nullptr)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer cannot write " + format.encoder + " in " +
                           format.container + ": install " + format.install,
                       m_path.string());
    CodecHandle opened(avcodec_alloc_context3(codec));
    opened->width = format.width;
    opened->height = format.height;
    opened->pix_fmt = format.target;
    opened->time_base = frameTimeOf(format.fps);
    opened->framerate = av_inv_q(opened->time_base);
    opened->flags |= AV_CODEC_FLAG_BITEXACT;
    opened->color_range = isYuv(format.target) ? AVCOL_RANGE_MPEG : AVCOL_RANGE_JPEG;
    opened->colorspace = isYuv(format.target) ? AVCOL_SPC_BT709 : AVCOL_SPC_RGB;
    opened->color_primaries = AVCOL_PRI_BT709;
    opened->color_trc = isYuv(format.target) ? AVCOL_TRC_BT709 : AVCOL_TRC_IEC61966_2_1;
    if ((container->flags & AVFMT_GLOBALHEADER) != 0)
        opened->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AvOptions options;
    for (const auto &[key, value] : format.codecOptions)
        options.set(key, value);
    if (const int error = avcodec_open2(opened.get(), codec, options.get()); error < 0)
        return failure(ErrorCode::Unsupported,
                       format.encoder + " cannot encode " + std::to_string(format.width) + "x" +
                           std::to_string(format.height) + " (" + avReason(error) + ")",
                       m_path.string());
    return opened;
}

Result<void> VideoEncoder::prepareFrame(const VideoFormat &format)
{
    m_scaler = makeScaler(format);
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
        return avFailure(m_path, "encoding", error);
    const std::uint8_t *rows[] = {pixels.data()};
    const int strides[] = {m_rowBytes};
    sws_scale(m_scaler.get(), rows, strides, 0, m_frame->height, m_frame->data, m_frame->linesize);
    m_frame->pts = m_next++;
    return m_file.encode(m_frame.get());
}

Result<void> VideoEncoder::finish()
{
    return m_file.finish();
}

} // namespace dare
