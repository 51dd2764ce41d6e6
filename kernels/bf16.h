#pragma once

#include <bit>
#include <cstdint>

namespace dare::kernels {

/// Round to nearest even, as ATen does; NaN is not expected here.
[[nodiscard]] inline std::uint16_t toBf16(float value)
{
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

[[nodiscard]] inline float fromBf16(std::uint16_t value)
{
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

} // namespace dare::kernels
