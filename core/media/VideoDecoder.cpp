#include "core/media/VideoDecoder.h"

extern "C" {
#include <libavutil/crc.h>
}

#include <cstdlib>

namespace dare {
namespace {

namespace fs = std::filesystem;

/// The matrix of a stream that does not name one: by custom, HD is BT.709 and the rest BT.601.
int matrixOf(const AVFrame &frame)
{
    if (frame.colorspace != AVCOL_SPC_UNSPECIFIED && frame.colorspace != AVCOL_SPC_RGB)
        return frame.colorspace;
    constexpr int kHdHeight = 720;
    return frame.height >= kHdHeight ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
}

ScalerHandle makeScaler(const AVFrame &frame)
{
    constexpr int kFlags = SWS_BICUBIC | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP;
    ScalerHandle scaler(sws_getContext(
        frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
        frame.height, AV_PIX_FMT_RGB24, kFlags, nullptr, nullptr, nullptr));
    if (scaler) {
        constexpr int kUnit = 1 << 16;
        sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrixOf(frame)),
                                 frame.color_range == AVCOL_RANGE_JPEG ? 1 : 0,
                                 sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, kUnit, kUnit);
    }
    return scaler;
}

} // namespace

std::uint32_t pixelChecksum(std::uint32_t before, std::span<const std::uint8_t> rgb)
{
    return av_crc(av_crc_get_table(AV_CRC_32_IEEE_LE), before, rgb.data(), rgb.size());
}

Result<InputHandle> openVideo(const fs::path &path)
{
    routeAvLog();
    std::error_code ignored;
    if (!fs::exists(path, ignored))
        return failure(ErrorCode::NotFound, "no such file", path.string());
    if (fs::is_directory(path, ignored))
        return failure(ErrorCode::InvalidInput, "is a folder: choose a video file", path.string());
    AVFormatContext *context = nullptr;
    if (const int error = avformat_open_input(&context, avUrl(path).c_str(), nullptr, nullptr);
        error < 0)
        return failure(ErrorCode::InvalidInput,
                       "is not a video, or is damaged (" + avReason(error) + ")", path.string());
    return InputHandle(context);
}

Result<VideoDecoder> VideoDecoder::open(const fs::path &path)
{
    auto input = openVideo(path);
    if (!input)
        return tl::unexpected(input.error());
    VideoDecoder decoder;
    decoder.m_path = path;
    decoder.m_input = std::move(*input);
    if (auto opened = decoder.openCodec(); !opened)
        return tl::unexpected(opened.error());
    return decoder;
}

Result<void> VideoDecoder::openCodec()
{
    if (const int error = avformat_find_stream_info(m_input.get(), nullptr); error < 0)
        return damaged(avReason(error));
    const AVCodec *codec = nullptr;
    const int index = av_find_best_stream(m_input.get(), AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    if (index == AVERROR_DECODER_NOT_FOUND)
        return failure(ErrorCode::Unsupported,
                       "FFmpeg on this computer has no decoder for this video: convert it to H.264",
                       m_path.string());
    if (index < 0)
        return failure(ErrorCode::InvalidInput, "has no video stream", m_path.string());
    m_stream = m_input->streams[index];
    m_codec.reset(avcodec_alloc_context3(codec));
    avcodec_parameters_to_context(m_codec.get(), m_stream->codecpar);
    m_codec->thread_count = 0;
    if (const int error = avcodec_open2(m_codec.get(), codec, nullptr); error < 0)
        return damaged(avReason(error));
    m_hasChecksum = av_dict_get(m_input->metadata, kChecksumTag, nullptr, 0) != nullptr;
    m_frame.reset(av_frame_alloc());
    m_packet.reset(av_packet_alloc());
    m_width = m_codec->width;
    m_height = m_codec->height;
    if (m_width <= 0 || m_height <= 0)
        return damaged("it names no picture size");
    return {};
}

double VideoDecoder::fps() const
{
    const AVRational rate = av_guess_frame_rate(m_input.get(), m_stream, nullptr);
    return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 8.0;
}

tl::unexpected<Error> VideoDecoder::damaged(const std::string &reason) const
{
    return failure(ErrorCode::InvalidInput,
                   "the video is damaged after frame " + std::to_string(m_decoded) + " (" + reason +
                       "): copy or export it again",
                   m_path.string());
}

Result<bool> VideoDecoder::readInto(std::vector<std::uint8_t> &rgb)
{
    for (;;) {
        const int received = avcodec_receive_frame(m_codec.get(), m_frame.get());
        if (received == 0) {
            ++m_decoded;
            return convert(rgb).map([] { return true; });
        }
        if (received == AVERROR_EOF)
            return checkComplete().map([] { return false; });
        if (received != AVERROR(EAGAIN))
            return damaged(avReason(received));
        if (auto fed = feed(); !fed)
            return fed;
    }
}

/// Hands the decoder one packet, or the end of the stream.
Result<bool> VideoDecoder::feed()
{
    for (;;) {
        const int read = av_read_frame(m_input.get(), m_packet.get());
        if (read < 0 && read != AVERROR_EOF)
            return damaged(avReason(read));
        const bool end = read == AVERROR_EOF;
        if (!end && m_packet->stream_index != m_stream->index) {
            av_packet_unref(m_packet.get());
            continue;
        }
        const bool corrupt = !end && (m_packet->flags & AV_PKT_FLAG_CORRUPT) != 0;
        const int sent = avcodec_send_packet(m_codec.get(), end ? nullptr : m_packet.get());
        av_packet_unref(m_packet.get());
        if (corrupt || sent < 0)
            return damaged(corrupt ? "a part is missing" : avReason(sent));
        m_packets += end ? 0 : 1;
        return true;
    }
}

/// @return the number that a tag of the file holds, 0 where there is none
std::int64_t VideoDecoder::tag(const char *name) const
{
    const AVDictionaryEntry *entry = av_dict_get(m_input->metadata, name, nullptr, 0);
    return entry == nullptr ? 0 : std::strtoll(entry->value, nullptr, 10);
}

Result<void> VideoDecoder::checkComplete() const
{
    if (m_decoded == 0 || m_decoded < tag(kFrameCountTag) || m_packets < m_stream->nb_frames)
        return damaged("the end of the file is missing");
    if (m_hasChecksum && m_checksum != tag(kChecksumTag))
        return failure(ErrorCode::InvalidInput,
                       "the video is damaged (its pixels have another checksum): copy it again",
                       m_path.string());
    return {};
}

Result<void> VideoDecoder::convert(std::vector<std::uint8_t> &rgb)
{
    if (m_frame->width != m_width || m_frame->height != m_height ||
        (m_format != AV_PIX_FMT_NONE && m_frame->format != m_format))
        return failure(ErrorCode::InvalidInput,
                       "the picture size changes within the video: convert it to one size",
                       m_path.string());
    if (!m_scaler) {
        m_format = m_frame->format;
        m_scaler = makeScaler(*m_frame);
        if (!m_scaler)
            return failure(ErrorCode::Unsupported, "its pixel format cannot be converted to RGB",
                           m_path.string());
    }
    const std::size_t row = static_cast<std::size_t>(m_width) * 3;
    const std::size_t begin = rgb.size();
    // swscale writes up to a register past the last pixel.
    constexpr std::size_t kSlack = 64;
    rgb.resize(begin + row * static_cast<std::size_t>(m_height) + kSlack);
    std::uint8_t *rows[] = {rgb.data() + begin};
    const int strides[] = {static_cast<int>(row)};
    sws_scale(m_scaler.get(), m_frame->data, m_frame->linesize, 0, m_height, rows, strides);
    rgb.resize(rgb.size() - kSlack);
    if (m_hasChecksum)
        m_checksum = pixelChecksum(m_checksum, std::span(rgb).subspan(begin));
    return {};
}

} // namespace dare
