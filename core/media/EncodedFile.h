#pragma once

#include "core/media/AvHandles.h"
#include "core/types/Result.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace dare
{

/// The time of one frame. 24000/1001 and the like come back exactly from their double.
[[nodiscard]] AVRational frameTimeOf(double fps);

/// What libav could not do with a file, for people.
[[nodiscard]] tl::unexpected<Error> avFailure(const std::filesystem::path &path,
                                              const std::string &action, int error);

/// What a codec makes of frames, as the one stream of a file. Not atomic. @thread any, one at a
/// time
class EncodedFile
{
public:
    using Options = std::vector<std::pair<std::string, std::string>>;
    /// Names are libav's own.
    struct Container {
        std::string name;
        unsigned codecTag = 0; ///< 0: its usual one
        Options options = {};
        Options metadata = {};
    };
    EncodedFile() = default;
    /// @param codec open @error Io
    [[nodiscard]] static Result<EncodedFile> open(const std::filesystem::path &path,
                                                  CodecHandle codec, const Container &container);
    /// @param frame null: flushes the codec @error Io
    [[nodiscard]] Result<void> encode(const AVFrame *frame);
    /// Flushes and closes the file. Nothing may be written afterwards. @error Io
    [[nodiscard]] Result<void> finish();

private:
    std::filesystem::path m_path;
    CodecHandle m_codec;
    OutputHandle m_output;
    HeaderHandle m_header; ///< null once the trailer is written
    AVStream *m_stream = nullptr; ///< owned by m_output
    PacketHandle m_packet;
};

} // namespace dare
