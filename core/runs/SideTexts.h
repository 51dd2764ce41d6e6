#pragma once

#include "core/runs/ModelCache.h"
#include "core/sampling/SideSampler.h"

namespace dare
{

/// The prompt and the negative prompt of a recipe, as one variant reads them.
struct PromptTokens {
    TokenSequence prompt;
    TokenSequence negative;
};
/// @error InvalidArgument: weight syntax
[[nodiscard]] Result<PromptTokens> readPrompts(const Recipe &recipe, const LoadedVariant &variant);

/// Encodes what a side needs and makes its sampler's setup: contexts of the conditional, the
/// negative and, where it has words of its own, the dominant caption.
[[nodiscard]] Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                                          const PromptTokens &tokens,
                                          const SigmaSchedule &schedule);

/// Rows of the maps of every branch, before a choice of words.
[[nodiscard]] std::map<Branch, std::vector<MapRow>>
branchRows(const SideSetup &setup, const PromptTokens &tokens, const Tokenizer &tokenizer);

} // namespace dare
