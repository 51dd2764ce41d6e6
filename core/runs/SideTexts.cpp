#include "core/runs/SideTexts.h"

#include "core/prompt/Prompt.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/TextCache.h"

#include <ATen/ATen.h>

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

using Texts = std::vector<std::vector<std::int64_t>>;

Result<std::vector<at::Tensor>> encodeOn(LoadedVariant &variant, const Texts &texts)
{
    return guarded<std::vector<at::Tensor>>([&]() -> Result<std::vector<at::Tensor>> {
        const auto encoder = textEncoder(variant);
        if (!encoder)
            return tl::unexpected(encoder.error());
        variant.encodedTexts = true;
        // It holds nothing, and its progress belongs to this run, however that ends.
        if ((*encoder)->placement() == TextPlacement::Files)
            variant.text.reset();
        return (*encoder)->encodeAll(texts);
    });
}

Result<std::vector<at::Tensor>> encodeTexts(LoadedVariant &variant, const Texts &texts)
{
    auto rows = encodeOn(variant, texts);
    if (!rows && rows.error().code == ErrorCode::OutOfMemory && variant.residentText) {
        variant.residentText = false;
        releaseText(variant);
        rows = encodeOn(variant, texts);
    }
    if (rows || rows.error().code != ErrorCode::OutOfMemory || variant.textDevice == "cpu")
        return rows;
    variant.text.reset();
    variant.textDevice = "cpu";
    return encodeOn(variant, texts);
}

/// From the cache where all of them are there, so that the encoder is not loaded for one of them
/// alone and every text of a run comes from the same place.
Result<std::vector<at::Tensor>> embeddings(LoadedVariant &variant, const Texts &texts,
                                           const std::optional<std::filesystem::path> &folder)
{
    if (!folder)
        return encodeTexts(variant, texts);
    const TextCache cache(*folder, variant.hash + " " + describeTextEncoder(variant));
    std::vector<at::Tensor> rows;
    for (const auto &ids : texts) {
        auto found = cache.find(ids);
        if (!found)
            break;
        rows.push_back(std::move(*found));
    }
    if (rows.size() == texts.size())
        return rows;
    auto encoded = encodeTexts(variant, texts);
    for (std::size_t i = 0; encoded && i < texts.size(); ++i) {
        // Without the cache the text is encoded again next time.
        (void)cache.store(texts[i], (*encoded)[i]);
    }
    return encoded;
}

} // namespace

Result<PromptTokens> readPrompts(const Recipe &recipe, const Tokenizer &tokenizer,
                                 const SemanticDensity &density)
{
    auto prompt = tokenize(recipe.prompt, tokenizer, density, recipe.maxTokens, recipe.rho);
    if (!prompt)
        return tl::unexpected(prompt.error());
    auto negative = tokenize(recipe.negative, tokenizer, density, recipe.maxTokens);
    if (!negative)
        return tl::unexpected(negative.error());
    return PromptTokens{std::move(*prompt), std::move(*negative)};
}

const TextContext *TextContexts::find(const LoadedVariant &variant, const Ids &ids, int maxTokens)
{
    const auto known = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry &entry) {
        return entry.model == variant.transformer && entry.ids == ids &&
               entry.context.tokens == maxTokens;
    });
    if (known == m_entries.end())
        return nullptr;
    m_entries.splice(m_entries.begin(), m_entries, known);
    return &m_entries.front().context;
}

Result<std::vector<TextContext>>
TextContexts::get(LoadedVariant &variant, const std::vector<Ids> &texts, int maxTokens,
                  const std::optional<std::filesystem::path> &cache)
{
    std::vector<Ids> missing;
    for (const Ids &ids : texts) {
        if (find(variant, ids, maxTokens) == nullptr)
            missing.push_back(ids);
    }
    std::vector<at::Tensor> rows;
    if (!missing.empty()) {
        auto encoded = embeddings(variant, missing, cache);
        if (!encoded)
            return tl::unexpected(encoded.error());
        rows = std::move(*encoded);
    }
    for (std::size_t i = 0; i < missing.size(); ++i)
        m_entries.push_front({variant.transformer, missing[i],
                              variant.transformer->prepareText(
                                  rows[i], static_cast<int>(missing[i].size()), maxTokens)});
    std::vector<TextContext> out;
    for (const Ids &ids : texts)
        out.push_back(*find(variant, ids, maxTokens));
    while (m_entries.size() > m_bound)
        m_entries.pop_back();
    return out;
}

Result<SideSetup> setUpSide(const Recipe &recipe, Side side, LoadedVariant &variant,
                            const PromptTokens &tokens, const SigmaSchedule &schedule,
                            TextContexts &contexts,
                            const std::optional<std::filesystem::path> &cache)
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
    std::vector<std::vector<std::int64_t>> texts;
    for (const auto &[branch, ids] : setup.ids)
        texts.push_back(ids);
    auto prepared = contexts.get(variant, texts, recipe.maxTokens, cache);
    if (!prepared)
        return tl::unexpected(prepared.error());
    std::size_t text = 0;
    for (const auto &[branch, ids] : setup.ids)
        setup.texts[branch] = std::move((*prepared)[text++]);
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
