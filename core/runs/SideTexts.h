#pragma once

#include "core/runs/ModelCache.h"
#include "core/sampling/SideSampler.h"

#include <filesystem>
#include <list>
#include <optional>

namespace dare
{

/// The prompt and the negative prompt of a recipe, as one variant reads them.
struct PromptTokens {
    TokenSequence prompt;
    TokenSequence negative;
};
/// @error InvalidArgument: weight syntax
[[nodiscard]] Result<PromptTokens> readPrompts(const Recipe &recipe, const Tokenizer &tokenizer,
                                               const SemanticDensity &density);

/// Texts ready for a transformer, kept by variant and ids: dragging a word's weight encodes nothing
/// anew. @thread sampler
class TextContexts
{
public:
    /// @param bound contexts kept, the ones used last
    explicit TextContexts(std::size_t bound = 12) : m_bound(bound) {}

    using Ids = std::vector<std::int64_t>;

    /// One context a text, in their order. What is not known yet is encoded in one go.
    /// @param cache folder of embeddings on disk; none: they are made anew
    [[nodiscard]] Result<std::vector<TextContext>>
    get(LoadedVariant &variant, const std::vector<Ids> &texts, int maxTokens,
        const std::optional<std::filesystem::path> &cache);

private:
    struct Entry {
        std::shared_ptr<const WanTransformer> model;
        Ids ids;
        TextContext context;
    };
    [[nodiscard]] const TextContext *find(const LoadedVariant &variant, const Ids &ids,
                                          int maxTokens);

    std::size_t m_bound;
    std::list<Entry> m_entries; ///< used last in front
};

/// Encodes what a side needs and makes its sampler's setup: contexts of the conditional, the
/// negative and, where it has words of its own, the dominant caption.
/// @param cache where embeddings are looked up before the encoder is loaded, and stored; none: they
///        are made anew
/// @error as the encoder's. Out of memory on a card leads to the CPU for this variant's texts.
[[nodiscard]] Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                                          const PromptTokens &tokens, const SigmaSchedule &schedule,
                                          TextContexts &contexts,
                                          const std::optional<std::filesystem::path> &cache = {});

/// Rows of the maps of every branch, before a choice of words.
[[nodiscard]] std::map<Branch, std::vector<MapRow>>
branchRows(const SideSetup &setup, const PromptTokens &tokens, const Tokenizer &tokenizer);

} // namespace dare
