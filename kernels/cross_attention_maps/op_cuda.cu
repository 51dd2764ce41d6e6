#include "kernels/cross_attention_maps/launch.cuh"
#include "kernels/cross_attention_maps/op_cuda.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kThreads = 256;
constexpr int kMostKeys = 1024;
constexpr int kMostChannels = 128;

int channelGroups(int channels)
{
    return channels <= 64 ? 2 : 4;
}

/// Keys with padding, as the kernel that will take them wants it.
int paddedFor(int keys, int channels)
{
    for (const int padded : {32, 64, 80, 96, 128}) {
        if (keys <= padded && fewKeysFit(padded, channels))
            return padded;
    }
    return (keys + kChunk - 1) / kChunk * kChunk;
}

Result<void> asResult(int error, const char *what)
{
    if (error == cudaSuccess)
        return {};
    return failure(
        error == cudaErrorMemoryAllocation ? ErrorCode::OutOfMemory : ErrorCode::Internal,
        std::string("CUDA says: ") + cudaGetErrorString(static_cast<cudaError_t>(error)), what);
}

struct PackShape {
    int heads, channels, keys, padded, groups;
};

__device__ std::uint32_t pairOf(const PackShape &s, const float *x, int head, int key, int channel,
                                int nextKey, int nextChannel)
{
    const auto at = [&](int k, int c) {
        return k < s.keys && c < s.channels
                   ? x[(static_cast<std::int64_t>(k) * s.heads + head) * s.channels + c]
                   : 0.0F;
    };
    const __nv_bfloat162 pair = __floats2bfloat162_rn(at(key, channel), at(nextKey, nextChannel));
    return *reinterpret_cast<const std::uint32_t *>(&pair);
}

__global__ void packText(PackShape s, const float *k, const float *v, uint4 *packed)
{
    const int side = s.padded * 4 * s.groups;
    const std::int64_t index = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (index >= static_cast<std::int64_t>(s.heads) * 2 * side)
        return;
    const int head = static_cast<int>(index / (2 * side));
    int i = static_cast<int>(index % (2 * side));
    const int lane = i & 31;
    const int g = lane >> 2;
    const int t = lane & 3;
    std::uint32_t words[4];
    if (i < side) {
        const int key = i / (32 * s.groups) * 8 + g;
        const int channel = i / 32 % s.groups * 32 + 8 * t;
        for (int w = 0; w < 4; ++w)
            words[w] = pairOf(s, k, head, key, channel + 2 * w, key, channel + 2 * w + 1);
    } else {
        i -= side;
        const int step = i / (64 * s.groups);
        for (int w = 0; w < 4; ++w) {
            const int tile = i / 32 % (2 * s.groups) * 2 + w / 2;
            const int key = 16 * step + 2 * t + 8 * (w & 1);
            const int channel = tile / 4 * 32 + g / 2 * 8 + tile % 4 * 2 + g % 2;
            words[w] = pairOf(s, v, head, key, channel, key + 1, channel);
        }
    }
    packed[index] = make_uint4(words[0], words[1], words[2], words[3]);
}

struct FinishShape {
    int blocks, keys, padded;
    bool weighted;
    float scale;
};

/// Adds the blocks' sums in a fixed order, in double. One column a thread of x.
__global__ void finishReadings(FinishShape s, const float *partials, float *readings)
{
    __shared__ double sums[8][32];
    const int width = 3 * s.padded + 3;
    const int column = static_cast<int>(blockIdx.x) * 32 + static_cast<int>(threadIdx.x);
    double total = 0.0;
    for (int block = static_cast<int>(threadIdx.y); column < width && block < s.blocks; block += 8)
        total += static_cast<double>(partials[static_cast<std::int64_t>(block) * width + column]);
    sums[threadIdx.y][threadIdx.x] = total;
    __syncthreads();
    if (threadIdx.y != 0 || column >= width)
        return;
    for (int i = 1; i < 8; ++i)
        total += sums[i][threadIdx.x];
    const auto value = static_cast<float>(total * static_cast<double>(s.scale));
    if (column >= 3 * s.padded) {
        readings[3 * s.keys + column - 3 * s.padded] = value;
        return;
    }
    const int which = column / s.padded;
    const int key = column % s.padded;
    if (key >= s.keys || (which > 0 && !s.weighted))
        return;
    readings[which * s.keys + key] = value;
    for (int other = 1; other < 3 && !s.weighted; ++other)
        readings[other * s.keys + key] = value;
}

/// The mean over heads from the means of groups of heads.
__global__ void addGroups(std::int64_t count, int groups, std::int64_t stride, const float *parts,
                          float *map)
{
    const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i >= count)
        return;
    float total = 0.0F;
    for (int group = 0; group < groups; ++group)
        total += parts[group * stride + i];
    map[i] = total;
}

/// How the work is cut: tiles of queries, and groups of heads where tiles alone do not fill the
/// card.
struct Plan {
    bool few = false;
    int tile = 0, tiles = 0, groups = 1, headsPerGroup = 0, padded = 0;
    [[nodiscard]] std::size_t partials() const
    {
        return static_cast<std::size_t>(tiles) * static_cast<std::size_t>(groups) *
               static_cast<std::size_t>(3 * padded + 3);
    }
};

Plan planFor(const CrossAttentionCuda &op)
{
    Plan plan;
    plan.padded = paddedFor(op.keys, op.channels);
    plan.few = fewKeysFit(plan.padded, op.channels);
    Launch launch{};
    launch.channels = op.channels;
    launch.padded = plan.padded;
    plan.tile = plan.few ? fewKeysTile() : manyKeysTile(launch);
    plan.tiles = (op.queries + plan.tile - 1) / plan.tile;
    int device = 0;
    int processors = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device);
    const int wanted = plan.few ? 2 * processors : processors;
    const int groups = std::clamp(wanted / std::max(1, plan.tiles), 1, op.heads);
    plan.headsPerGroup = (op.heads + groups - 1) / groups;
    plan.groups = (op.heads + plan.headsPerGroup - 1) / plan.headsPerGroup;
    return plan;
}

std::size_t mapFloats(const CrossAttentionCuda &op)
{
    return static_cast<std::size_t>(op.rows) * static_cast<std::size_t>(op.queries);
}

/// Partial means are needed where several groups of heads share a map.
bool needsGroups(const CrossAttentionCuda &op, const Plan &plan)
{
    return op.rows > 0 && op.slots == 0 && plan.groups > 1;
}

Launch launchOf(const CrossAttentionCuda &op, const Plan &plan)
{
    Launch a{};
    a.queries = op.queries;
    a.heads = op.heads;
    a.channels = op.channels;
    a.keys = op.keys;
    a.padded = plan.padded;
    a.headsPerGroup = plan.headsPerGroup;
    a.scale = static_cast<float>(1.4426950408889634 / std::sqrt(static_cast<double>(op.channels)));
    a.q = static_cast<const __nv_bfloat16 *>(op.q);
    a.packed = static_cast<const uint4 *>(op.packed);
    a.keyBias = op.keyBias;
    a.logWeights = op.logWeights;
    a.kappa = op.kappa;
    a.out = static_cast<__nv_bfloat16 *>(op.out);
    a.allRows = op.rows;
    a.rowOfKey = op.rowOfKey;
    a.slotOfHead = op.slots > 0 ? op.slotOfHead : nullptr;
    a.mapBefore = op.mapBefore;
    a.mapAfter = op.mapAfter;
    a.partials = op.readings != nullptr ? static_cast<float *>(op.workspace) : nullptr;
    return a;
}

int finish(const CrossAttentionCuda &op, const Plan &plan, const Launch &launch, float *parts,
           cudaStream_t stream)
{
    if (needsGroups(op, plan)) {
        const auto count = static_cast<std::int64_t>(mapFloats(op));
        const auto blocks = static_cast<unsigned>((count + kThreads - 1) / kThreads);
        addGroups<<<blocks, kThreads, 0, stream>>>(count, plan.groups, launch.mapGroup, parts,
                                                   op.mapBefore);
        if (op.logWeights != nullptr && op.mapAfter != nullptr)
            addGroups<<<blocks, kThreads, 0, stream>>>(count, plan.groups, launch.mapGroup,
                                                       parts + count, op.mapAfter);
    }
    if (op.readings != nullptr) {
        const FinishShape shape{
            plan.tiles * plan.groups, op.keys, plan.padded, op.logWeights != nullptr,
            1.0F / (static_cast<float>(op.queries) * static_cast<float>(op.heads))};
        const auto blocks = static_cast<unsigned>((3 * plan.padded + 3 + 31) / 32);
        finishReadings<<<blocks, dim3(32, 8), 0, stream>>>(
            shape, static_cast<const float *>(op.workspace), op.readings);
    }
    return cudaGetLastError();
}

} // namespace

bool crossAttentionCudaFits(int channels, int keys)
{
    return channels >= 8 && channels <= kMostChannels && channels % 8 == 0 && keys >= 1 &&
           keys <= kMostKeys;
}

bool crossAttentionCudaRuns()
{
    int device = 0;
    int major = 0;
    cudaFuncAttributes attributes{};
    const bool runs =
        cudaGetDevice(&device) == cudaSuccess &&
        cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) == cudaSuccess &&
        major >= 8 && cudaFuncGetAttributes(&attributes, packText) == cudaSuccess;
    (void)cudaGetLastError(); // a missing image is an answer, no error
    return runs;
}

std::size_t packedTextBytes(int heads, int channels, int keys)
{
    return sizeof(uint4) * static_cast<std::size_t>(heads) * 2 *
           static_cast<std::size_t>(paddedFor(keys, channels) * 4 * channelGroups(channels));
}

Result<void> packTextCuda(const PackText &op, void *stream)
{
    if (!crossAttentionCudaFits(op.channels, op.keys) || op.heads < 1)
        return failure(ErrorCode::InvalidArgument, "shape beyond the kernel", "pack text");
    const PackShape shape{op.heads, op.channels, op.keys, paddedFor(op.keys, op.channels),
                          channelGroups(op.channels)};
    const std::size_t slots = packedTextBytes(op.heads, op.channels, op.keys) / sizeof(uint4);
    packText<<<static_cast<unsigned>((slots + kThreads - 1) / kThreads), kThreads, 0,
               static_cast<cudaStream_t>(stream)>>>(shape, op.k, op.v,
                                                    static_cast<uint4 *>(op.packed));
    return asResult(cudaGetLastError(), "pack text");
}

std::size_t crossAttentionWorkspace(const CrossAttentionCuda &op)
{
    const Plan plan = planFor(op);
    const std::size_t maps =
        needsGroups(op, plan) ? static_cast<std::size_t>(plan.groups) * 2 * mapFloats(op) : 0;
    return sizeof(float) * (plan.partials() + maps);
}

Result<void> crossAttentionMapsCuda(const CrossAttentionCuda &op, void *stream)
{
    if (!crossAttentionCudaFits(op.channels, op.keys) || op.queries < 1 || op.heads < 1 ||
        op.q == nullptr || op.packed == nullptr || op.out == nullptr || op.workspace == nullptr ||
        (op.rows > 0 && (op.rowOfKey == nullptr || op.mapBefore == nullptr ||
                         (op.logWeights != nullptr && op.mapAfter == nullptr))))
        return failure(ErrorCode::InvalidArgument, "shape beyond the kernel, or a missing tensor",
                       "cross_attention_maps (CUDA)");
    const Plan plan = planFor(op);
    Launch launch = launchOf(op, plan);
    float *parts = static_cast<float *>(op.workspace) + plan.partials();
    if (needsGroups(op, plan)) {
        launch.mapGroup = static_cast<std::int64_t>(2 * mapFloats(op));
        launch.mapBefore = parts;
        launch.mapAfter = parts + mapFloats(op);
    }
    // Further rows of the maps are passes that leave the output and the readings alone.
    int first = 0;
    do {
        launch.firstRow = first;
        launch.mapRows = std::min(kMapRows, op.rows - first);
        const int error = plan.few ? launchFewKeys(launch, plan.groups, stream)
                                   : launchManyKeys(launch, plan.groups, stream);
        if (error != cudaSuccess)
            return asResult(error, "cross_attention_maps (CUDA)");
        launch.out = nullptr;
        launch.partials = nullptr;
        first += kMapRows;
    } while (first < op.rows);
    return asResult(finish(op, plan, launch, parts, static_cast<cudaStream_t>(stream)),
                    "cross_attention_maps (CUDA)");
}

} // namespace dare::kernels
