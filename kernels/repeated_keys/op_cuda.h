#pragma once

#include "core/types/Result.h"
#include "kernels/repeated_keys/op.h"

namespace dare::kernels
{

/// Heads of 64 or 128 channels, rows that start at multiples of 16 bytes.
[[nodiscard]] bool repeatedKeysCudaFits(int channels);

/// On a card: device pointers, asynchronous on `stream`, a cudaStream_t.
/// @error InvalidArgument: a shape beyond the kernel; Internal: the launch failed
[[nodiscard]] Result<void> repeatedKeysCuda(const RepeatedKeys &op, void *stream);

} // namespace dare::kernels
