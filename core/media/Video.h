#pragma once

#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <filesystem>
#include <functional>
#include <string>

namespace dare {

/// Writes a clip losslessly: FFV1 in Matroska, frame k of the file is frame k of the clip.
/// Atomic. The file names its frame count and checksum, so that readVideo notices damage.
/// @error Io, Unsupported, InvalidArgument (no frames, below 2x2 pixels)
[[nodiscard]] Result<void> writeFfv1(const std::filesystem::path &path, const Clip &clip);

/// Decodes a whole video file, frame for frame, to 8-bit RGB.
/// @error NotFound, InvalidInput (not a video, damaged)
[[nodiscard]] Result<Clip> readVideo(const std::filesystem::path &path);

/// The recipe JSON that `exportMp4` put into a file.
/// @error NotFound, InvalidInput ("has no DARE recipe": what to do)
[[nodiscard]] Result<std::string> readRecipeTag(const std::filesystem::path &path);

} // namespace dare
