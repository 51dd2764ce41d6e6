#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace dare::cuda
{

/// Self-attention on a card by the best back end that works there: cuDNN on sm_90 and later, else
/// flash attention, else ATen's choice. The choice is made by trying, once a card and head size; it
/// looks at the card, not at a clock, so that a busy moment does not change what a recipe gives.
/// @param q, k, v [H,Q,C], C contiguous @return [Q, H*C]  @thread sampler
[[nodiscard]] at::Tensor selfAttention(const at::Tensor &q, const at::Tensor &k,
                                       const at::Tensor &v);

/// The back end's name, for the manifest: cuDNN, flash or ATen.
[[nodiscard]] std::string selfAttentionBackend(const at::Device &device, at::ScalarType dtype,
                                               int channels);

} // namespace dare::cuda
