#include "core/models/SelfAttention.h"

#include "core/attention/AtenParallel.h"
#ifdef DARE_HAS_CUDA
#include "core/models/SelfAttentionCuda.h"
#endif
#include "kernels/self_attention/op.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

at::Tensor ownKernel(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v)
{
    at::Tensor y = at::empty({q.size(1), q.size(0) * q.size(2)}, q.options());
    kernels::SelfAttention op;
    op.rows = q.size(1);
    op.heads = static_cast<int>(q.size(0));
    op.channels = static_cast<int>(q.size(2));
    op.bf16 = q.scalar_type() == at::kBFloat16;
    op.q = q.const_data_ptr();
    op.k = k.const_data_ptr();
    op.v = v.const_data_ptr();
    op.y = y.data_ptr();
    kernels::selfAttention(op, atenParallel());
    return y;
}

} // namespace

SelfAttentionBackend chooseSelfAttention(const at::Device &device, at::ScalarType dtype,
                                         int channels)
{
    if (device.is_cpu()) {
        const bool bf16 = dtype == at::kBFloat16;
        return (bf16 || dtype == at::kFloat) && channels % 2 == 0 &&
                       kernels::selfAttentionRunsHere(bf16)
                   ? SelfAttentionBackend::Avx512
                   : SelfAttentionBackend::Aten;
    }
#ifdef DARE_HAS_CUDA
    if (device.is_cuda())
        return cuda::chooseSelfAttention(device, dtype, channels);
#endif
    return SelfAttentionBackend::Aten;
}

std::int64_t keysToRepeat(SelfAttentionBackend backend, std::int64_t keys, std::int64_t channels)
{
#ifdef DARE_HAS_CUDA
    return cuda::keysToRepeat(backend, keys, channels);
#else
    (void)backend;
    (void)keys;
    (void)channels;
    return 0;
#endif
}

std::string_view name(SelfAttentionBackend backend)
{
    switch (backend) {
    case SelfAttentionBackend::Avx512:
        return "self_attention (AVX-512)";
    case SelfAttentionBackend::Cudnn:
        return "cuDNN";
    case SelfAttentionBackend::Flash:
        return "flash";
    case SelfAttentionBackend::Aten:
        break;
    }
    return "ATen";
}

at::Tensor selfAttention(SelfAttentionBackend backend, const at::Tensor &q, const at::Tensor &k,
                         const at::Tensor &v)
{
    if (backend == SelfAttentionBackend::Avx512)
        return ownKernel(q.contiguous(), k.contiguous(), v.contiguous());
#ifdef DARE_HAS_CUDA
    if (q.is_cuda())
        return cuda::selfAttention(backend, q, k, v);
#endif
    const at::Tensor o =
        at::scaled_dot_product_attention(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0));
    return o.squeeze(0).transpose(0, 1).reshape({q.size(1), -1});
}

} // namespace dare
