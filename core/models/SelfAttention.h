#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace dare
{

/// softmax(q k^T / sqrt(C)) v for one sample.
/// @param q, k, v [H,Q,C] in the product's dtype
/// @return [Q, H*C] in the same dtype
[[nodiscard]] at::Tensor selfAttention(const at::Tensor &q, const at::Tensor &k,
                                       const at::Tensor &v);

/// What selfAttention uses, for the manifest. @param channels of a head
[[nodiscard]] std::string selfAttentionBackend(const at::Device &device, at::ScalarType dtype,
                                               int channels);

} // namespace dare
