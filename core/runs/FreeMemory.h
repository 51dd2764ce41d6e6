#pragma once

#include "core/types/Recipe.h"

#include <cstdint>

namespace dare
{

/// Free memory of this machine, or 0 where the system does not say.
[[nodiscard]] std::uint64_t freeHostBytes();

/// Free memory of a recipe's device (of side A's where there are two), or 0. On a card, what this
/// process holds there counts as free: the models of a run before go. A cap that the environment
/// sets for the allocator holds. @param recipe its device is resolved
[[nodiscard]] std::uint64_t freeBytes(const Recipe &recipe);

} // namespace dare
