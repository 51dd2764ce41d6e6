#include "core/runs/SideTexts.h"

#include "core/prompt/Prompt.h"

#include <algorithm>

namespace dare
{
namespace
{

/// Dominant ids as a sequence of tokens without words, for the labels of its maps.
TokenSequence wordless(const std::vector<std::int64_t> &ids, const Tokenizer &tokenizer, int limit)
{
    TokenSequence out;
    out.ids = ids;
    out.limit = limit;
    out.wordOfToken.assign(ids.size(), -1);
    for (const std::int64_t id : ids)
        out.pieces.push_back(tokenizer.piece(id));
    return out;
}

} // namespace

Result<PromptTokens> readPrompts(const Recipe &recipe, const LoadedVariant &variant)
{
    auto prompt =
        tokenize(recipe.prompt, variant.tokenizer, variant.density, recipe.maxTokens, recipe.rho);
    if (!prompt)
        return tl::unexpected(prompt.error());
    auto negative = tokenize(recipe.negative, variant.tokenizer, variant.density, recipe.maxTokens);
    if (!negative)
        return tl::unexpected(negative.error());
    return PromptTokens{std::move(*prompt), std::move(*negative)};
}

Result<TextContext> TextContexts::get(LoadedVariant &variant, const std::vector<std::int64_t> &ids,
                                      int maxTokens)
{
    const auto known = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        return entry.model == variant.transformer && entry.ids == ids &&
               entry.context.tokens == maxTokens;
    });
    if (known != m_entries.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known);
        return m_entries.front().context;
    }
    auto encoder = textEncoder(variant);
    if (!encoder)
        return tl::unexpected(encoder.error());
    auto rows = (*encoder)->encode(ids);
    if (!rows)
        return tl::unexpected(rows.error());
    m_entries.push_front(
        {variant.transformer, ids,
         variant.transformer->prepareText(*rows, static_cast<int>(ids.size()), maxTokens)});
    if (m_entries.size() > m_bound)
        m_entries.pop_back();
    return m_entries.front().context;
}

Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                            const PromptTokens &tokens, const SigmaSchedule &schedule,
                            TextContexts &contexts)
{
    SideSetup setup;
    setup.options = recipe.side(side);
    setup.tokens = tokens.prompt;
    setup.model = variant.transformer;
    setup.prediction = variant.config.scheduler.prediction;
    setup.schedule = schedule;
    setup.sampler = recipe.sampler;
    const auto dominant =
        dominantIds(tokens.prompt, setup.options.value(Option::Tau), tokens.negative.ids);
    setup.dominantEqualsNull = dominant == tokens.negative.ids;
    setup.dominantIds = dominant;
    setup.ids = {{Branch::Cond, tokens.prompt.ids}, {Branch::Neg, tokens.negative.ids}};
    if (!setup.dominantEqualsNull)
        setup.ids[Branch::Dom] = dominant;
    for (const auto &[branch, ids] : setup.ids) {
        auto context = contexts.get(variant, ids, recipe.maxTokens);
        if (!context)
            return tl::unexpected(context.error());
        setup.texts[branch] = std::move(*context);
    }
    return setup;
}

std::map<Branch, std::vector<MapRow>> branchRows(const SideSetup &setup, const PromptTokens &tokens,
                                                 const Tokenizer &tokenizer)
{
    return {{Branch::Cond, mapRows(tokens.prompt)},
            {Branch::Neg, mapRows(tokens.negative)},
            {Branch::Dom, mapRows(wordless(setup.dominantIds, tokenizer, tokens.prompt.limit))}};
}

} // namespace dare
