#pragma once

#include "core/prompt/SemanticDensity.h"
#include "core/prompt/Tokenizer.h"
#include "core/types/Result.h"
#include "core/types/Token.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// Turns a prompt as typed into what the encoder sees and how its tokens belong to words.
/// `(word:1.2)` sets weights and never reaches the encoder; an empty prompt is `</s>` alone.
/// @param limit T, `</s>` and pads included; words beyond it are marked cut
/// @param rhoOverrides by word label
/// @error InvalidArgument for unbalanced weight syntax, with the UTF-16 position in the message
[[nodiscard]] Result<TokenSequence>
tokenize(std::string_view prompt, const Tokenizer &tokenizer, const SemanticDensity &density,
         int limit, const std::map<std::string, double> &rhoOverrides = {});

/// Rows of the attention maps: every word that has tokens, every other token by its piece, `end`,
/// and `pads` where there are any.
[[nodiscard]] std::vector<MapRow> mapRows(const TokenSequence &tokens);

/// Wan's prompt cleaning: html entities twice, the ftfy steps that change ids (NFC, curly quotes,
/// full-width forms, ligatures, control characters), white space as Python's `\s` to one space.
[[nodiscard]] std::string cleanPrompt(std::string_view text);

/// Ids of the caption reduced to its dominant words (rho <= tau): the ids of all other words are
/// dropped, the rest stays, `</s>` ends it. Without a dominant word it is `negative`.
/// @source our reading of the abstract of arXiv 2604.07026
[[nodiscard]] std::vector<std::int64_t> dominantIds(const TokenSequence &tokens, double tau,
                                                    const std::vector<std::int64_t> &negative);

} // namespace dare
