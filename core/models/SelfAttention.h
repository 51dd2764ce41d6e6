#pragma once

#include <ATen/core/Tensor.h>

#include <string_view>

namespace dare
{

/// Who takes self-attention.
enum class SelfAttentionBackend { Aten, Avx512, Cudnn, Flash };

/// The best back end that works for this device, dtype and head size. On a card it is found by
/// trying, so a model does it once, when it is loaded. Failed allocations throw.
/// @param channels of a head
[[nodiscard]] SelfAttentionBackend chooseSelfAttention(const at::Device &device,
                                                       at::ScalarType dtype, int channels);

/// How many keys a back end wants once more after all others, so that its blocks are full; 0
/// mostly. The result does not depend on it, beyond rounding.
[[nodiscard]] std::int64_t keysToRepeat(SelfAttentionBackend backend, std::int64_t keys,
                                        std::int64_t channels);

/// As the manifest names it.
[[nodiscard]] std::string_view name(SelfAttentionBackend backend);

/// softmax(q k^T / sqrt(C)) v for one sample.
/// @param backend of chooseSelfAttention() for these tensors; Aten takes any
/// @param q, k, v [H,Q,C] in the product's dtype; keys beyond the queries' number, as many as
/// keysToRepeat() says, are the first ones again
/// @return [Q, H*C] in the same dtype
[[nodiscard]] at::Tensor selfAttention(SelfAttentionBackend backend, const at::Tensor &q,
                                       const at::Tensor &k, const at::Tensor &v);

} // namespace dare
