#pragma once

#include <ATen/core/Tensor.h>

/// The fused row kernels on ATen tensors of a card. @thread sampler; asynchronous
namespace dare::cuda
{

/// Whether the kernels take rows of this width. @param headDim 0 where there are no heads
[[nodiscard]] bool rowsFit(const at::Device &device, std::int64_t channels,
                           std::int64_t headDim = 0);

/// x += gate * y where y is given; then the norm, where scale is given.
/// @param x [Q,D] f32 or bf16, in place @param y [rows of x, D] @return [Q,D] in dtype, or
/// undefined
at::Tensor residualNorm(const at::Tensor &x, const at::Tensor &y, const at::Tensor &gate,
                        const at::Tensor &scale, const at::Tensor &shift, double offset, double eps,
                        at::ScalarType dtype);

/// x += y where y is given; then RMS norm times the weight.
/// @param x [Q,D] f32, in place @param y [Q,D] @param weight [D] f32 @return [Q,D] in dtype
at::Tensor residualRmsNorm(const at::Tensor &x, const at::Tensor &y, const at::Tensor &weight,
                           double eps, at::ScalarType dtype);

/// gelu(gate) * value. @param x [Q,2D] bf16, gate first, D a multiple of 8 @return [Q,D] bf16
at::Tensor gatedGelu(const at::Tensor &x);

/// Softmax of logits with a bias by distance. @param z [H,n,n] f32 @param table [buckets,H] f32
/// @param bucket [2n-1] i32 by key - query + n - 1 @return [H,n,n] bf16
at::Tensor relativeSoftmax(const at::Tensor &z, const at::Tensor &table, const at::Tensor &bucket);

/// RMS norm and rotation of one or two column ranges of a joint product, in place.
/// @param x [Q,D] views, rows strided; @param weight [D] each
void qkNormRopeInPlace(std::initializer_list<at::Tensor> x,
                       std::initializer_list<at::Tensor> weight, int heads,
                       const at::Tensor &cosine, const at::Tensor &sine, double eps);

/// Whether the kernels of channel rows take this tensor: bf16, [1,C,F,Y,X] or [B,C,Y,X] whose
/// channels lie together.
[[nodiscard]] bool channelRowsFit(const at::Tensor &x);
/// out = SiLU of the channel norm of x + bias. @param bias [C] f32 or undefined
/// @param gamma [C,1,...] f32 @param out of x's shape
void channelNormSilu(const at::Tensor &x, const at::Tensor &bias, const at::Tensor &gamma,
                     at::Tensor &out);
/// x += bias + skip. @param bias [C] f32 @param skip of x's shape, or undefined
void addBiasedRows(at::Tensor &x, const at::Tensor &bias, const at::Tensor &skip);

} // namespace dare::cuda
