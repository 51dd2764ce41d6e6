#pragma once

#include "core/media/AvHandles.h"
#include "core/types/Result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace dare {

/// The tag under which a lossless clip says how many frames it has, so that a cut file is noticed.
inline constexpr const char *kFrameCountTag = "dare_frames";
/// The tag with the checksum of all its pixels: FFV1's own is checked but not reported by libav.
inline constexpr const char *kChecksumTag = "dare_crc32";
/// The tag that holds a recipe.
inline constexpr const char *kRecipeTag = "dare_recipe";

/// CRC-32 of RGB bytes, continued from that of the bytes before (0 to start).
[[nodiscard]] std::uint32_t pixelChecksum(std::uint32_t before, std::span<const std::uint8_t> rgb);

/// Opens a file's container without decoding.
/// @error NotFound, InvalidInput
[[nodiscard]] Result<InputHandle> openVideo(const std::filesystem::path &path);

/// The first video stream of a file, frame after frame in the order they are shown.
/// @thread any, one at a time
class VideoDecoder
{
public:
    /// @error NotFound, InvalidInput
    [[nodiscard]] static Result<VideoDecoder> open(const std::filesystem::path &path);

    /// Appends the next frame as [Y,X,3] RGB.
    /// @return false at the end
    /// @error InvalidInput: damaged, cut, changes its size
    [[nodiscard]] Result<bool> readInto(std::vector<std::uint8_t> &rgb);

    [[nodiscard]] int width() const { return m_width; }
    [[nodiscard]] int height() const { return m_height; }
    [[nodiscard]] double fps() const;

private:
    VideoDecoder() = default;
    [[nodiscard]] Result<void> openCodec();
    [[nodiscard]] Result<bool> feed();
    [[nodiscard]] Result<void> convert(std::vector<std::uint8_t> &rgb);
    [[nodiscard]] Result<void> checkComplete() const;
    [[nodiscard]] std::int64_t tag(const char *name) const;
    [[nodiscard]] tl::unexpected<Error> damaged(const std::string &reason) const;

    std::filesystem::path m_path;
    InputHandle m_input;
    CodecHandle m_codec;
    ScalerHandle m_scaler;
    FrameHandle m_frame;
    PacketHandle m_packet;
    AVStream *m_stream = nullptr; ///< owned by m_input
    int m_width = 0;
    int m_height = 0;
    int m_format = AV_PIX_FMT_NONE;
    std::int64_t m_packets = 0;
    std::int64_t m_decoded = 0;
    bool m_hasChecksum = false;
    std::uint32_t m_checksum = 0; ///< of the pixels decoded so far, where the file names one
};

} // namespace dare
