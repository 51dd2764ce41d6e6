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

/// The major compute capability of the current card where this build has code for the kernel, else
/// 0.
template <typename Kernel> int capabilityFor(Kernel *kernel)
{
    int device = 0;
    int major = 0;
    cudaFuncAttributes attributes{};
    const bool runs =
        cudaGetDevice(&device) == cudaSuccess &&
        cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device) == cudaSuccess &&
        cudaFuncGetAttributes(&attributes, kernel) == cudaSuccess;
    (void)cudaGetLastError(); // a missing image is an answer, no error
    return runs ? major : 0;
}

/// Starts `threads` threads on every tile of queries and group of heads. @return cudaError_t
template <typename... More>
int start(void (*kernel)(Launch, More...), const Launch &a, int groups, int tile, int threads,
          std::size_t shared, cudaStream_t stream, const More &...more)
{
    if (const cudaError_t error = cudaFuncSetAttribute(
            kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(shared));
        error != cudaSuccess)
        return error;
    const dim3 grid(static_cast<unsigned>((a.queries + tile - 1) / tile),
                    static_cast<unsigned>(groups));
    kernel<<<grid, static_cast<unsigned>(threads), shared, stream>>>(a, more...);
    return cudaGetLastError();
}

} // namespace dare::kernels::cuda
