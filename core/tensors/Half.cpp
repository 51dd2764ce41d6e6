#include "core/tensors/Half.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace dare
{
namespace
{

/// Every half as f32: a look-up is faster than taking each apart.
const std::array<float, 65536> &table()
{
    static const auto values = [] {
        std::array<float, 65536> out{};
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = halfToFloat(static_cast<std::uint16_t>(i));
        return out;
    }();
    return values;
}

void addByTable(const std::byte *halves, std::size_t count, double scale, double *sum)
{
    const std::array<float, 65536> &values = table();
    for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t half = 0;
        std::memcpy(&half, halves + i * sizeof half, sizeof half);
        sum[i] += scale * static_cast<double>(values[half]);
    }
}

#if defined(__x86_64__)
__attribute__((target("avx2,f16c"))) std::size_t
addByEight(const std::byte *halves, std::size_t count, double scale, double *sum)
{
    const __m256d factor = _mm256_set1_pd(scale);
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        const __m128i packed =
            _mm_loadu_si128(reinterpret_cast<const __m128i *>(halves + i * sizeof(std::uint16_t)));
        const __m256 wide = _mm256_cvtph_ps(packed);
        const __m256d low = _mm256_cvtps_pd(_mm256_castps256_ps128(wide));
        const __m256d high = _mm256_cvtps_pd(_mm256_extractf128_ps(wide, 1));
        _mm256_storeu_pd(sum + i,
                         _mm256_add_pd(_mm256_loadu_pd(sum + i), _mm256_mul_pd(factor, low)));
        _mm256_storeu_pd(sum + i + 4,
                         _mm256_add_pd(_mm256_loadu_pd(sum + i + 4), _mm256_mul_pd(factor, high)));
    }
    return i;
}
#endif

} // namespace

void addScaledHalves(const std::byte *halves, std::size_t count, double scale, double *sum)
{
    std::size_t done = 0;
#if defined(__x86_64__)
    static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
    if (fast)
        done = addByEight(halves, count, scale, sum);
#endif
    addByTable(halves + done * sizeof(std::uint16_t), count - done, scale, sum + done);
}

} // namespace dare
