#pragma once

#include "core/prompt/MappedText.h"
#include "core/types/Result.h"

#include <string_view>
#include <vector>

namespace dare
{

inline constexpr double kLargestWordWeight = 10.0;

/// One `(text:1.2)` of a prompt as typed.
struct WeightSpan {
    TextRange content;   ///< what the weight applies to
    double weight = 1.0; ///< as written; nested spans multiply
    TextRange open;      ///< `(`
    TextRange close;     ///< `:1.2)`
    bool operator==(const WeightSpan &) const = default;
};

/// A prompt taken apart. All ranges are UTF-16 offsets in the prompt as typed.
struct PromptSyntax {
    MappedText plain;               ///< without weight markup, escapes resolved, not yet cleaned
    std::vector<WeightSpan> spans;  ///< in order of their closing parentheses
    std::vector<TextRange> escapes; ///< backslashes that escape the next character
    std::vector<double> weightAt;   ///< one per code unit typed, nesting multiplied

    /// Weight of a word: that of its first character whose weight is not 1, else 1.
    [[nodiscard]] double weight(TextRange word) const;
};

/// Reads `(text:1.2)`, the only parser of this syntax.
/// Weights nest and multiply; `\(`, `\)` and `\\` stand for the character. Parentheses without a
/// number after a last colon are ordinary text and stay in the prompt, but must balance.
/// @param prompt UTF-8, as typed
/// @error InvalidArgument: no UTF-8, a parenthesis without its partner, a weight outside 0..10
[[nodiscard]] Result<PromptSyntax> parsePrompt(std::string_view prompt);

} // namespace dare
