#include "core/media/Video.h"

#include "core/media/ClipWriter.h"
#include "core/media/VideoDecoder.h"

#include <cstdint>
#include <new>

namespace dare {
namespace {

constexpr std::size_t kMaxClipBytes = std::size_t{8} << 30;
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
    auto writer = ClipWriter::open(path, clip.width, clip.height, clip.fps, clip.frames);
    if (!writer)
        return tl::unexpected(writer.error());
    return writer->write(clip.rgb).and_then([&] { return writer->finish(); });
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
