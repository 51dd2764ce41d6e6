#include "core/prompt/WordSegmentation.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <memory>

namespace dare
{

namespace
{

[[nodiscard]] bool holdsLetterOrDigit(std::u16string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        UChar32 point = 0;
        U16_NEXT(text.data(), at, text.size(), point);
        if (u_isUAlphabetic(point) || u_isdigit(point))
            return true;
    }
    return false;
}

[[nodiscard]] Result<std::vector<WordSegment>> icuWords(const std::u16string &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::BreakIterator> breaks(
        icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status))
        return failure(ErrorCode::Internal,
                       "ICU cannot split words; reinstall the ICU library and its data",
                       u_errorName(status));
    const icu::UnicodeString unicode(false, text.data(), static_cast<std::int32_t>(text.size()));
    breaks->setText(unicode);
    std::vector<WordSegment> words;
    std::int32_t begin = breaks->first();
    for (std::int32_t end = breaks->next(); end != icu::BreakIterator::DONE; end = breaks->next()) {
        const auto segment = std::u16string_view(text).substr(
            static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
        if (breaks->getRuleStatus() >= UBRK_WORD_NONE_LIMIT && holdsLetterOrDigit(segment))
            words.push_back({{begin, end}, {}});
        begin = end;
    }
    return words;
}

/// An empty range lies in a word when its position does.
[[nodiscard]] bool touches(const TextRange &piece, const TextRange &word)
{
    return piece.begin < word.end && std::max(piece.end, piece.begin + 1) > word.begin;
}

} // namespace

Result<std::vector<WordSegment>> segmentWords(const std::u16string &cleaned,
                                              const std::vector<PieceRange> &pieces)
{
    auto found = icuWords(cleaned);
    if (!found)
        return found;
    std::vector<WordSegment> words;
    std::size_t next = 0; // first ICU word that no piece has reached
    for (std::size_t index = 0; index < pieces.size(); ++index) {
        const TextRange range = pieces[index].range;
        if (pieces[index].blank)
            continue;
        while (next < found->size() && (*found)[next].range.end <= range.begin)
            words.push_back((*found)[next++]);
        while (next < found->size() && touches(range, (*found)[next].range))
            words.push_back((*found)[next++]);
        std::size_t first = words.size();
        while (first > 0 && touches(range, words[first - 1].range))
            --first;
        if (first == words.size())
            continue;
        for (std::size_t joined = first + 1; joined < words.size(); ++joined) {
            words[first].range.end = words[joined].range.end;
            words[first].pieces.insert(words[first].pieces.end(), words[joined].pieces.begin(),
                                       words[joined].pieces.end());
        }
        words.resize(first + 1);
        words[first].pieces.push_back(static_cast<int>(index));
    }
    words.insert(words.end(), found->begin() + static_cast<std::ptrdiff_t>(next), found->end());
    return words;
}

} // namespace dare
