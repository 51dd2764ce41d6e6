#include "core/tensors/AtomicFile.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace dare
{
namespace
{

/// A file descriptor that closes itself.
class Descriptor
{
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(Descriptor &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    Descriptor &operator=(Descriptor &&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    [[nodiscard]] int get() const { return m_fd; }
    /// @return 0 or errno: close() is where some file systems report a full disk
    [[nodiscard]] int close() { return ::close(std::exchange(m_fd, -1)) == 0 ? 0 : errno; }

private:
    int m_fd;
};

std::string advice(int error)
{
    switch (error) {
    case ENOSPC:
    case EDQUOT:
        return "free some space on this disk, or choose another folder";
    case EFBIG:
        return "the file is larger than this system allows; choose another folder";
    case EACCES:
    case EPERM:
    case EROFS:
        return "choose a folder that you may write to";
    case ENOENT:
    case ENOTDIR:
        return "check that the folder exists";
    default:
        return "check the disk, then try again";
    }
}

tl::unexpected<Error> writeFailure(const std::filesystem::path &path, int error)
{
    return failure(ErrorCode::Io,
                   std::string("cannot write (") + std::strerror(error) + "); " + advice(error),
                   path.string());
}

int writeAll(int fd, std::span<const std::byte> bytes)
{
    constexpr std::size_t kChunk = std::size_t{64} << 20U;
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), std::min(bytes.size(), kChunk));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return 0;
}

int writeDurably(Descriptor &file, const std::vector<std::span<const std::byte>> &parts)
{
    for (const std::span<const std::byte> part : parts) {
        if (const int error = writeAll(file.get(), part); error != 0)
            return error;
    }
    if (::fsync(file.get()) != 0)
        return errno;
    return file.close();
}

/// Opens a new file beside `path`. The random part keeps two writers apart.
std::pair<Descriptor, std::filesystem::path> openTemporary(const std::filesystem::path &path)
{
    constexpr int kAttempts = 16;
    std::random_device random;
    for (int attempt = 0;; ++attempt) {
        std::filesystem::path temporary = path;
        temporary += std::string(kTemporaryMark) + std::to_string(random());
        const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST || attempt == kAttempts)
            return {Descriptor(fd), std::move(temporary)};
    }
}

} // namespace

bool isTemporaryFile(const std::filesystem::path &path)
{
    return path.filename().string().find(kTemporaryMark) != std::string::npos;
}

Result<void> syncFolder(const std::filesystem::path &folder)
{
    const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    // Some network file systems cannot sync a folder and say so with EINVAL: nothing more to do.
    if (fd.get() >= 0 && (::fsync(fd.get()) == 0 || errno == EINVAL))
        return {};
    return writeFailure(folder, errno);
}

Result<void> writeFileAtomically(const std::filesystem::path &path,
                                 const std::vector<std::span<const std::byte>> &parts)
{
    auto [file, temporary] = openTemporary(path);
    if (file.get() < 0)
        return writeFailure(path, errno);
    int error = writeDurably(file, parts);
    if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0)
        error = errno;
    if (error != 0) {
        ::unlink(temporary.c_str());
        return writeFailure(path, error);
    }
    return syncFolder(path.has_parent_path() ? path.parent_path() : ".");
}

Result<void> writeFileAtomically(const std::filesystem::path &path, const std::string &text)
{
    return writeFileAtomically(path, {std::as_bytes(std::span(text))});
}

Result<std::string> readTextFile(const std::filesystem::path &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0 && (errno == ENOENT || errno == ENOTDIR))
        return failure(ErrorCode::NotFound, "there is no such file; check the path", path.string());
    std::string text;
    std::array<char, 65536> buffer{};
    while (file.get() >= 0) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got == 0)
            return text;
        if (got > 0)
            text.append(buffer.data(), static_cast<std::size_t>(got));
        else if (errno != EINTR)
            break;
    }
    return failure(ErrorCode::Io,
                   std::string("cannot read (") + std::strerror(errno) +
                       "); check that it is a file that you may read",
                   path.string());
}

std::string sha256(std::span<const std::byte> bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += kDigits[digest[i] >> 4U];
        text += kDigits[digest[i] & 15U];
    }
    return text;
}

} // namespace dare
