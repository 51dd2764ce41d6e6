#include "core/media/TemporaryFile.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace dare {
namespace {

namespace fs = std::filesystem;

fs::path folderOf(const fs::path &target)
{
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

bool syncPath(const fs::path &path, int flags)
{
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0)
        return false;
    const bool ok = ::fsync(file) == 0;
    ::close(file);
    return ok;
}

} // namespace

TemporaryFile::TemporaryFile(fs::path target, fs::path path)
    : m_target(std::move(target)), m_path(std::move(path))
{
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : m_target(std::move(other.m_target)), m_path(std::exchange(other.m_path, fs::path()))
{
}

TemporaryFile::~TemporaryFile()
{
    std::error_code ignored;
    if (!m_path.empty())
        fs::remove(m_path, ignored);
}

Result<TemporaryFile> TemporaryFile::beside(const fs::path &target)
{
    const fs::path folder = folderOf(target);
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return failure(ErrorCode::Io, "the folder does not exist: create it or choose another",
                       folder.string());
    if (fs::is_directory(target, ignored))
        return failure(ErrorCode::Io, "is a folder: choose a file name", target.string());
    constexpr int kAttempts = 1000;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        fs::path path = folder / (".dare-" + std::to_string(::getpid()) + "-" +
                                  std::to_string(attempt) + ".part");
        const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        if (file >= 0) {
            ::close(file);
            return TemporaryFile(target, std::move(path));
        }
        if (errno != EEXIST)
            break;
    }
    return failure(ErrorCode::Io,
                   std::string("cannot write here (") + std::strerror(errno) +
                       "): choose another folder",
                   folder.string());
}

Result<void> TemporaryFile::commit()
{
    const bool done = syncPath(m_path, O_RDONLY) && ::rename(m_path.c_str(), m_target.c_str()) == 0;
    if (!done)
        return failure(ErrorCode::Io,
                       std::string("cannot be written (") + std::strerror(errno) +
                           "): free some space or choose another folder",
                       m_target.string());
    m_path.clear();
    // A file system that cannot sync folders still has the whole file under its name.
    static_cast<void>(syncPath(folderOf(m_target), O_RDONLY | O_DIRECTORY));
    return {};
}

} // namespace dare
