#include "core/models/ElementwiseCuda.h"

#include "core/attention/CrossAttentionCuda.h"
#include "kernels/channel_norm/op_cuda.h"
#include "kernels/gated_gelu/op_cuda.h"
#include "kernels/modulated_norm/op_cuda.h"
#include "kernels/qk_norm_rope/op_cuda.h"
#include "kernels/relative_softmax/op_cuda.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>

namespace dare::cuda
{
namespace
{

bool isBf16(const at::Tensor &tensor)
{
    return tensor.scalar_type() == at::kBFloat16;
}

const float *floats(const at::Tensor &tensor)
{
    return tensor.defined() ? tensor.const_data_ptr<float>() : nullptr;
}

/// @return what the norm gives; undefined without one
at::Tensor start(kernels::ResidualNorm op, const at::Tensor &x, const at::Tensor &y,
                 at::ScalarType dtype)
{
    const c10::DeviceGuard guard(x.device());
    at::Tensor out;
    op.rows = x.size(0);
    op.channels = x.size(1);
    op.x = x.data_ptr();
    op.xBf16 = isBf16(x);
    if (y.defined()) {
        op.y = y.const_data_ptr();
        op.yBf16 = isBf16(y);
    }
    if (op.scale != nullptr) {
        out = at::empty(x.sizes(), x.options().dtype(dtype));
        op.out = out.data_ptr();
        op.outBf16 = isBf16(out);
    }
    const auto done = kernels::residualNormCuda(op, currentStream(x.device()));
    TORCH_CHECK(done, done.error().text());
    return out;
}

/// An operator over the channel rows of [B,C,...]. @return with its size alone
template <typename Op> Op overRows(const at::Tensor &x)
{
    Op op;
    op.channels = x.size(1);
    op.rows = x.numel() / op.channels;
    return op;
}

} // namespace

bool rowsFit(const at::Device &device, std::int64_t channels, std::int64_t headDim)
{
    return device.is_cuda() && kernels::residualNormFits(channels) && headDim % 8 == 0;
}

at::Tensor residualNorm(const at::Tensor &x, const at::Tensor &y, const at::Tensor &gate,
                        const at::Tensor &scale, const at::Tensor &shift, double offset, double eps,
                        at::ScalarType dtype)
{
    kernels::ResidualNorm op;
    op.eps = static_cast<float>(eps);
    op.offset = static_cast<float>(offset);
    op.gate = floats(gate);
    op.scale = floats(scale);
    op.shift = floats(shift);
    return start(op, x, y, dtype);
}

at::Tensor residualRmsNorm(const at::Tensor &x, const at::Tensor &y, const at::Tensor &weight,
                           double eps, at::ScalarType dtype)
{
    kernels::ResidualNorm op;
    op.eps = static_cast<float>(eps);
    op.offset = 0.0F;
    op.centred = false;
    op.scale = floats(weight);
    return start(op, x, y, dtype);
}

at::Tensor gatedGelu(const at::Tensor &x)
{
    const c10::DeviceGuard guard(x.device());
    at::Tensor y = at::empty({x.size(0), x.size(1) / 2}, x.options());
    const kernels::GatedGelu op{y.size(0), y.size(1), x.const_data_ptr(), y.data_ptr()};
    const auto done = kernels::gatedGeluCuda(op, currentStream(x.device()));
    TORCH_CHECK(done, done.error().text());
    return y;
}

at::Tensor relativeSoftmax(const at::Tensor &z, const at::Tensor &table, const at::Tensor &bucket)
{
    const c10::DeviceGuard guard(z.device());
    at::Tensor p = at::empty(z.sizes(), z.options().dtype(at::kBFloat16));
    kernels::RelativeSoftmax op;
    op.heads = static_cast<int>(z.size(0));
    op.tokens = static_cast<int>(z.size(1));
    op.z = z.const_data_ptr<float>();
    op.table = table.const_data_ptr<float>();
    op.bucket = bucket.const_data_ptr<std::int32_t>();
    op.p = p.data_ptr();
    const auto done = kernels::relativeSoftmaxCuda(op, currentStream(z.device()));
    TORCH_CHECK(done, done.error().text());
    return p;
}

void qkNormRopeInPlace(std::initializer_list<at::Tensor> x,
                       std::initializer_list<at::Tensor> weight, int heads,
                       const at::Tensor &cosine, const at::Tensor &sine, double eps)
{
    const at::Tensor &first = *x.begin();
    const c10::DeviceGuard guard(first.device());
    kernels::QkNormRopeCuda op;
    op.rows = first.size(0);
    op.heads = heads;
    op.headDim = static_cast<int>(first.size(1)) / heads;
    op.eps = static_cast<float>(eps);
    op.xBf16 = op.yBf16 = isBf16(first);
    op.cosine = floats(cosine);
    op.sine = floats(sine);
    op.parts = static_cast<int>(x.size());
    for (int i = 0; i < op.parts; ++i) {
        const at::Tensor &rows = x.begin()[i];
        op.part[i] = {rows.data_ptr(), rows.stride(0), floats(weight.begin()[i]), rows.data_ptr(),
                      rows.stride(0)};
    }
    const auto done = kernels::qkNormRopeCuda(op, currentStream(first.device()));
    TORCH_CHECK(done, done.error().text());
}

bool channelRowsFit(const at::Tensor &x)
{
    return x.is_cuda() && isBf16(x) && kernels::channelNormFits(x.size(1)) &&
           x.is_contiguous(x.dim() == 5 ? at::MemoryFormat::ChannelsLast3d
                                        : at::MemoryFormat::ChannelsLast);
}

void channelNormSilu(const at::Tensor &x, const at::Tensor &bias, const at::Tensor &gamma,
                     at::Tensor &out)
{
    const c10::DeviceGuard guard(x.device());
    auto op = overRows<kernels::ChannelNorm>(x);
    op.x = x.const_data_ptr();
    op.bias = floats(bias);
    op.gamma = floats(gamma);
    op.y = out.data_ptr();
    const auto done = kernels::channelNormCuda(op, currentStream(x.device()));
    TORCH_CHECK(done, done.error().text());
}

void addBiasedRows(at::Tensor &x, const at::Tensor &bias, const at::Tensor &skip)
{
    const c10::DeviceGuard guard(x.device());
    auto op = overRows<kernels::BiasedSum>(x);
    op.x = x.data_ptr();
    op.bias = floats(bias);
    op.skip = skip.defined() ? skip.const_data_ptr() : nullptr;
    const auto done = kernels::biasedSumCuda(op, currentStream(x.device()));
    TORCH_CHECK(done, done.error().text());
}

} // namespace dare::cuda
