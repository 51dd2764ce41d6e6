#include "kernels/cross_attention_maps/launch.cuh"
#include "kernels/cross_attention_maps/op_cuda.h"
#include "kernels/cross_attention_maps/plan.h"
#include "kernels/cross_attention_maps/start.cuh"

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>

/// Packs keys and values in the order in which the tensor cores read them, 16 bytes a slot.
namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kThreads = 256;

struct PackShape {
    int heads, channels, keys, padded, groups;
};

/// Element of a text, 0 in the padding.
__device__ float elementOf(const PackShape &s, const float *x, int head, int key, int channel)
{
    return key < s.keys && channel < s.channels
               ? x[(static_cast<std::int64_t>(key) * s.heads + head) * s.channels + channel]
               : 0.0F;
}

__device__ std::uint32_t pairBf16(float low, float high)
{
    const __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *reinterpret_cast<const std::uint32_t *>(&pair);
}

/// Cut at the largest f16.
__device__ std::uint32_t pairF16(float low, float high)
{
    constexpr float kLargest = 65504.0F;
    const __half2 pair = __floats2half2_rn(fminf(fmaxf(low, -kLargest), kLargest),
                                           fminf(fmaxf(high, -kLargest), kLargest));
    return *reinterpret_cast<const std::uint32_t *>(&pair);
}

/// One head's text in one of the orders below.
struct Head {
    PackShape s;
    const float *k;
    const float *v;
    int head;

    [[nodiscard]] __device__ std::uint32_t keys(int key, int channel) const
    {
        return pairBf16(elementOf(s, k, head, key, channel),
                        elementOf(s, k, head, key, channel + 1));
    }
    [[nodiscard]] __device__ std::uint32_t values(int key, int channel) const
    {
        return pairBf16(elementOf(s, v, head, key, channel),
                        elementOf(s, v, head, key + 1, channel));
    }
    [[nodiscard]] __device__ std::uint32_t halfValues(int key, int channel) const
    {
        return pairF16(elementOf(s, v, head, key, channel),
                       elementOf(s, v, head, key + 1, channel));
    }
};

/// For mma.sync: keys as [8 keys][32 channels][lane], then values as [16 keys][16 channels][lane].
struct ForLanes {
    __device__ static std::uint32_t word(const Head &head, int i, int w)
    {
        const int groups = head.s.groups;
        const int side = head.s.padded * 4 * groups;
        const int g = (i & 31) / 4;
        if (i < side)
            return head.keys(i / (32 * groups) * 8 + g, i / 32 % groups * 32 + 8 * (i & 3) + 2 * w);
        i -= side;
        const int tile = i / 32 % (2 * groups) * 2 + w / 2;
        return head.values(i / (64 * groups) * 16 + 2 * (i & 3) + 8 * (w & 1),
                           tile / 4 * 32 + g / 2 * 8 + tile % 4 * 2 + g % 2);
    }
};

/// The order of a product's columns in which a lane's channels are neighbours in the output.
__device__ int outputChannel(int column)
{
    return column / 32 * 32 + column % 8 / 2 * 8 + column / 8 % 4 * 2 + column % 2;
}

/// For wgmma, few keys: keys as [8 channels][key], then values as [8 keys][channel] in f16.
struct ForFewKeys {
    __device__ static std::uint32_t word(const Head &head, int i, int w)
    {
        const int side = head.s.padded * 16;
        if (i < side)
            return head.keys(i % head.s.padded, i / head.s.padded * 8 + 2 * w);
        i -= side;
        return head.halfValues(i / 128 * 8 + 2 * w, outputChannel(i % 128));
    }
};

/// For wgmma, many keys: by chunk the same, values in bf16, keys in the order of channels in which
/// a lane's are neighbours in q.
struct ForManyKeys {
    __device__ static std::uint32_t word(const Head &head, int i, int w)
    {
        constexpr int kSide = kChunk * 16;
        const int chunk = i / (2 * kSide) * kChunk;
        i %= 2 * kSide;
        if (i >= kSide) {
            i -= kSide;
            return head.values(chunk + i / 128 * 8 + 2 * w, outputChannel(i % 128));
        }
        const int slice = i / kChunk; // of 8 channels
        return head.keys(chunk + i % kChunk,
                         slice / 4 * 32 + 8 * w + slice / 2 % 2 * 4 + slice % 2 * 2);
    }
};

template <typename Order>
__global__ void packText(PackShape s, const float *k, const float *v, uint4 *packed)
{
    const int size = 2 * s.padded * 4 * s.groups;
    const std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (index >= static_cast<std::int64_t>(s.heads) * size)
        return;
    const Head head{s, k, v, static_cast<int>(index / size)};
    const int i = static_cast<int>(index % size);
    packed[index] = make_uint4(Order::word(head, i, 0), Order::word(head, i, 1),
                               Order::word(head, i, 2), Order::word(head, i, 3));
}

auto packerFor(Path path)
{
    return path == Path::FewKeysHopper    ? packText<ForFewKeys>
           : path == Path::ManyKeysHopper ? packText<ForManyKeys>
                                          : packText<ForLanes>;
}

} // namespace

bool crossAttentionCudaRuns()
{
    return capabilityFor(packText<ForLanes>) >= 8;
}

std::size_t packedTextBytes(int heads, int channels, int keys)
{
    return sizeof(uint4) * static_cast<std::size_t>(heads) * 2 * textShape(channels, keys).side();
}

Result<void> packTextCuda(const PackText &op, void *stream)
{
    if (!crossAttentionCudaFits(op.channels, op.keys) || op.heads < 1)
        return failure(ErrorCode::InvalidArgument, "shape beyond the kernel", "pack text");
    const TextShape text = textShape(op.channels, op.keys);
    const PackShape shape{op.heads, op.channels, op.keys, text.padded, text.groups};
    const std::size_t slots = static_cast<std::size_t>(op.heads) * 2 * text.side();
    const auto kernel = packerFor(text.path);
    kernel<<<static_cast<unsigned>((slots + kThreads - 1) / kThreads), kThreads, 0,
             static_cast<cudaStream_t>(stream)>>>(shape, op.k, op.v,
                                                  static_cast<uint4 *>(op.packed));
    return asResult(cudaGetLastError(), "pack text");
}

} // namespace dare::kernels
