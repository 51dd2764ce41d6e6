#pragma once

#include "core/types/Result.h"
#include "kernels/gated_gelu/op.h"

namespace dare::kernels
{

/// Channels that a card's kernel takes: multiples of 8.
[[nodiscard]] bool gatedGeluFits(std::int64_t channels);
/// On a card: device pointers, asynchronous on `stream`, a cudaStream_t.
/// @error Internal: the launch failed
[[nodiscard]] Result<void> gatedGeluCuda(const GatedGelu &op, void *stream);

} // namespace dare::kernels
