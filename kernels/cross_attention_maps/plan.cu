#include "kernels/cross_attention_maps/plan.h"

#include "kernels/cross_attention_maps/launch.cuh"

#include <cuda_runtime.h>

#include <algorithm>
#include <string>

namespace dare::kernels::cuda
{
namespace
{

#ifdef DARE_HOPPER_KERNELS
constexpr bool kUseHopper = true;
#else
constexpr bool kUseHopper = false;
#endif

int processorCount()
{
    int device = 0;
    int processors = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device);
    return processors;
}

int tileOf(const CrossAttentionCuda &op, const TextShape &text)
{
    Launch launch{};
    launch.channels = op.channels;
    launch.padded = text.padded;
    switch (text.path) {
    case Path::FewKeys:
        return fewKeysTile();
    case Path::ManyKeys:
        return manyKeysTile(launch);
    default:
        return kHopperTile;
    }
}

} // namespace

TextShape textShape(int channels, int keys)
{
    TextShape text;
    text.groups = channels <= 64 ? 2 : 4;
    const bool hopper =
        kUseHopper && channels == 128 && keys <= kHopperKeysAtMost && hopperRuns();
    for (const int padded : {32, 64, 80, 96, 128}) {
        if (keys > padded || !(hopper || fewKeysFit(padded, channels)))
            continue;
        text.path = hopper ? Path::FewKeysHopper : Path::FewKeys;
        text.padded = padded;
        return text;
    }
    text.path = hopper ? Path::ManyKeysHopper : Path::ManyKeys;
    text.padded = (keys + kChunk - 1) / kChunk * kChunk;
    return text;
}

Plan planFor(const CrossAttentionCuda &op)
{
    Plan plan;
    plan.text = textShape(op.channels, op.keys);
    plan.tile = tileOf(op, plan.text);
    plan.tiles = (op.queries + plan.tile - 1) / plan.tile;
    const int blocks = plan.text.path == Path::FewKeys ? 2 * processorCount() : processorCount();
    const int groups = std::clamp(blocks / std::max(1, plan.tiles), 1, op.heads);
    plan.headsPerGroup = (op.heads + groups - 1) / groups;
    plan.groups = (op.heads + plan.headsPerGroup - 1) / plan.headsPerGroup;
    plan.mapFloats = static_cast<std::size_t>(op.rows) * static_cast<std::size_t>(op.queries);
    plan.needsParts = op.rows > 0 && op.slots == 0 && plan.groups > 1;
    return plan;
}

Result<void> asResult(int error, const char *what)
{
    if (error == cudaSuccess)
        return {};
    return failure(
        error == cudaErrorMemoryAllocation ? ErrorCode::OutOfMemory : ErrorCode::Internal,
        std::string("CUDA says: ") + cudaGetErrorString(static_cast<cudaError_t>(error)), what);
}

} // namespace dare::kernels::cuda
