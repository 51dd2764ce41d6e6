#pragma once

#include "core/media/TemporaryFile.h"
#include "core/media/VideoEncoder.h"
#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <span>

namespace dare {

/// Writes a clip losslessly, frame by frame as frames arrive: FFV1 in Matroska, frame k of the file
/// is frame k of the clip. Holds one frame. Atomic: nothing is there until finish(). The file names
/// its frame count and checksum, so that readVideo notices damage.
/// @thread any, one at a time
class ClipWriter
{
public:
    /// @param frames how many will be written
    /// @error Io, Unsupported, InvalidArgument (no frames, below 2x2 pixels)
    [[nodiscard]] static Result<ClipWriter> open(const std::filesystem::path &path, int width,
                                                 int height, double fps, int frames);

    /// @param rgb one or more whole frames, [f,Y,X,3]
    /// @error Io
    [[nodiscard]] Result<void> write(std::span<const std::uint8_t> rgb);

    /// @error Io; InvalidArgument where fewer or more frames were written than announced
    [[nodiscard]] Result<void> finish();

private:
    ClipWriter(std::filesystem::path path, TemporaryFile file, VideoEncoder encoder, int frames,
               std::size_t frameBytes);
    [[nodiscard]] Result<void> writeChecksum() const;
    [[nodiscard]] Error named(Error error) const;

    std::filesystem::path m_path;
    TemporaryFile m_file;
    VideoEncoder m_encoder;
    int m_frames;
    int m_written = 0;
    std::size_t m_frameBytes;
    std::uint32_t m_checksum = 0;
};

} // namespace dare
