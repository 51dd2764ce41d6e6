#include "kernels/cross_attention_maps/op_cuda.h"

#include "kernels/cross_attention_maps/launch.cuh"
#include "kernels/cross_attention_maps/plan.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <cmath>

namespace dare::kernels
{
namespace
{

using namespace cuda;

constexpr int kMostKeys = 1024;
constexpr int kMostChannels = 128;

Launch launchOf(const CrossAttentionCuda &op, const Plan &plan)
{
    Launch a{};
    a.queries = op.queries;
    a.heads = op.heads;
    a.channels = op.channels;
    a.keys = op.keys;
    a.padded = plan.text.padded;
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
    a.halfMaps = op.halfMaps;
    if (plan.needsParts) {
        float *parts = static_cast<float *>(op.workspace) + plan.partials();
        a.mapGroup = static_cast<std::int64_t>(2 * plan.mapFloats);
        a.mapBefore = parts;
        a.mapAfter = parts + plan.mapFloats;
        a.halfMaps = false;
    }
    a.partials = op.readings != nullptr ? static_cast<float *>(op.workspace) : nullptr;
    return a;
}

int run(const Launch &launch, const Plan &plan, void *stream)
{
    switch (plan.text.path) {
    case Path::FewKeys:
        return launchFewKeys(launch, plan.groups, stream);
    case Path::FewKeysHopper:
        return launchFewKeysHopper(launch, plan.groups, stream);
    case Path::ManyKeysHopper:
        return launchManyKeysHopper(launch, plan.groups, stream);
    default:
        return launchManyKeys(launch, plan.groups, stream);
    }
}

bool complete(const CrossAttentionCuda &op)
{
    if (op.queries < 1 || op.heads < 1 || op.q == nullptr || op.packed == nullptr ||
        op.out == nullptr || op.workspace == nullptr)
        return false;
    return op.rows == 0 || (op.rowOfKey != nullptr && op.mapBefore != nullptr &&
                            (op.logWeights == nullptr || op.mapAfter != nullptr));
}

} // namespace

bool crossAttentionCudaFits(int channels, int keys)
{
    return channels >= 8 && channels <= kMostChannels && channels % 8 == 0 && keys >= 1 &&
           keys <= kMostKeys;
}

std::size_t crossAttentionWorkspace(const CrossAttentionCuda &op)
{
    const Plan plan = planFor(op);
    return sizeof(float) * (plan.partials() + plan.parts());
}

Result<void> crossAttentionMapsCuda(const CrossAttentionCuda &op, void *stream)
{
    constexpr const char *kWhat = "cross_attention_maps (CUDA)";
    if (!crossAttentionCudaFits(op.channels, op.keys) || !complete(op))
        return failure(ErrorCode::InvalidArgument, "shape beyond the kernel, or a missing tensor",
                       kWhat);
    const Plan plan = planFor(op);
    Launch launch = launchOf(op, plan);
    // Further rows of the maps are passes that leave the output and the readings alone.
    int first = 0;
    do {
        launch.firstRow = first;
        launch.mapRows = std::min(kMapRows, op.rows - first);
        if (const int error = run(launch, plan, stream); error != cudaSuccess)
            return asResult(error, kWhat);
        launch.out = nullptr;
        launch.partials = nullptr;
        first += kMapRows;
    } while (first < op.rows);
    return asResult(finish(op, plan, stream), kWhat);
}

} // namespace dare::kernels
