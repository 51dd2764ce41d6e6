#pragma once

#include "core/types/Result.h"
#include "kernels/channel_norm/op.h"

namespace dare::kernels
{

/// Channels that a card's kernels take: multiples of 8 up to 1024.
[[nodiscard]] bool channelNormFits(std::int64_t channels);
/// On a card: device pointers, asynchronous on `stream`, a cudaStream_t.
/// @error Internal: the launch failed
[[nodiscard]] Result<void> channelNormCuda(const ChannelNorm &op, void *stream);
[[nodiscard]] Result<void> biasedSumCuda(const BiasedSum &op, void *stream);

} // namespace dare::kernels
