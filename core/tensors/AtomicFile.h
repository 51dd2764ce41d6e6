#pragma once

#include "core/types/Result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// What the names of unfinished files contain, so that leftovers of a killed writer are known.
inline constexpr std::string_view kTemporaryMark = ".tmp-";
[[nodiscard]] bool isTemporaryFile(const std::filesystem::path &path);

/// Replaces a file atomically: temporary name beside it, fsync, rename, fsync of the folder.
/// Killed at any moment, the old content or the new one is there, never a part.
/// @param parts written one after another
/// @error Io naming the path and the reason; the temporary file is removed
[[nodiscard]] Result<void>
writeFileAtomically(const std::filesystem::path &path,
                    const std::vector<std::span<const std::byte>> &parts);
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path,
                                               const std::string &text);

/// Makes new, renamed and removed entries of a folder durable. @error Io
[[nodiscard]] Result<void> syncFolder(const std::filesystem::path &folder);

/// @error NotFound, Io
[[nodiscard]] Result<std::string> readTextFile(const std::filesystem::path &path);

/// @return lower-case hexadecimal SHA-256 of the bytes
[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

} // namespace dare
