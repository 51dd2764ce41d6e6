#pragma once

#include "core/media/EncodedFile.h"
#include "core/types/Result.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace dare
{

/// What to encode with. Options are libav's own names.
struct VideoFormat {
    std::string encoder;
    std::string container;
    std::string install;                      ///< what to install where the encoder is missing
    AVPixelFormat source = AV_PIX_FMT_RGB24;  ///< of the pixels handed in, packed rows
    AVPixelFormat target = AV_PIX_FMT_0RGB32; ///< of the pixels in the file
    int width = 0;
    int height = 0;
    double fps = 8.0;
    unsigned codecTag = 0; ///< of the container; 0: its usual one
    EncodedFile::Options codecOptions;
    EncodedFile::Options containerOptions;
    EncodedFile::Options metadata;
};

/// One video stream into one file. Frames have whole numbers in units of 1/fps: frame k is the
/// k-th one written. Not atomic: write to a TemporaryFile.
/// @thread any, one at a time
class VideoEncoder
{
public:
    /// @error Unsupported (encoder missing), InvalidArgument (size, fps), Io
    [[nodiscard]] static Result<VideoEncoder> open(const std::filesystem::path &path,
                                                   const VideoFormat &format);

    /// @param pixels one frame, [Y,X,3] or [Y,X,4] as VideoFormat::source says
    /// @error Io
    [[nodiscard]] Result<void> write(std::span<const std::uint8_t> pixels);

    /// Flushes and closes the file. Nothing may be written afterwards.
    /// @error Io
    [[nodiscard]] Result<void> finish();

private:
    VideoEncoder() = default;
    [[nodiscard]] Result<CodecHandle> openCodec(const VideoFormat &format) const;
    [[nodiscard]] Result<void> prepareFrame(const VideoFormat &format);

    std::filesystem::path m_path;
    EncodedFile m_file;
    ScalerHandle m_scaler;
    FrameHandle m_frame;
    int m_rowBytes = 0; ///< of a source row
    std::int64_t m_next = 0;
};

} // namespace dare
