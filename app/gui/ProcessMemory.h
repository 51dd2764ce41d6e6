#pragma once

namespace dare
{

/// Bytes of memory that this process holds, and that the machine has; zeros where unknown.
struct ProcessMemory {
    double used = 0.0;
    double total = 0.0;
};

[[nodiscard]] ProcessMemory processMemory();

} // namespace dare
