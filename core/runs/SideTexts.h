#pragma once

#include "core/runs/ModelCache.h"
#include "core/sampling/SideSampler.h"

#include <list>

namespace dare
{

/// The prompt and the negative prompt of a recipe, as one variant reads them.
struct PromptTokens {
    TokenSequence prompt;
    TokenSequence negative;
};
/// @error InvalidArgument: weight syntax
[[nodiscard]] Result<PromptTokens> readPrompts(const Recipe &recipe, const LoadedVariant &variant);

/// Texts ready for a transformer, kept by variant and ids: dragging a word's weight encodes nothing
/// anew. @thread sampler
class TextContexts
{
public:
    /// @param bound contexts kept, the ones used last
    explicit TextContexts(std::size_t bound = 12) : m_bound(bound) {}

    [[nodiscard]] Result<TextContext> get(LoadedVariant &variant,
                                          const std::vector<std::int64_t> &ids, int maxTokens);

private:
    struct Entry {
        std::shared_ptr<const WanTransformer> model;
        std::vector<std::int64_t> ids;
        TextContext context;
    };
    std::size_t m_bound;
    std::list<Entry> m_entries; ///< used last in front
};

/// Encodes what a side needs and makes its sampler's setup: contexts of the conditional, the
/// negative and, where it has words of its own, the dominant caption.
[[nodiscard]] Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                                          const PromptTokens &tokens, const SigmaSchedule &schedule,
                                          TextContexts &contexts);

/// Rows of the maps of every branch, before a choice of words.
[[nodiscard]] std::map<Branch, std::vector<MapRow>>
branchRows(const SideSetup &setup, const PromptTokens &tokens, const Tokenizer &tokenizer);

} // namespace dare
