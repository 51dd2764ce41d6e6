#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace dare {

/// What kind of outside failure happened. Each code has one exit status of the `dare` command.
enum class ErrorCode {
    InvalidArgument, ///< an option is out of range or unknown (exit 2)
    InvalidInput,    ///< a file, folder, prompt or recipe cannot be used (exit 3)
    NotFound,        ///< a file or name does not exist (exit 3)
    Io,              ///< reading or writing failed: disk full, read-only (exit 3)
    Busy,            ///< another process holds it (exit 3)
    Unsupported,     ///< this build or device cannot do it (exit 3)
    OutOfMemory,     ///< leads to the next mode of the MemoryPlan (exit 4)
    Cancelled,       ///< the user stopped it; not a failure (exit 5)
    Internal,        ///< a library threw where it should not have (exit 3)
};

/// An outside failure as a value.
/// `message` says what is wrong and what to do, `context` says where (file, tensor, option).
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string context;

    /// One line for people: "context: message".
    [[nodiscard]] std::string text() const
    {
        return context.empty() ? message : context + ": " + message;
    }
};

template <typename T>
using Result = tl::expected<T, Error>;

/// @return an unexpected value that converts to any Result<T>
[[nodiscard]] inline tl::unexpected<Error> failure(ErrorCode code, std::string message,
                                                   std::string context = {})
{
    return tl::unexpected<Error>(Error{code, std::move(message), std::move(context)});
}

} // namespace dare
