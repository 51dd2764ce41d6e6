#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dare {

/// A word of the prompt: an ICU word segment, joined with its neighbour where one piece spans both.
struct Word {
    std::string text;        ///< as typed, UTF-8
    std::string label;       ///< address of the word: `turtle`, the second one `turtle#2`
    int begin = 0;           ///< first UTF-16 code unit in the prompt as typed
    int end = 0;             ///< one past the last
    double rho = 0.0;        ///< semantic density in [0,1]
    double weight = 1.0;     ///< the user's u, from `(word:1.2)`; 0 removes
    bool rhoOverridden = false;
    bool known = true;       ///< listed by the model (card or density table); true where it lists none
    bool cut = false;        ///< beyond the token limit; has no tokens
    std::vector<int> tokens; ///< indices into TokenSequence::ids
    bool operator==(const Word &) const = default;
};

/// A prompt as the text encoder sees it, and how its tokens belong to words.
struct TokenSequence {
    std::vector<std::int64_t> ids;     ///< `</s>` included, pads not; size n <= limit
    std::vector<std::string> pieces;   ///< one per id
    std::vector<int> wordOfToken;      ///< one per id; -1 for punctuation, lone white space and `</s>`
    std::vector<Word> words;           ///< in order of appearance, cut ones included
    int limit = 0;                     ///< T, pads included
    int untruncatedCount = 0;          ///< ids with `</s>` before the limit
    std::string cleaned;               ///< what the tokenizer saw
    bool operator==(const TokenSequence &) const = default;
};

/// Rows of an attention map: every word, every other token, the end, and the pads as one.
/// Row masses sum to 1.
struct MapRow {
    std::string label;       ///< word label, `end`, `pads`, or the piece of a token without a word
    std::vector<int> tokens; ///< token indices in [0,T)
    int word = -1;           ///< index into TokenSequence::words, or -1
    bool operator==(const MapRow &) const = default;
};

} // namespace dare
