#pragma once

#include "core/types/Result.h"

#include <filesystem>

namespace dare {

/// A file under a temporary name beside its final place, for writers that need a path of their own.
/// It is removed unless committed.
class TemporaryFile
{
public:
    /// Creates the empty file.
    /// @error Io: no such folder, not writable
    [[nodiscard]] static Result<TemporaryFile> beside(const std::filesystem::path &target);

    TemporaryFile(TemporaryFile &&other) noexcept;
    TemporaryFile &operator=(TemporaryFile &&) = delete;
    ~TemporaryFile();

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }

    /// fsync, rename to the final name, fsync of the folder. Call with the file closed.
    /// @error Io; the temporary file is removed with this object
    [[nodiscard]] Result<void> commit();

private:
    TemporaryFile(std::filesystem::path target, std::filesystem::path path);

    std::filesystem::path m_target;
    std::filesystem::path m_path; ///< empty once committed or moved from
};

} // namespace dare
