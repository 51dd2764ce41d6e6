#pragma once

#include <cstdint>

/// Products of a warpgroup on the tensor cores of sm_90a: 64 rows, its warps 16 each, results laid
/// out as in fragments.cuh.
namespace dare::kernels::cuda::hopper
{

/// A factor in shared memory, as the instruction wants it described.
class Factor
{
public:
    /// Packed: 8 rows x 16 bytes lie together.
    /// @param along bytes between neighbours in the summed dimension; across them it is 128
    __device__ __forceinline__ static Factor packed(const void *memory, int along)
    {
        return {memory, static_cast<std::uint32_t>(along >> 4) << 16U, 128 >> 4};
    }
    /// Rows of 128 bytes as the copy engine swizzles them, from a multiple of 1024.
    __device__ __forceinline__ static Factor swizzled(const void *memory)
    {
        return {memory, 1U << 16U, 1U << 30U | 1024 >> 4};
    }
    /// @param slot of 16 bytes where the part begins
    [[nodiscard]] __device__ __forceinline__ std::uint64_t part(int slot) const
    {
        return static_cast<std::uint64_t>(m_high) << 32U |
               (m_low + static_cast<std::uint32_t>(slot));
    }

private:
    __device__ __forceinline__ Factor(const void *memory, std::uint32_t along, std::uint32_t high)
        : m_low((static_cast<std::uint32_t>(__cvta_generic_to_shared(memory)) & 0x3FFFFU) >> 4U |
                along),
          m_high(high)
    {
    }
    std::uint32_t m_low, m_high;
};

/// Before the first product after registers or shared memory were written.
__device__ __forceinline__ void openProducts()
{
    asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}

__device__ __forceinline__ void awaitProducts()
{
    asm volatile("wgmma.commit_group.sync.aligned;\n\twgmma.wait_group.sync.aligned 0;" ::
                     : "memory");
}

/// Keeps the compiler from reading sums before they are complete.
template <int N> __device__ __forceinline__ void settle(float (&d)[N][4])
{
#pragma unroll
    for (int i = 0; i < 4 * N; ++i)
        asm volatile("" : "+f"(d[i / 4][i % 4])::"memory");
}

#define DARE_TILE(i) "+f"(d[i][0]), "+f"(d[i][1]), "+f"(d[i][2]), "+f"(d[i][3])
#define DARE_TILES_4(i) DARE_TILE(i), DARE_TILE(i + 1), DARE_TILE(i + 2), DARE_TILE(i + 3)
#define DARE_TILES_8(i) DARE_TILES_4(i), DARE_TILES_4(i + 4)
#define DARE_PRODUCT(SHAPE, TYPES, SUMS, A, B, MORE, TRANSPOSED)                                   \
    "{\n\t.reg .pred more;\n\tsetp.ne.b32 more, " MORE ", 0;\n\t"                                  \
    "wgmma.mma_async.sync.aligned." SHAPE "k16.f32." TYPES " {" SUMS "}, " A ", " B                \
    ", more, 1, 1, 0" TRANSPOSED ";\n\t}"
#define DARE_SHARED "l"(a), "l"(b), "r"(more)
#define DARE_ROWS "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "l"(b), "r"(more)

/// d (+)= a b, both in shared memory. @param more 0: begins anew instead of adding
__device__ __forceinline__ void productBf16(float (&d)[4][4], std::uint64_t a, std::uint64_t b,
                                            int more)
{
    asm volatile(
        DARE_PRODUCT("m64n32", "bf16.bf16",
                     "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15", "%16",
                     "%17", "%18", ", 0")
        : DARE_TILES_4(0)
        : DARE_SHARED);
}

__device__ __forceinline__ void productBf16(float (&d)[8][4], std::uint64_t a, std::uint64_t b,
                                            int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n64", "bf16.bf16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31",
            "%32", "%33", "%34", ", 0")
        : DARE_TILES_8(0)
        : DARE_SHARED);
}

__device__ __forceinline__ void productBf16(float (&d)[10][4], std::uint64_t a, std::uint64_t b,
                                            int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n80", "bf16.bf16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
            "%32, %33, %34, %35, %36, %37, %38, %39",
            "%40", "%41", "%42", ", 0")
        : DARE_TILES_8(0), DARE_TILE(8), DARE_TILE(9)
        : DARE_SHARED);
}

__device__ __forceinline__ void productBf16(float (&d)[12][4], std::uint64_t a, std::uint64_t b,
                                            int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n96", "bf16.bf16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
            "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47",
            "%48", "%49", "%50", ", 0")
        : DARE_TILES_8(0), DARE_TILES_4(8)
        : DARE_SHARED);
}

__device__ __forceinline__ void productBf16(float (&d)[16][4], std::uint64_t a, std::uint64_t b,
                                            int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n128", "bf16.bf16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
            "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
            "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63",
            "%64", "%65", "%66", ", 0")
        : DARE_TILES_8(0), DARE_TILES_8(8)
        : DARE_SHARED);
}

/// d (+)= a b, `a` in registers.
__device__ __forceinline__ void productBf16(float (&d)[4][4], const std::uint32_t (&a)[4],
                                            std::uint64_t b, int more)
{
    asm volatile(
        DARE_PRODUCT("m64n32", "bf16.bf16",
                     "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15",
                     "{%16, %17, %18, %19}", "%20", "%21", "")
        : DARE_TILES_4(0)
        : DARE_ROWS);
}

__device__ __forceinline__ void productBf16(float (&d)[16][4], const std::uint32_t (&a)[4],
                                            std::uint64_t b, int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n128", "bf16.bf16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
            "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
            "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63",
            "{%64, %65, %66, %67}", "%68", "%69", "")
        : DARE_TILES_8(0), DARE_TILES_8(8)
        : DARE_ROWS);
}

/// The same in f16.
__device__ __forceinline__ void productF16(float (&d)[4][4], const std::uint32_t (&a)[4],
                                           std::uint64_t b, int more)
{
    asm volatile(
        DARE_PRODUCT("m64n32", "f16.f16",
                     "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15",
                     "{%16, %17, %18, %19}", "%20", "%21", "")
        : DARE_TILES_4(0)
        : DARE_ROWS);
}

__device__ __forceinline__ void productF16(float (&d)[8][4], const std::uint32_t (&a)[4],
                                           std::uint64_t b, int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n64", "f16.f16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31",
            "{%32, %33, %34, %35}", "%36", "%37", "")
        : DARE_TILES_8(0)
        : DARE_ROWS);
}

__device__ __forceinline__ void productF16(float (&d)[16][4], const std::uint32_t (&a)[4],
                                           std::uint64_t b, int more)
{
    asm volatile(
        DARE_PRODUCT(
            "m64n128", "f16.f16",
            "%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
            "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
            "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
            "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63",
            "{%64, %65, %66, %67}", "%68", "%69", "")
        : DARE_TILES_8(0), DARE_TILES_8(8)
        : DARE_ROWS);
}

#undef DARE_ROWS
#undef DARE_SHARED
#undef DARE_PRODUCT
#undef DARE_TILES_8
#undef DARE_TILES_4
#undef DARE_TILE

} // namespace dare::kernels::cuda::hopper
