#pragma once

#include "core/types/Result.h"

#include <filesystem>
#include <memory>

namespace dare
{

/// The writer's lock of a run: flock on `RUN/lock`, held while the object lives and given up by the
/// system when the process dies. Any thread.
class RunLock
{
public:
    /// @error Busy naming the run; Io
    [[nodiscard]] static Result<std::shared_ptr<const RunLock>>
    take(const std::filesystem::path &run);
    /// Whether somebody, this process included, writes the run now.
    [[nodiscard]] static bool isHeld(const std::filesystem::path &run);

    explicit RunLock(int fd) : m_fd(fd) {}
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;
    ~RunLock();

private:
    int m_fd;
};

} // namespace dare
