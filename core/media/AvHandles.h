#pragma once

#include "core/types/Result.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include <filesystem>
#include <memory>
#include <string>

namespace dare
{

struct CloseInput {
    void operator()(AVFormatContext *context) const { avformat_close_input(&context); }
};
struct CloseOutput {
    void operator()(AVFormatContext *context) const
    {
        avio_closep(&context->pb);
        avformat_free_context(context);
    }
};
struct WriteTrailer {
    void operator()(AVFormatContext *context) const { av_write_trailer(context); }
};
struct FreeCodec {
    void operator()(AVCodecContext *context) const { avcodec_free_context(&context); }
};
struct FreeFrame {
    void operator()(AVFrame *frame) const { av_frame_free(&frame); }
};
struct FreePacket {
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }
};
struct FreeScaler {
    void operator()(SwsContext *context) const { sws_freeContext(context); }
};

using InputHandle = std::unique_ptr<AVFormatContext, CloseInput>;
using OutputHandle = std::unique_ptr<AVFormatContext, CloseOutput>;
/// A file whose header is written. Some muxers (GIF) keep a packet that only the trailer frees, so an
/// abandoned file gets one, too. Goes before its OutputHandle.
using HeaderHandle = std::unique_ptr<AVFormatContext, WriteTrailer>;
using CodecHandle = std::unique_ptr<AVCodecContext, FreeCodec>;
using FrameHandle = std::unique_ptr<AVFrame, FreeFrame>;
using PacketHandle = std::unique_ptr<AVPacket, FreePacket>;
using ScalerHandle = std::unique_ptr<SwsContext, FreeScaler>;

/// A dictionary that libav reads options from and writes leftovers to.
class AvOptions
{
public:
    AvOptions() = default;
    ~AvOptions() { av_dict_free(&m_dictionary); }
    AvOptions(const AvOptions &) = delete;
    AvOptions &operator=(const AvOptions &) = delete;

    void set(const std::string &key, const std::string &value)
    {
        av_dict_set(&m_dictionary, key.c_str(), value.c_str(), 0);
    }
    [[nodiscard]] AVDictionary **get() { return &m_dictionary; }

private:
    AVDictionary *m_dictionary = nullptr;
};

/// @return libav's own words for one of its error numbers
[[nodiscard]] std::string avReason(int error);

/// @return the address of a file for libav, which would read "a:b.mp4" as a protocol
[[nodiscard]] std::string avUrl(const std::filesystem::path &path);

/// Sends libav's warnings and errors to spdlog as warnings and drops the rest. What fails is also
/// returned as an Error, so none of its lines is an error here. @thread any, many times
void routeAvLog();

} // namespace dare
