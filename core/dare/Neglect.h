#pragma once

#include "core/types/Neglect.h"

#include <span>
#include <vector>

namespace dare
{

/// Whether a word is neglected: its share is below `threshold` in `count` consecutive steps, all of
/// them the fourth or later.
/// @param shares of one word, step by step from the first
[[nodiscard]] bool isNeglected(std::span<const float> shares, double threshold, int count);

} // namespace dare
