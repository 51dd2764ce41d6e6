#pragma once

#include "kernels/cross_attention_maps/launch.cuh"

#include <cuda.h>

namespace dare::kernels::cuda::hopper
{

/// Describes q to the copy engine: [queries, heads, 128] bf16 in boxes of 64 queries of one head
/// and 64 channels. @return cudaError_t
int describeQueries(const Launch &launch, CUtensorMap &map);

} // namespace dare::kernels::cuda::hopper
