#include "core/media/EncodedFile.h"

namespace dare
{

AVRational frameTimeOf(double fps)
{
    return av_inv_q(av_d2q(fps, 1'000'000));
}

tl::unexpected<Error> avFailure(const std::filesystem::path &path, const std::string &action,
                                int error)
{
    return failure(ErrorCode::Io,
                   action + " failed (" + avReason(error) +
                       "): free some space or choose another folder",
                   path.string());
}

Result<EncodedFile> EncodedFile::open(const std::filesystem::path &path, CodecHandle codec,
                                      const Container &container)
{
    EncodedFile file;
    file.m_path = path;
    file.m_codec = std::move(codec);
    const std::string url = avUrl(path);
    AVFormatContext *context = nullptr;
    if (const int error =
            avformat_alloc_output_context2(&context, nullptr, container.name.c_str(), url.c_str());
        error < 0)
        return avFailure(path, "opening the file", error);
    file.m_output.reset(context);
    context->flags |= AVFMT_FLAG_BITEXACT;
    file.m_stream = avformat_new_stream(context, nullptr);
    file.m_stream->time_base = file.m_codec->time_base;
    file.m_stream->avg_frame_rate = file.m_codec->framerate;
    avcodec_parameters_from_context(file.m_stream->codecpar, file.m_codec.get());
    file.m_stream->codecpar->codec_tag = container.codecTag;
    for (const auto &[key, value] : container.metadata)
        av_dict_set(&context->metadata, key.c_str(), value.c_str(), 0);
    if (const int error = avio_open(&context->pb, url.c_str(), AVIO_FLAG_WRITE); error < 0)
        return avFailure(path, "opening the file", error);
    AvOptions options;
    for (const auto &[key, value] : container.options)
        options.set(key, value);
    if (const int error = avformat_write_header(context, options.get()); error < 0)
        return avFailure(path, "writing the header", error);
    file.m_header.reset(context);
    file.m_packet.reset(av_packet_alloc());
    return file;
}

Result<void> EncodedFile::encode(const AVFrame *frame)
{
    if (const int error = avcodec_send_frame(m_codec.get(), frame); error < 0)
        return avFailure(m_path, "encoding", error);
    for (;;) {
        const int received = avcodec_receive_packet(m_codec.get(), m_packet.get());
        if (received == AVERROR(EAGAIN) || received == AVERROR_EOF)
            return {};
        if (received < 0)
            return avFailure(m_path, "encoding", received);
        m_packet->duration = 1;
        m_packet->stream_index = m_stream->index;
        av_packet_rescale_ts(m_packet.get(), m_codec->time_base, m_stream->time_base);
        if (const int error = av_interleaved_write_frame(m_output.get(), m_packet.get()); error < 0)
            return avFailure(m_path, "writing", error);
    }
}

Result<void> EncodedFile::finish()
{
    if (auto flushed = encode(nullptr); !flushed)
        return flushed;
    if (const int error = av_write_trailer(m_header.release()); error < 0)
        return avFailure(m_path, "finishing the file", error);
    // The last bytes leave at close: a full disk may show only here.
    if (const int error = avio_closep(&m_output->pb); error < 0)
        return avFailure(m_path, "closing the file", error);
    return {};
}

} // namespace dare
