#pragma once

#include <ATen/core/Tensor.h>

namespace dare
{

/// LayerNorm(x) * (offset + scale) + shift. CPU: one fused pass; elsewhere ATen.
/// @param x [Q,D] f32 or bf16; @param scale, shift [D] f32; @return [Q,D] in `dtype`
[[nodiscard]] at::Tensor modulatedNorm(const at::Tensor &x, const at::Tensor &scale,
                                       const at::Tensor &shift, double offset, double eps,
                                       at::ScalarType dtype);

/// RMS norm over all channels, then rotary embedding of interleaved pairs.
/// @param x [Q,D] (rows may be strided) f32 or bf16; @param weight [D] or undefined: no norm
/// @param cosine, sine [Q,headDim/2] f32 or undefined: no rotation
/// @return headMajor [H,Q,headDim], else [Q,D]; in `dtype`
[[nodiscard]] at::Tensor qkNormRope(const at::Tensor &x, const at::Tensor &weight, int heads,
                                    const at::Tensor &cosine, const at::Tensor &sine, double eps,
                                    at::ScalarType dtype, bool headMajor);

/// The residual stream and the update that it still waits for: where there is a kernel for it, the
/// update and the norm that reads the stream next are one pass.
struct ResidualStream {
    at::Tensor x;      ///< [Q,D] f32, or bf16: then rounded after every update
    at::Tensor update; ///< [Q,D] f32 or bf16; undefined: none
    at::Tensor gate;   ///< [D]; undefined: 1

    void add(at::Tensor y, at::Tensor yGate);
    /// Applies the update. @return x
    at::Tensor &settled();
    /// Applies the update and returns LayerNorm(x) * (offset + scale) + shift in `dtype`.
    [[nodiscard]] at::Tensor normed(const at::Tensor &scale, const at::Tensor &shift, double offset,
                                    double eps, at::ScalarType dtype);
    /// Applies the update and returns x / rms(x) * weight in `dtype`. Of an f32 stream.
    [[nodiscard]] at::Tensor rmsNormed(const at::Tensor &weight, double eps, at::ScalarType dtype);
};

/// x += gate * y in place; an undefined gate is 1. @param x, y [Q,D] f32 or bf16
void addGated(at::Tensor &x, const at::Tensor &y, const at::Tensor &gate);

} // namespace dare
