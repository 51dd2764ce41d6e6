#include "core/media/ClipWriter.h"

#include "core/media/VideoDecoder.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>

namespace dare {
namespace {

constexpr int kMinSliced = 32; ///< pixels of the shorter side; smaller pictures are one slice

/// Stands in the header until the checksum is known: as many digits as the largest one has.
constexpr const char *kUnknownChecksum = "0000000000";

VideoFormat losslessFormat(int width, int height, double fps, int frames)
{
    VideoFormat format;
    format.encoder = "ffv1";
    format.container = "matroska";
    format.install = "libavcodec59";
    format.width = width;
    format.height = height;
    format.fps = fps;
    format.codecOptions = {{"level", "3"},
                           {"g", "1"},
                           {"slicecrc", "1"},
                           {"threads", "1"},
                           {"slices", std::min(width, height) >= kMinSliced ? "4" : "1"}};
    // Matroska's own checksum of the tags would have to change with them.
    format.containerOptions = {{"write_crc32", "0"}};
    format.metadata = {{kFrameCountTag, std::to_string(frames)},
                       {kChecksumTag, kUnknownChecksum}};
    return format;
}

} // namespace

ClipWriter::ClipWriter(std::filesystem::path path, TemporaryFile file, VideoEncoder encoder,
                       int frames, std::size_t frameBytes)
    : m_path(std::move(path)), m_file(std::move(file)), m_encoder(std::move(encoder)),
      m_frames(frames), m_frameBytes(frameBytes)
{
}

Result<ClipWriter> ClipWriter::open(const std::filesystem::path &path, int width, int height,
                                    double fps, int frames)
{
    if (frames <= 0)
        return failure(ErrorCode::InvalidArgument, "the clip has no frames", path.string());
    auto file = TemporaryFile::beside(path);
    if (!file)
        return tl::unexpected(file.error());
    auto encoder = VideoEncoder::open(file->path(), losslessFormat(width, height, fps, frames));
    if (!encoder) {
        encoder.error().context = path.string();
        return tl::unexpected(encoder.error());
    }
    const std::size_t bytes =
        static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3;
    return ClipWriter(path, std::move(*file), std::move(*encoder), frames, bytes);
}

/// People know the file by its final name.
Error ClipWriter::named(Error error) const
{
    error.context = m_path.string();
    return error;
}

Result<void> ClipWriter::write(std::span<const std::uint8_t> rgb)
{
    if (rgb.size() % m_frameBytes != 0)
        return failure(ErrorCode::InvalidArgument, "not a whole number of frames", m_path.string());
    for (; !rgb.empty(); rgb = rgb.subspan(m_frameBytes)) {
        if (auto written = m_encoder.write(rgb.first(m_frameBytes)); !written)
            return tl::unexpected(named(written.error()));
        m_checksum = pixelChecksum(m_checksum, rgb.first(m_frameBytes));
        ++m_written;
    }
    return {};
}

Result<void> ClipWriter::writeChecksum() const
{
    constexpr std::size_t kHeader = std::size_t{64} << 10U; // tags stand before the first frame
    std::fstream file(m_file.path(), std::ios::in | std::ios::out | std::ios::binary);
    std::string head(kHeader, '\0');
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(file.gcount()));
    file.clear();
    const std::size_t place = head.find(kUnknownChecksum);
    std::string digits = std::to_string(m_checksum);
    digits.insert(0, std::string(kUnknownChecksum).size() - digits.size(), '0');
    if (place != std::string::npos)
        file.seekp(static_cast<std::streamoff>(place)).write(digits.data(), 10).flush();
    if (place == std::string::npos || !file)
        return failure(ErrorCode::Io, "the checksum cannot be written into the video",
                       m_path.string());
    return {};
}

Result<void> ClipWriter::finish()
{
    if (m_written != m_frames)
        return failure(ErrorCode::InvalidArgument,
                       "has " + std::to_string(m_written) + " frames instead of " +
                           std::to_string(m_frames),
                       m_path.string());
    return m_encoder.finish()
        .and_then([&] { return writeChecksum(); })
        .and_then([&] { return m_file.commit(); })
        .map_error([&](Error error) { return named(std::move(error)); });
}

} // namespace dare
