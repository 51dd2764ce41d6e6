#include "core/runs/OutsideFailure.h"

#include <ATen/ATen.h>

#include <new>
#include <string>

namespace dare
{

Error errorFrom(const std::exception &exception)
{
    const std::string text = exception.what();
    const bool memory = dynamic_cast<const std::bad_alloc *>(&exception) != nullptr ||
                        dynamic_cast<const c10::OutOfMemoryError *>(&exception) != nullptr ||
                        text.find("not enough memory") != std::string::npos ||
                        text.find("can't allocate memory") != std::string::npos;
    if (memory)
        return {ErrorCode::OutOfMemory,
                "there is not enough memory; choose a smaller size, fewer maps, or --memory lean",
                "memory"};
    // The first line of torch's message says it; the rest is a stack trace.
    return {ErrorCode::Internal, text.substr(0, text.find('\n')), "LibTorch"};
}

} // namespace dare
