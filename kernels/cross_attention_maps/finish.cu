#include "kernels/cross_attention_maps/plan.h"

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <cstdint>

namespace dare::kernels::cuda
{
namespace
{

constexpr int kThreads = 256;
constexpr int kColumns = 32; ///< readings that a thread block adds up

struct Readings {
    int blocks, keys, padded;
    bool weighted;
    float scale;
    const float *partials; ///< [block][3 * padded + 3]
    float *out;            ///< null: none
};

/// Adds the blocks' sums in a fixed order, in double.
__device__ void addReadings(const Readings &s, int slice)
{
    __shared__ double sums[kThreads / kColumns][kColumns];
    const int width = 3 * s.padded + 3;
    const int lane = static_cast<int>(threadIdx.x) % kColumns;
    const int part = static_cast<int>(threadIdx.x) / kColumns;
    const int column = slice * kColumns + lane;
    double total = 0.0;
    for (int block = part; column < width && block < s.blocks; block += kThreads / kColumns)
        total += static_cast<double>(s.partials[static_cast<std::int64_t>(block) * width + column]);
    sums[part][lane] = total;
    __syncthreads();
    if (part != 0 || column >= width)
        return;
    for (int i = 1; i < kThreads / kColumns; ++i)
        total += sums[i][lane];
    const auto value = static_cast<float>(total * static_cast<double>(s.scale));
    if (column >= 3 * s.padded) {
        s.out[3 * s.keys + column - 3 * s.padded] = value;
        return;
    }
    const int which = column / s.padded;
    const int key = column % s.padded;
    if (key >= s.keys || (which > 0 && !s.weighted))
        return;
    s.out[which * s.keys + key] = value;
    for (int other = 1; other < 3 && !s.weighted; ++other)
        s.out[other * s.keys + key] = value;
}

struct MeanMaps {
    std::int64_t count; ///< cells of one map
    int groups;
    const float *parts; ///< [group][before, after][count]
    void *out[2];
    bool half;
};

/// The mean over heads from the means of groups of heads. @param which before or after
__device__ void addMaps(const MeanMaps &s, int which, std::int64_t cell)
{
    if (cell >= s.count)
        return;
    float total = 0.0F;
    for (int group = 0; group < s.groups; ++group)
        total += s.parts[(2 * group + which) * s.count + cell];
    if (s.half)
        static_cast<__half *>(s.out[which])[cell] = __float2half_rn(total);
    else
        static_cast<float *>(s.out[which])[cell] = total;
}

/// The first blocks of x add up readings, the others maps; y is before or after.
__global__ void addUp(Readings readings, int readingBlocks, MeanMaps maps)
{
#if __CUDA_ARCH__ >= 900
    cudaGridDependencySynchronize(); // it starts while the last blocks before it end
#endif
    const int block = static_cast<int>(blockIdx.x);
    if (block >= readingBlocks)
        addMaps(maps, static_cast<int>(blockIdx.y),
                static_cast<std::int64_t>(block - readingBlocks) * kThreads + threadIdx.x);
    else if (blockIdx.y == 0)
        addReadings(readings, block);
}

/// Whether addUp was compiled with its wait.
bool waitsItself()
{
    cudaFuncAttributes attributes{};
    return cudaFuncGetAttributes(&attributes, addUp) == cudaSuccess && attributes.ptxVersion >= 90;
}

} // namespace

int finish(const CrossAttentionCuda &op, const Plan &plan, void *stream)
{
    const auto *workspace = static_cast<const float *>(op.workspace);
    const bool weighted = op.logWeights != nullptr;
    const Readings readings{plan.tiles * plan.groups,
                            op.keys,
                            plan.text.padded,
                            weighted,
                            1.0F / (static_cast<float>(op.queries) * static_cast<float>(op.heads)),
                            workspace,
                            op.readings};
    const MeanMaps maps{static_cast<std::int64_t>(plan.mapFloats),
                        plan.groups,
                        workspace + plan.partials(),
                        {op.mapBefore, op.mapAfter},
                        op.halfMaps};
    const int readingBlocks =
        op.readings == nullptr ? 0 : (plan.readings() + kColumns - 1) / kColumns;
    const auto mapBlocks =
        plan.needsParts ? static_cast<int>((maps.count + kThreads - 1) / kThreads) : 0;
    if (readingBlocks + mapBlocks == 0)
        return cudaSuccess;
    const dim3 grid(static_cast<unsigned>(readingBlocks + mapBlocks),
                    plan.needsParts && weighted ? 2U : 1U);
    cudaLaunchAttribute early{};
    early.id = cudaLaunchAttributeProgrammaticStreamSerialization;
    early.val.programmaticStreamSerializationAllowed = 1;
    cudaLaunchConfig_t config{};
    config.gridDim = grid;
    config.blockDim = kThreads;
    config.stream = static_cast<cudaStream_t>(stream);
    config.attrs = &early;
    config.numAttrs = plan.text.onHopper() && waitsItself() ? 1 : 0;
    return cudaLaunchKernelEx(&config, addUp, readings, readingBlocks, maps);
}

} // namespace dare::kernels::cuda
