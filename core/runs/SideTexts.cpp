#include "core/runs/SideTexts.h"

#include "core/prompt/Prompt.h"

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

Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                            const PromptTokens &tokens, const SigmaSchedule &schedule)
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
    auto encoder = textEncoder(variant);
    if (!encoder)
        return tl::unexpected(encoder.error());
    const auto prepare = [&](Branch branch, const std::vector<std::int64_t> &ids) -> Result<void> {
        auto rows = (*encoder)->encode(ids);
        if (!rows)
            return tl::unexpected(rows.error());
        setup.texts[branch] =
            variant.transformer->prepareText(*rows, static_cast<int>(ids.size()), recipe.maxTokens);
        return {};
    };
    Result<void> done = prepare(Branch::Cond, tokens.prompt.ids);
    if (done)
        done = prepare(Branch::Neg, tokens.negative.ids);
    if (done && !setup.dominantEqualsNull)
        done = prepare(Branch::Dom, dominant);
    if (!done)
        return tl::unexpected(done.error());
    setup.dominantIds = dominant;
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
