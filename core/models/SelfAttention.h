#pragma once

#include <ATen/core/Tensor.h>

namespace dare
{

/// softmax(q k^T / sqrt(C)) v for one sample.
/// @param q, k, v [H,Q,C] in the product's dtype
/// @return [Q, H*C] in the same dtype
[[nodiscard]] at::Tensor selfAttention(const at::Tensor &q, const at::Tensor &k,
                                       const at::Tensor &v);

} // namespace dare
