#pragma once

#include "core/prompt/MappedText.h"
#include "core/types/Result.h"

#include <string>
#include <vector>

namespace dare
{

/// Where one piece lies in the cleaned text, in UTF-16 code units.
struct PieceRange {
    TextRange range;    ///< may be empty: bytes of a character, a white space that was added
    bool blank = false; ///< nothing but `▁`
};

/// A word of the cleaned text and the pieces that make it up.
struct WordSegment {
    TextRange range; ///< UTF-16, cleaned text
    std::vector<int> pieces;
};

/// ICU's word segments that hold a letter or digit, neighbours joined where one piece spans both.
/// A piece that touches a word belongs to it, punctuation in the same piece included; blank pieces
/// belong to none.
/// @param cleaned UTF-16; @param pieces of the whole text, in order
/// @error Internal when ICU has no word rules
[[nodiscard]] Result<std::vector<WordSegment>> segmentWords(const std::u16string &cleaned,
                                                            const std::vector<PieceRange> &pieces);

} // namespace dare
