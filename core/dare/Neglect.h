#pragma once

#include "core/types/Token.h"

#include <span>
#include <vector>

namespace dare
{

/// A word's share: the mean mass of its pieces over the mean mass of all pieces of words, masses
/// averaged over blocks first. A reading of attention, not proof that the object is visible.
/// @param masses [L,T]; before-masses for the neglect reading
/// @return [W]; 0 for words without tokens
[[nodiscard]] std::vector<float> wordShares(const TokenSequence &tokens,
                                            std::span<const float> masses, int blocks);

/// Whether a word is neglected: its share is below `threshold` in `count` consecutive steps, all of
/// them the fourth or later.
/// @param shares of one word, step by step from the first
[[nodiscard]] bool isNeglected(std::span<const float> shares, double threshold, int count);

} // namespace dare
