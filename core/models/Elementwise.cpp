#include "core/models/Elementwise.h"

#include "core/attention/AtenParallel.h"
#ifdef DARE_HAS_CUDA
#include "core/models/ElementwiseCuda.h"
#endif
#include "kernels/gated_residual/op.h"
#include "kernels/modulated_norm/op.h"
#include "kernels/qk_norm_rope/op.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

bool isBf16(const at::Tensor &tensor)
{
    return tensor.scalar_type() == at::kBFloat16;
}

at::Tensor rotate(const at::Tensor &x, const at::Tensor &cosine, const at::Tensor &sine)
{
    const at::Tensor pairs = x.unflatten(-1, {-1, 2});
    const at::Tensor first = pairs.select(-1, 0);
    const at::Tensor second = pairs.select(-1, 1);
    const at::Tensor c = cosine.unsqueeze(1);
    const at::Tensor s = sine.unsqueeze(1);
    return at::stack({first * c - second * s, first * s + second * c}, -1).flatten(-2);
}

} // namespace

at::Tensor modulatedNorm(const at::Tensor &x, const at::Tensor &scale, const at::Tensor &shift,
                         double offset, double eps, at::ScalarType dtype)
{
#ifdef DARE_HAS_CUDA
    if (cuda::rowsFit(x.device(), x.size(1)))
        return cuda::residualNorm(x, {}, {}, scale, shift, offset, eps, dtype);
#endif
    if (!x.is_cpu())
        return (at::layer_norm(x.to(at::kFloat), {x.size(-1)}, {}, {}, eps) * (scale + offset) +
                shift)
            .to(dtype);
    const at::Tensor wide = x.to(at::kFloat);
    at::Tensor y = at::empty(x.sizes(), x.options().dtype(dtype));
    kernels::ModulatedNorm op;
    op.rows = x.size(0);
    op.channels = x.size(1);
    op.eps = static_cast<float>(eps);
    op.offset = static_cast<float>(offset);
    op.x = wide.const_data_ptr<float>();
    op.scale = scale.const_data_ptr<float>();
    op.shift = shift.const_data_ptr<float>();
    op.y = y.data_ptr();
    op.bf16 = isBf16(y);
    kernels::modulatedNorm(op, atenParallel());
    return y;
}

at::Tensor qkNormRope(const at::Tensor &x, const at::Tensor &weight, int heads,
                      const at::Tensor &cosine, const at::Tensor &sine, double eps,
                      at::ScalarType dtype, bool headMajor)
{
    const std::int64_t rows = x.size(0);
    const std::int64_t headDim = x.size(1) / heads;
    if (!x.is_cpu()) {
        at::Tensor y = x.to(at::kFloat);
        if (weight.defined())
            y = y * at::rsqrt(y.square().mean(-1, true) + eps) * weight;
        y = y.view({rows, heads, headDim});
        if (cosine.defined())
            y = rotate(y, cosine, sine);
        return (headMajor ? y.transpose(0, 1).contiguous() : y.reshape({rows, heads * headDim}))
            .to(dtype);
    }
    at::Tensor y = headMajor ? at::empty({heads, rows, headDim}, x.options().dtype(dtype))
                             : at::empty({rows, heads * headDim}, x.options().dtype(dtype));
    kernels::QkNormRope op;
    op.rows = rows;
    op.stride = x.stride(0);
    op.heads = heads;
    op.headDim = static_cast<int>(headDim);
    op.eps = static_cast<float>(eps);
    op.x = x.const_data_ptr();
    op.xBf16 = isBf16(x);
    op.weight = weight.defined() ? weight.const_data_ptr<float>() : nullptr;
    op.cosine = cosine.defined() ? cosine.const_data_ptr<float>() : nullptr;
    op.sine = sine.defined() ? sine.const_data_ptr<float>() : nullptr;
    op.y = y.data_ptr();
    op.yBf16 = isBf16(y);
    op.headMajor = headMajor;
    kernels::qkNormRope(op, atenParallel());
    return y;
}

void ResidualStream::add(at::Tensor y, at::Tensor yGate)
{
    settled();
    update = std::move(y);
    gate = std::move(yGate);
}

at::Tensor &ResidualStream::settled()
{
    if (update.defined())
        addGated(x, update, gate);
    update.reset();
    gate.reset();
    return x;
}

at::Tensor ResidualStream::normed(const at::Tensor &scale, const at::Tensor &shift, double offset,
                                  double eps, at::ScalarType dtype)
{
#ifdef DARE_HAS_CUDA
    if (cuda::rowsFit(x.device(), x.size(1))) {
        at::Tensor out = cuda::residualNorm(x, update, gate, scale, shift, offset, eps, dtype);
        update.reset();
        gate.reset();
        return out;
    }
#endif
    return modulatedNorm(settled(), scale, shift, offset, eps, dtype);
}

at::Tensor ResidualStream::rmsNormed(const at::Tensor &weight, double eps, at::ScalarType dtype)
{
#ifdef DARE_HAS_CUDA
    if (cuda::rowsFit(x.device(), x.size(1))) {
        at::Tensor out = cuda::residualRmsNorm(x, update, weight, eps, dtype);
        update.reset();
        gate.reset();
        return out;
    }
#endif
    const at::Tensor &rows = settled();
    return (rows * at::rsqrt(rows.square().mean(-1, true) + eps) * weight).to(dtype);
}

void addGated(at::Tensor &x, const at::Tensor &y, const at::Tensor &gate)
{
#ifdef DARE_HAS_CUDA
    if (cuda::rowsFit(x.device(), x.size(1))) {
        cuda::residualNorm(x, y, gate, {}, {}, 0.0, 0.0, at::kFloat);
        return;
    }
#endif
    if (!x.is_cpu() || isBf16(x)) {
        const at::Tensor update = y.to(at::kFloat);
        x.copy_(x.to(at::kFloat) + (gate.defined() ? update * gate : update));
        return;
    }
    kernels::GatedResidual op;
    op.rows = x.size(0);
    op.channels = x.size(1);
    op.x = x.data_ptr<float>();
    op.y = y.const_data_ptr();
    op.yBf16 = isBf16(y);
    op.gate = gate.defined() ? gate.const_data_ptr<float>() : nullptr;
    kernels::gatedResidual(op, atenParallel());
}

} // namespace dare
