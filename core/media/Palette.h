#pragma once

#include "core/types/ColorMap.h"

namespace dare::palette {

// The dark theme's tokens that an exported picture uses.
inline constexpr Rgb kBackground{0x12, 0x13, 0x14};
inline constexpr Rgb kField{0x0f, 0x10, 0x11};
inline constexpr Rgb kLine{0x3b, 0x3e, 0x43};
inline constexpr Rgb kText{0xe9, 0xea, 0xec};
inline constexpr Rgb kText2{0xb0, 0xb4, 0xba};
inline constexpr Rgb kText3{0x96, 0x9b, 0xa3};
inline constexpr Rgb kSideA{0xd3, 0xd6, 0xda};
inline constexpr Rgb kAccent{0x4c, 0xc2, 0xff};
inline constexpr Rgb kOnAccent{0x03, 0x20, 0x2d};

} // namespace dare::palette
