#pragma once

#include "core/types/Result.h"

#include <exception>
#include <functional>

namespace dare
{

/// Turns what torch or the standard library threw into a value: failed allocations become
/// OutOfMemory, everything else Internal. The one place where core/runs catches.
[[nodiscard]] Error errorFrom(const std::exception &exception);

/// Runs `body`; what it throws becomes its error.
template <typename T> Result<T> guarded(const std::function<Result<T>()> &body)
{
    try {
        return body();
    } catch (const std::exception &exception) {
        return tl::unexpected(errorFrom(exception));
    }
}

} // namespace dare
