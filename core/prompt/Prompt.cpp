#include "core/prompt/Prompt.h"

#include "core/prompt/PromptCleaning.h"
#include "core/prompt/PromptSyntax.h"
#include "core/prompt/WordLabels.h"
#include "core/prompt/WordSegmentation.h"

#include <fmt/format.h>

#include <algorithm>

namespace dare
{

namespace
{

constexpr std::string_view kSpacePiece = "\xE2\x96\x81"; // U+2581

[[nodiscard]] bool isBlank(const std::string &piece)
{
    for (std::size_t at = 0; at < piece.size(); at += kSpacePiece.size()) {
        if (piece.compare(at, kSpacePiece.size(), kSpacePiece) != 0)
            return false;
    }
    return true;
}

/// @return the UTF-16 offset of every byte of a UTF-8 text, its end included
[[nodiscard]] std::vector<int> utf16Offsets(std::string_view utf8)
{
    std::vector<int> offsets;
    offsets.reserve(utf8.size() + 1);
    int offset = 0;
    int width = 0; // of the character that the byte belongs to
    for (const char byte : utf8) {
        const auto lead = static_cast<unsigned char>(byte);
        if ((lead & 0xC0U) != 0x80U) {
            offset += width;
            width = lead >= 0xF0U ? 2 : 1;
        }
        offsets.push_back(offset);
    }
    offsets.push_back(offset + width);
    return offsets;
}

[[nodiscard]] std::vector<PieceRange> rangesOf(const std::vector<PieceSpan> &pieces,
                                               std::string_view cleaned)
{
    const std::vector<int> offsets = utf16Offsets(cleaned);
    std::vector<PieceRange> ranges;
    ranges.reserve(pieces.size());
    for (const PieceSpan &piece : pieces)
        ranges.push_back({{offsets.at(static_cast<std::size_t>(piece.begin)),
                           offsets.at(static_cast<std::size_t>(piece.end))},
                          isBlank(piece.piece)});
    return ranges;
}

/// Everything about a word but its tokens.
struct WordBuilder {
    const MappedText &cleaned;
    const PromptSyntax &syntax;
    const std::vector<PieceSpan> &pieces;
    const SemanticDensity &density;
    const std::map<std::string, double> &overrides; ///< folded labels
    WordLabels labels;

    [[nodiscard]] Word build(const WordSegment &segment)
    {
        const auto begin = static_cast<std::size_t>(segment.range.begin);
        const auto end = static_cast<std::size_t>(segment.range.end);
        const TextRange typed = cleaned.source(begin, end);
        Word word;
        word.text = toUtf8(std::u16string_view(cleaned.text()).substr(begin, end - begin));
        word.label = labels.next(word.text);
        word.begin = typed.begin;
        word.end = typed.end;
        word.weight = syntax.weight(typed);
        word.known = density.lists(word.text);
        const auto changed = overrides.find(foldedCase(word.label));
        word.rhoOverridden = changed != overrides.end();
        word.rho = word.rhoOverridden ? changed->second : density.rho(word.text, idsOf(segment));
        return word;
    }

    [[nodiscard]] std::vector<std::int64_t> idsOf(const WordSegment &segment) const
    {
        std::vector<std::int64_t> ids;
        for (const int piece : segment.pieces)
            ids.push_back(pieces[static_cast<std::size_t>(piece)].id);
        return ids;
    }
};

[[nodiscard]] Result<std::map<std::string, double>>
foldedOverrides(const std::map<std::string, double> &overrides)
{
    std::map<std::string, double> folded;
    for (const auto &[label, rho] : overrides) {
        if (!(rho >= 0.0 && rho <= 1.0))
            return failure(ErrorCode::InvalidArgument,
                           fmt::format("the semantic density of \"{}\" is {:g}; choose one in 0..1",
                                       label, rho),
                           "rho");
        folded[foldedCase(label)] = rho;
    }
    return folded;
}

void addTokens(TokenSequence &sequence, const std::vector<PieceSpan> &pieces,
               const Tokenizer &tokenizer)
{
    const std::size_t room = static_cast<std::size_t>(sequence.limit) - 1;
    const std::size_t kept = std::min(pieces.size(), room);
    for (std::size_t index = 0; index < kept; ++index) {
        sequence.ids.push_back(pieces[index].id);
        sequence.pieces.push_back(pieces[index].piece);
    }
    sequence.ids.push_back(tokenizer.endId());
    sequence.pieces.push_back(tokenizer.piece(tokenizer.endId()));
    sequence.wordOfToken.assign(sequence.ids.size(), -1);
    sequence.untruncatedCount = static_cast<int>(pieces.size()) + 1;
}

} // namespace

Result<TokenSequence> tokenize(std::string_view prompt, const Tokenizer &tokenizer,
                               const SemanticDensity &density, int limit,
                               const std::map<std::string, double> &rhoOverrides)
{
    if (limit < 1)
        return failure(ErrorCode::InvalidArgument,
                       fmt::format("{} is no token limit; at least 1 is needed, for </s>", limit),
                       "max-tokens");
    const auto syntax = parsePrompt(prompt);
    if (!syntax)
        return tl::unexpected(syntax.error());
    const auto overrides = foldedOverrides(rhoOverrides);
    if (!overrides)
        return tl::unexpected(overrides.error());
    const MappedText cleaned = cleanText(syntax->plain);
    TokenSequence sequence;
    sequence.limit = limit;
    sequence.cleaned = toUtf8(cleaned.text());
    const std::vector<PieceSpan> pieces = tokenizer.encode(sequence.cleaned);
    const auto segments = segmentWords(cleaned.text(), rangesOf(pieces, sequence.cleaned));
    if (!segments)
        return tl::unexpected(segments.error());
    addTokens(sequence, pieces, tokenizer);
    const int end = static_cast<int>(sequence.ids.size()) - 1;
    WordBuilder builder{cleaned, *syntax, pieces, density, *overrides, {}};
    for (const WordSegment &segment : *segments) {
        Word word = builder.build(segment);
        for (const int piece : segment.pieces) {
            if (piece >= end)
                continue;
            word.tokens.push_back(piece);
            sequence.wordOfToken[static_cast<std::size_t>(piece)] =
                static_cast<int>(sequence.words.size());
        }
        word.cut = word.tokens.empty();
        sequence.words.push_back(std::move(word));
    }
    return sequence;
}

std::vector<MapRow> mapRows(const TokenSequence &tokens)
{
    std::vector<MapRow> rows;
    WordLabels pieceLabels;
    for (const char *name : {"end", "pads"})
        pieceLabels.reserve(name);
    for (const Word &word : tokens.words)
        pieceLabels.reserve(word.label);
    std::vector<bool> seen(tokens.words.size(), false);
    const int count = static_cast<int>(tokens.ids.size());
    for (int token = 0; token + 1 < count; ++token) {
        const int word = tokens.wordOfToken[static_cast<std::size_t>(token)];
        if (word < 0) {
            rows.push_back({pieceLabels.nextPiece(tokens.pieces[static_cast<std::size_t>(token)]),
                            {token},
                            -1});
        } else if (!seen[static_cast<std::size_t>(word)]) {
            seen[static_cast<std::size_t>(word)] = true;
            const Word &owner = tokens.words[static_cast<std::size_t>(word)];
            rows.push_back({owner.label, owner.tokens, word});
        }
    }
    if (count > 0)
        rows.push_back({"end", {count - 1}, -1});
    if (count < tokens.limit) {
        MapRow pads{"pads", {}, -1};
        for (int token = count; token < tokens.limit; ++token)
            pads.tokens.push_back(token);
        rows.push_back(std::move(pads));
    }
    return rows;
}

std::vector<std::int64_t> dominantIds(const TokenSequence &tokens, double tau,
                                      const std::vector<std::int64_t> &negative)
{
    const auto dominant = [tau](const Word &word) { return !word.cut && word.rho <= tau; };
    if (std::none_of(tokens.words.begin(), tokens.words.end(), dominant))
        return negative;
    std::vector<std::int64_t> ids;
    for (std::size_t token = 0; token < tokens.ids.size(); ++token) {
        const int word = tokens.wordOfToken[token];
        if (word < 0 || dominant(tokens.words[static_cast<std::size_t>(word)]))
            ids.push_back(tokens.ids[token]);
    }
    return ids;
}

} // namespace dare
