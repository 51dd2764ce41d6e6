#include "core/runs/RunLock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace dare
{
namespace
{

/// @return whether the lock was had at once
bool tryLock(int fd, int operation)
{
    int result = -1;
    do {
        result = ::flock(fd, operation | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

/// A reader that looks whether a run is being written holds a shared lock for an instant. That is
/// no writer: while the lock can be shared, try again.
bool lockExclusively(int fd)
{
    constexpr int kAttempts = 1000;
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
        if (tryLock(fd, LOCK_EX))
            return true;
        if (!tryLock(fd, LOCK_SH))
            return false;
        tryLock(fd, LOCK_UN);
        std::this_thread::yield();
    }
    return false;
}

} // namespace

Result<std::shared_ptr<const RunLock>> RunLock::take(const std::filesystem::path &run)
{
    const std::filesystem::path file = run / "lock";
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0)
        return failure(ErrorCode::Io,
                       std::string("cannot be written (") + std::strerror(errno) +
                           "); copy the run to a folder that you may write to",
                       run.string());
    auto lock = std::make_shared<const RunLock>(fd);
    if (!lockExclusively(fd))
        return failure(ErrorCode::Busy,
                       "another process is writing this run; wait until it has finished, or cancel "
                       "it there",
                       run.string());
    return lock;
}

bool RunLock::isHeld(const std::filesystem::path &run)
{
    const int fd = ::open((run / "lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const RunLock probe(fd); // closing gives the shared lock back
    return !tryLock(fd, LOCK_SH);
}

RunLock::~RunLock()
{
    ::close(m_fd);
}

} // namespace dare
