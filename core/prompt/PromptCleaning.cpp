#include "core/prompt/PromptCleaning.h"

#include "core/prompt/HtmlEntities.h"
#include "core/prompt/Prompt.h"

#include <spdlog/spdlog.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf16.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <optional>

namespace dare
{

namespace
{

struct Ligature {
    UChar32 point;
    std::u16string_view letters;
};
constexpr std::array<Ligature, 22> kLigatures{{
    {0x0132, u"IJ"},      {0x0133, u"ij"},      {0x0149, u"\u02BCn"}, {0x01C4, u"D\u017D"},
    {0x01C5, u"D\u017E"}, {0x01C6, u"d\u017E"}, {0x01C7, u"LJ"},      {0x01C8, u"Lj"},
    {0x01C9, u"lj"},      {0x01CA, u"NJ"},      {0x01CB, u"Nj"},      {0x01CC, u"nj"},
    {0x01F1, u"DZ"},      {0x01F2, u"Dz"},      {0x01F3, u"dz"},      {0xFB00, u"ff"},
    {0xFB01, u"fi"},      {0xFB02, u"fl"},      {0xFB03, u"ffi"},     {0xFB04, u"ffl"},
    {0xFB05, u"\u017Ft"}, {0xFB06, u"st"},
}};

[[nodiscard]] bool isRemovedControl(UChar32 point)
{
    return point <= 0x08 || point == 0x0B || (point >= 0x0E && point <= 0x1F) || point == 0x7F ||
           (point >= 0x206A && point <= 0x206F) || point == 0xFEFF ||
           (point >= 0xFFF9 && point <= 0xFFFC);
}

[[nodiscard]] bool isWhiteSpace(UChar32 point)
{
    return u_isUWhiteSpace(point) || (point >= 0x1C && point <= 0x1F); // as Python counts
}

/// @return full- and half-width forms in their usual width; nothing for other characters
[[nodiscard]] std::optional<std::u16string> usualWidth(UChar32 point)
{
    if (point == 0x3000)
        return u" ";
    if (point < 0xFF01 || point > 0xFFEF)
        return std::nullopt;
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *nfkc = icu::Normalizer2::getNFKCInstance(status);
    icu::UnicodeString decomposed;
    if (U_FAILURE(status))
        return std::nullopt;
    decomposed = nfkc->normalize(icu::UnicodeString(point), status);
    return std::u16string(decomposed.getBuffer(), static_cast<std::size_t>(decomposed.length()));
}

/// @return what ftfy puts in place of a character; nothing where it stays. Controls go later.
[[nodiscard]] std::optional<std::u16string> replacement(UChar32 point)
{
    if (point < 0x80)
        return std::nullopt;
    if (point <= 0x9F)
        return std::u16string{windows1252(static_cast<char16_t>(point))};
    const auto *ligature =
        std::find_if(kLigatures.begin(), kLigatures.end(),
                     [point](const Ligature &entry) { return entry.point == point; });
    if (ligature != kLigatures.end())
        return std::u16string(ligature->letters);
    return usualWidth(point);
}

[[nodiscard]] std::u16string uncurled(std::u16string text)
{
    for (char16_t &unit : text) {
        if (unit == 0x02BC || (unit >= 0x2018 && unit <= 0x201B))
            unit = u'\'';
        else if (unit >= 0x201C && unit <= 0x201F)
            unit = u'"';
    }
    return text;
}

[[nodiscard]] MappedText replaceCharacters(const MappedText &text)
{
    MappedText result;
    const std::u16string &all = text.text();
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t begin = at;
        UChar32 point = 0;
        U16_NEXT(all.data(), at, all.size(), point);
        const auto replaced = replacement(point);
        result.append(uncurled(replaced ? *replaced : all.substr(begin, at - begin)),
                      text.source(begin, at));
    }
    return result;
}

/// @return length of a terminal escape such as `ESC[36;44m` at the start of the text, or 0
[[nodiscard]] std::size_t terminalEscape(std::u16string_view text)
{
    if (!text.starts_with(u"\u001B["))
        return 0;
    const std::size_t end = text.find_first_not_of(u"0123456789;", 2);
    return end != std::u16string_view::npos && text[end] < 0x80 && u_isalpha(text[end]) ? end + 1
                                                                                        : 0;
}

[[nodiscard]] MappedText removeControls(const MappedText &text)
{
    MappedText result;
    const std::u16string_view all = text.text();
    for (std::size_t at = 0; at < all.size();) {
        if (const std::size_t length = terminalEscape(all.substr(at)); length > 0) {
            at += length;
            continue;
        }
        if (!isRemovedControl(all[at]))
            result.append(text, at, at + 1);
        ++at;
    }
    return result;
}

/// Normalises from boundary to boundary, so that each piece keeps its own source.
[[nodiscard]] MappedText composeNfc(const MappedText &text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(status);
    if (U_FAILURE(status))
        return text;
    MappedText result;
    const std::u16string &all = text.text();
    for (std::size_t begin = 0; begin < all.size();) {
        std::size_t end = begin;
        UChar32 point = 0;
        U16_NEXT(all.data(), end, all.size(), point);
        while (end < all.size()) {
            std::size_t next = end;
            U16_NEXT(all.data(), next, all.size(), point);
            if (nfc->hasBoundaryBefore(point))
                break;
            end = next;
        }
        const icu::UnicodeString before(false, all.data() + begin,
                                        static_cast<std::int32_t>(end - begin));
        const icu::UnicodeString after = nfc->normalize(before, status);
        if (U_FAILURE(status) || after == before)
            result.append(text, begin, end);
        else
            result.append({after.getBuffer(), static_cast<std::size_t>(after.length())},
                          text.source(begin, end));
        begin = end;
    }
    return result;
}

[[nodiscard]] MappedText fixLine(MappedText line, bool entities)
{
    for (;;) {
        const std::u16string before = line.text();
        if (entities)
            line = unescapeHtmlStrictly(line);
        line = composeNfc(removeControls(replaceCharacters(line)));
        if (line.text() == before)
            return line;
    }
}

/// ftfy works line by line, and stops decoding entities at the first line with a `<`.
[[nodiscard]] MappedText fixLines(const MappedText &text)
{
    MappedText result;
    bool entities = true;
    const std::u16string &all = text.text();
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t newLine = all.find(u'\n', begin);
        const std::size_t end = newLine == std::u16string::npos ? all.size() : newLine + 1;
        MappedText line;
        line.append(text, begin, end);
        entities = entities && line.text().find(u'<') == std::u16string::npos;
        line = fixLine(std::move(line), entities);
        result.append(line, 0, line.size());
        begin = end;
    }
    return result;
}

[[nodiscard]] MappedText collapseWhiteSpace(const MappedText &text)
{
    MappedText result;
    const std::u16string &all = text.text(); // white space lies in the basic plane
    std::size_t at = 0;
    while (at < all.size()) {
        const std::size_t begin = at;
        while (at < all.size() && isWhiteSpace(all[at]))
            ++at;
        if (at > begin && begin > 0 && at < all.size())
            result.append(u" ", text.source(begin, at));
        if (at < all.size()) {
            result.append(text, at, at + 1);
            ++at;
        }
    }
    return result;
}

void noteMissingRepair(const std::u16string &text)
{
    const bool ascii =
        std::all_of(text.begin(), text.end(), [](char16_t unit) { return unit < 0x80; });
    static std::once_flag once;
    if (!ascii)
        std::call_once(once, [] {
            spdlog::info(
                "Prompts are cleaned as Wan's pipeline does it, but for one step: text that "
                "was decoded in the wrong encoding (\"cafÃ©\") is taken as it stands.");
        });
}

} // namespace

MappedText cleanText(const MappedText &text)
{
    noteMissingRepair(text.text());
    return collapseWhiteSpace(unescapeHtml(unescapeHtml(fixLines(text))));
}

std::string cleanPrompt(std::string_view text)
{
    return toUtf8(cleanText(MappedText(toUtf16(text))).text());
}

} // namespace dare
