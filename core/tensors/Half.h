#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace dare
{

/// IEEE 754 binary16 to f32; exact for every value.
[[nodiscard]] constexpr float halfToFloat(std::uint16_t half)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
    const std::uint32_t exponent = (half >> 10U) & 0x1FU;
    const std::uint32_t fraction = half & 0x3FFU;
    if (exponent == 0) { // zero and subnormals: fraction * 2^-24
        const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    const std::uint32_t wide = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | (wide << 23U) | (fraction << 13U));
}

/// sum[i] += scale * halves[i], the same bits on every processor.
/// @param halves little endian, any alignment
void addScaledHalves(const std::byte *halves, std::size_t count, double scale, double *sum);

} // namespace dare
