#include "core/models/SelfAttentionCuda.h"

#include "core/attention/CrossAttentionCuda.h"
#include "kernels/repeated_keys/op_cuda.h"

#include <ATen/ATen.h>
#include <c10/core/DeviceGuard.h>
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

constexpr std::int64_t kBlock = 128; ///< keys that cuDNN takes at a time

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

at::Tensor asRows(const at::Tensor &o)
{
    return o.squeeze(0).transpose(0, 1).reshape({o.size(2), -1});
}

/// cuDNN over keys that fill its last block, less what is counted twice.
at::Tensor attendFullBlocks(const at::Tensor &q, const at::Tensor &k, const at::Tensor &v)
{
    const auto attended = at::_scaled_dot_product_cudnn_attention(
        q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0), std::nullopt, true);
    at::Tensor y = asRows(std::get<0>(attended));
    const at::Tensor lse = std::get<1>(attended).contiguous();
    const c10::DeviceGuard guard(q.device());
    kernels::RepeatedKeys op;
    op.rows = q.size(1);
    op.heads = static_cast<int>(q.size(0));
    op.channels = static_cast<int>(q.size(2));
    op.keys = static_cast<int>(k.size(1) - q.size(1));
    op.q = q.const_data_ptr();
    op.qStride = q.stride(1);
    op.k = k.const_data_ptr();
    op.v = v.const_data_ptr();
    op.kvStride = k.stride(1);
    op.lse = lse.const_data_ptr<float>();
    op.y = y.data_ptr();
    const auto done = kernels::repeatedKeysCuda(op, currentStream(q.device()));
    TORCH_CHECK(done, done.error().text());
    return y;
}

/// Whether a back end runs on this card, and gives what ATen gives, with a full last block too.
bool works(SelfAttentionBackend backend, const at::Device &device, at::ScalarType dtype,
           int channels)
{
    constexpr std::int64_t kHeads = 2;
    constexpr std::int64_t kRows = 80;
    constexpr std::int64_t kRepeated = kBlock - kRows;
    constexpr double kAllowed = 2e-2; // twice the rounding of bf16 and room for the order of sums
    try {
        const auto options = at::TensorOptions(device).dtype(dtype);
        // Strided as the joint product of query, key and value leaves them.
        const at::Tensor joint =
            at::sin(at::arange(kRows * 3 * kHeads * channels, options.dtype(at::kFloat)))
                .to(dtype)
                .view({kRows, 3, kHeads, channels});
        const at::Tensor more = at::cat({joint, joint.narrow(0, 0, kRepeated)});
        const auto part = [](const at::Tensor &x, int i) { return x.select(1, i).transpose(0, 1); };
        const auto wide = [&](int i) { return part(joint, i).unsqueeze(0).to(at::kFloat); };
        const at::Tensor expected =
            asRows(at::scaled_dot_product_attention(wide(0), wide(1), wide(2)));
        const auto right = [&](const at::Tensor &keys) {
            const at::Tensor got =
                cuda::selfAttention(backend, part(joint, 0), part(keys, 1), part(keys, 2));
            return (got.to(at::kFloat) - expected).abs().max().item<double>() < kAllowed;
        };
        return right(joint) && (backend != SelfAttentionBackend::Cudnn ||
                                !kernels::repeatedKeysCudaFits(channels) || right(more));
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

std::int64_t keysToRepeat(SelfAttentionBackend backend, std::int64_t keys, std::int64_t channels)
{
    constexpr std::int64_t kWorthIt = 8192; // it was measured on longer ones
    if (backend != SelfAttentionBackend::Cudnn || keys < kWorthIt ||
        !kernels::repeatedKeysCudaFits(static_cast<int>(channels)))
        return 0;
    return (kBlock - keys % kBlock) % kBlock;
}

at::Tensor selfAttention(SelfAttentionBackend backend, const at::Tensor &q, const at::Tensor &k,
                         const at::Tensor &v)
{
    if (k.size(1) > q.size(1))
        return attendFullBlocks(q, k, v);
    return asRows(attend(backend, q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0)));
}

} // namespace dare::cuda
