#include "core/models/SelfAttentionCuda.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <cuda_runtime_api.h>

#include <array>
#include <exception>
#include <optional>
#include <utility>

namespace dare::cuda
{
namespace
{

at::Tensor attend(SelfAttentionBackend backend, const at::Tensor &q, const at::Tensor &k,
                  const at::Tensor &v)
{
    switch (backend) {
    case SelfAttentionBackend::Cudnn:
        return std::get<0>(at::_scaled_dot_product_cudnn_attention(q, k, v, std::nullopt, false));
    case SelfAttentionBackend::Flash:
        return std::get<0>(at::_scaled_dot_product_flash_attention(q, k, v));
    case SelfAttentionBackend::Aten:
    case SelfAttentionBackend::Avx512:
        break;
    }
    return at::scaled_dot_product_attention(q, k, v);
}

/// Whether a back end runs on this card, and gives what ATen gives.
bool works(SelfAttentionBackend backend, const at::Device &device, at::ScalarType dtype,
           int channels)
{
    constexpr std::int64_t kHeads = 2;
    constexpr std::int64_t kRows = 80;
    constexpr double kAllowed = 2e-2; // twice the rounding of bf16 and room for the order of sums
    try {
        const auto options = at::TensorOptions(device).dtype(dtype);
        // Strided as the joint product of query, key and value leaves them.
        const at::Tensor joint =
            at::sin(at::arange(kRows * 3 * kHeads * channels, options.dtype(at::kFloat)))
                .to(dtype)
                .view({1, kRows, 3, kHeads, channels});
        const auto part = [&](int i) { return joint.select(2, i).transpose(1, 2); };
        const at::Tensor got = attend(backend, part(0), part(1), part(2)).to(at::kFloat);
        const at::Tensor expected = at::scaled_dot_product_attention(
            part(0).to(at::kFloat), part(1).to(at::kFloat), part(2).to(at::kFloat));
        return (got - expected).abs().max().item<double>() < kAllowed;
    } catch (const c10::OutOfMemoryError &) {
        throw; // says nothing about the back end
    } catch (const std::exception &) {
        return false; // it says so by throwing
    }
}

bool prefersCudnn(const at::Device &device)
{
    int major = 0;
    cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device.index());
    constexpr int kHopper = 9; // before it, flash attention is the faster one
    return major >= kHopper;
}

} // namespace

SelfAttentionBackend chooseSelfAttention(const at::Device &device, at::ScalarType dtype,
                                         int channels)
{
    constexpr int kMostChannels = 128;
    if (dtype == at::kFloat || channels % 8 != 0 || channels > kMostChannels)
        return SelfAttentionBackend::Aten;
    const c10::InferenceMode inference;
    std::array order{SelfAttentionBackend::Cudnn, SelfAttentionBackend::Flash};
    if (!prefersCudnn(device))
        std::swap(order[0], order[1]);
    for (const SelfAttentionBackend backend : order) {
        if (works(backend, device, dtype, channels))
            return backend;
    }
    return SelfAttentionBackend::Aten;
}

at::Tensor selfAttention(SelfAttentionBackend backend, const at::Tensor &q, const at::Tensor &k,
                         const at::Tensor &v)
{
    const at::Tensor o = attend(backend, q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0));
    return o.squeeze(0).transpose(0, 1).reshape({q.size(1), -1});
}

} // namespace dare::cuda
