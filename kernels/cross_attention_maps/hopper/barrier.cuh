#pragma once

#include <cuda.h>

#include <cstdint>

/// Copies in bulk, and the barriers in shared memory that tell of them. A barrier's rounds count
/// from 0; whoever waits says for which one.
namespace dare::kernels::cuda::hopper
{

using Barrier = std::uint64_t;

__device__ __forceinline__ std::uint32_t sharedAddress(const void *memory)
{
    return static_cast<std::uint32_t>(__cvta_generic_to_shared(memory));
}

__device__ __forceinline__ void open(Barrier *barrier, int arrivals)
{
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(sharedAddress(barrier)),
                 "r"(arrivals)
                 : "memory");
}

/// Among the threads of a warpgroup.
__device__ __forceinline__ void meet(int warpgroup)
{
    asm volatile("bar.sync %0, 128;" ::"r"(warpgroup + 1) : "memory");
}

/// Makes what the thread stored in shared memory, by copies too that have arrived, visible to the
/// tensor cores.
__device__ __forceinline__ void show()
{
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

/// Makes opened barriers visible to copies.
__device__ __forceinline__ void publish()
{
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

__device__ __forceinline__ void arrive(Barrier *barrier)
{
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(sharedAddress(barrier))
                 : "memory");
}

/// Whoever sees the last count sees what the others did before theirs. @return the count so far
__device__ __forceinline__ int countUp(int *counter)
{
    int before;
    asm volatile("atom.acq_rel.cta.shared::cta.add.s32 %0, [%1], 1;"
                 : "=r"(before)
                 : "r"(sharedAddress(counter))
                 : "memory");
    return before;
}

/// Waits until `round` is over; -1 is over at once.
__device__ __forceinline__ void await(Barrier *barrier, int round)
{
    asm volatile("{\n\t.reg .pred done;\n\t"
                 "again:\n\t"
                 "mbarrier.try_wait.parity.shared::cta.b64 done, [%0], %1;\n\t"
                 "@done bra.uni over;\n\t"
                 "bra.uni again;\n\t"
                 "over:\n\t}" ::"r"(sharedAddress(barrier)),
                 "r"(round & 1)
                 : "memory");
}

/// Lets the barrier's round end when so many bytes have come. One thread.
__device__ __forceinline__ void expect(Barrier *barrier, std::uint32_t bytes)
{
    asm volatile(
        "mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(sharedAddress(barrier)),
        "r"(bytes)
        : "memory");
}

/// Starts a copy that the barrier expects.
__device__ __forceinline__ void bring(void *target, const void *source, std::uint32_t bytes,
                                      Barrier *barrier)
{
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], "
                 "%2, [%3];" ::"r"(sharedAddress(target)),
                 "l"(source), "r"(bytes), "r"(sharedAddress(barrier))
                 : "memory");
}

/// The same of a box of a tensor.
__device__ __forceinline__ void bring(void *target, const CUtensorMap &map, int x, int y, int z,
                                      Barrier *barrier)
{
    asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::complete_tx::bytes "
                 "[%0], [%1, {%2, %3, %4}], [%5];" ::"r"(sharedAddress(target)),
                 "l"(&map), "r"(x), "r"(y), "r"(z), "r"(sharedAddress(barrier))
                 : "memory");
}

} // namespace dare::kernels::cuda::hopper
