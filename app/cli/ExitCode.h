#pragma once

#include "core/types/Result.h"

namespace dare::cli
{

/// Exit statuses of `dare`; scripts rely on them.
enum class ExitCode {
    Done = 0,
    CheckFailed = 1,
    Usage = 2,
    BadInput = 3,
    OutOfMemory = 4,
    Cancelled = 5,
};

[[nodiscard]] constexpr ExitCode exitCodeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return ExitCode::Usage;
    case ErrorCode::OutOfMemory:
        return ExitCode::OutOfMemory;
    case ErrorCode::Cancelled:
        return ExitCode::Cancelled;
    case ErrorCode::InvalidInput:
    case ErrorCode::NotFound:
    case ErrorCode::Io:
    case ErrorCode::Busy:
    case ErrorCode::Unsupported:
    case ErrorCode::Internal:
        break;
    }
    return ExitCode::BadInput;
}

/// The name of a code in `{"error":{"code":...}}`.
[[nodiscard]] constexpr const char *name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid_argument";
    case ErrorCode::InvalidInput:
        return "invalid_input";
    case ErrorCode::NotFound:
        return "not_found";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Busy:
        return "busy";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::OutOfMemory:
        return "out_of_memory";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::Internal:
        break;
    }
    return "internal";
}

} // namespace dare::cli
