#pragma once

#include "core/models/SelfAttention.h"

namespace dare::cuda
{

/// cuDNN on sm_90 and later, else flash attention, else ATen's choice: the first that gives on this
/// card what ATen gives. It looks at the card, not at a clock, so that a busy moment does not
/// change what a recipe gives. @thread sampler
[[nodiscard]] SelfAttentionBackend chooseSelfAttention(const at::Device &device,
                                                       at::ScalarType dtype, int channels);

/// cuDNN goes through keys by 128 and is slower where the last block is not full.
[[nodiscard]] std::int64_t keysToRepeat(SelfAttentionBackend backend, std::int64_t keys,
                                        std::int64_t channels);

/// @param q [H,Q,C] @param k, v [H,Q+R,C], the last R the first ones again; C contiguous, heads
/// C apart @return [Q, H*C]  @thread sampler
[[nodiscard]] at::Tensor selfAttention(SelfAttentionBackend backend, const at::Tensor &q,
                                       const at::Tensor &k, const at::Tensor &v);

} // namespace dare::cuda
