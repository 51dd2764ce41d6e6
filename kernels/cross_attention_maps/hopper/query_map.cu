#include "kernels/cross_attention_maps/hopper/query_map.h"

#include <cudaTypedefs.h>
#include <cuda_runtime.h>

namespace dare::kernels::cuda::hopper
{

int describeQueries(const Launch &launch, CUtensorMap &map)
{
    // By the runtime, so that the program needs no driver library to start.
    void *found = nullptr;
    cudaDriverEntryPointQueryResult status{};
    if (const cudaError_t error = cudaGetDriverEntryPointByVersion(
            "cuTensorMapEncodeTiled", &found, 12000, cudaEnableDefault, &status);
        error != cudaSuccess || found == nullptr)
        return error != cudaSuccess ? error : cudaErrorNotSupported;
    const auto encode = reinterpret_cast<PFN_cuTensorMapEncodeTiled_v12000>(found);
    constexpr cuuint64_t kRow = 128 * sizeof(__nv_bfloat16);
    const auto heads = static_cast<cuuint64_t>(launch.heads);
    const cuuint64_t sizes[3] = {128, heads, static_cast<cuuint64_t>(launch.queries)};
    const cuuint64_t strides[2] = {kRow, heads * kRow};
    const cuuint32_t box[3] = {64, 1, 64};
    const cuuint32_t steps[3] = {1, 1, 1};
    const CUresult done = encode(&map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, 3,
                                 const_cast<__nv_bfloat16 *>(launch.q), // it is only read
                                 sizes, strides, box, steps, CU_TENSOR_MAP_INTERLEAVE_NONE,
                                 CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_128B,
                                 CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
    return done == CUDA_SUCCESS ? cudaSuccess : cudaErrorInvalidValue;
}

} // namespace dare::kernels::cuda::hopper
