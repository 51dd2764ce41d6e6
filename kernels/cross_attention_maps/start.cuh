#pragma once

#include "kernels/cross_attention_maps/launch.cuh"

#include <cuda_runtime.h>

#include <cstddef>

namespace dare::kernels::cuda
{

/// Shared memory that one thread block of the current card may ask for.
inline int sharedLimit()
{
    int device = 0;
    int limit = 0;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
    return limit;
}

/// Starts `warps` warps on every tile of queries and group of heads. @return cudaError_t
inline int start(void (*kernel)(Launch), const Launch &a, int groups, int warps, std::size_t shared,
                 cudaStream_t stream)
{
    if (const cudaError_t error = cudaFuncSetAttribute(
            kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared));
        error != cudaSuccess)
        return error;
    const int tile = warps * kWarpRows;
    const dim3 grid(static_cast<unsigned>((a.queries + tile - 1) / tile),
                    static_cast<unsigned>(groups));
    kernel<<<grid, static_cast<unsigned>(32 * warps), shared, stream>>>(a);
    return cudaGetLastError();
}

} // namespace dare::kernels::cuda
