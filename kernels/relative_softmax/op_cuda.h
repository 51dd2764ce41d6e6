#pragma once

#include "core/types/Result.h"
#include "kernels/relative_softmax/op.h"

namespace dare::kernels
{

/// On a card: device pointers, asynchronous on `stream`, a cudaStream_t.
/// @error Internal: the launch failed
[[nodiscard]] Result<void> relativeSoftmaxCuda(const RelativeSoftmax &op, void *stream);

} // namespace dare::kernels
