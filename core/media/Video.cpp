#include "core/media/Video.h"

#include "core/media/TemporaryFile.h"
#include "core/media/VideoDecoder.h"
#include "core/media/VideoEncoder.h"

#include <algorithm>
#include <cstdint>
#include <new>

namespace dare {
namespace {

constexpr std::size_t kMaxClipBytes = std::size_t{8} << 30;
constexpr int kMinSliced = 32; ///< pixels of the shorter side; smaller pictures are one slice

VideoFormat losslessFormat(const Clip &clip)
{
    VideoFormat format;
    format.encoder = "ffv1";
    format.container = "matroska";
    format.install = "libavcodec59";
    format.width = clip.width;
    format.height = clip.height;
    format.fps = clip.fps;
    format.codecOptions = {{"level", "3"},
                           {"g", "1"},
                           {"slicecrc", "1"},
                           {"threads", "1"},
                           {"slices", std::min(clip.width, clip.height) >= kMinSliced ? "4" : "1"}};
    format.metadata = {{kFrameCountTag, std::to_string(clip.frames)},
                       {kChecksumTag, std::to_string(pixelChecksum(0, clip.rgb))}};
    return format;
}

Result<void> encodeAll(const std::filesystem::path &path, const Clip &clip)
{
    auto encoder = VideoEncoder::open(path, losslessFormat(clip));
    if (!encoder)
        return tl::unexpected(encoder.error());
    for (int frame = 0; frame < clip.frames; ++frame) {
        if (auto written = encoder->write(clip.frame(frame)); !written)
            return written;
    }
    return encoder->finish();
}

Result<Clip> decodeAll(VideoDecoder &decoder, const std::filesystem::path &path)
{
    Clip clip;
    clip.width = decoder.width();
    clip.height = decoder.height();
    clip.fps = decoder.fps();
    for (;;) {
        auto more = decoder.readInto(clip.rgb);
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return clip;
        ++clip.frames;
        if (clip.rgb.size() > kMaxClipBytes)
            return failure(ErrorCode::OutOfMemory,
                           "the video is too long to hold (8 GB of pixels): cut it first",
                           path.string());
    }
}

} // namespace

Result<void> writeFfv1(const std::filesystem::path &path, const Clip &clip)
{
    if (clip.empty() ||
        clip.rgb.size() != clip.frameBytes() * static_cast<std::size_t>(clip.frames))
        return failure(ErrorCode::InvalidArgument, "the clip has no frames", path.string());
    auto file = TemporaryFile::beside(path);
    if (!file)
        return tl::unexpected(file.error());
    return encodeAll(file->path(), clip)
        .and_then([&] { return file->commit(); })
        .map_error([&](Error error) {
            error.context = path.string(); // people know the file by its final name
            return error;
        });
}

Result<Clip> readVideo(const std::filesystem::path &path)
{
    auto decoder = VideoDecoder::open(path);
    if (!decoder)
        return tl::unexpected(decoder.error());
    try {
        return decodeAll(*decoder, path);
    } catch (const std::bad_alloc &) {
        return failure(ErrorCode::OutOfMemory, "not enough memory for the frames of this video",
                       path.string());
    }
}

Result<std::string> readRecipeTag(const std::filesystem::path &path)
{
    auto input = openVideo(path);
    if (!input)
        return tl::unexpected(input.error());
    const AVDictionaryEntry *tag = av_dict_get((*input)->metadata, kRecipeTag, nullptr, 0);
    if (tag == nullptr)
        return failure(ErrorCode::InvalidInput,
                       "has no DARE recipe: it comes from elsewhere or was encoded again. "
                       "Choose the file as it was exported, or its run folder",
                       path.string());
    return std::string(tag->value);
}

} // namespace dare
