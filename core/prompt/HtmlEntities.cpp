#include "core/prompt/HtmlEntities.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace dare
{

namespace
{

struct Entity {
    std::string_view name;
    std::string_view points; ///< hexadecimal, joined by `_`
    bool old = false;        ///< known without a semicolon too
};

constexpr std::string_view kTable =
#include "core/prompt/HtmlEntityTable.inc"
    ;

/// @return the table taken apart, sorted by name
[[nodiscard]] const std::vector<Entity> &entities()
{
    static const std::vector<Entity> all = [] {
        std::vector<Entity> list;
        for (std::size_t begin = 0; begin < kTable.size();) {
            const std::size_t end = kTable.find(' ', begin);
            const std::size_t mark = kTable.find_first_of("+=", begin);
            list.push_back({kTable.substr(begin, mark - begin),
                            kTable.substr(mark + 1, end - mark - 1), kTable[mark] == '+'});
            begin = end + 1;
        }
        return list;
    }();
    return all;
}

constexpr std::size_t kLongestReference = 32;
constexpr std::size_t kLongestStrictReference = 24;
constexpr std::uint32_t kLastCodePoint = 0x10FFFF;
constexpr std::uint32_t kReplacement = 0xFFFD;

/// What replaces `length` units of the text, the `&` first among them.
struct Decoded {
    std::u16string text;
    std::size_t length = 0;
};

[[nodiscard]] bool isDigit(char16_t unit)
{
    return unit >= u'0' && unit <= u'9';
}
[[nodiscard]] bool isHexDigit(char16_t unit)
{
    return isDigit(unit) || (unit >= u'a' && unit <= u'f') || (unit >= u'A' && unit <= u'F');
}
[[nodiscard]] bool isAsciiLetter(char16_t unit)
{
    return (unit >= u'a' && unit <= u'z') || (unit >= u'A' && unit <= u'Z');
}
[[nodiscard]] std::uint32_t digitValue(char16_t unit)
{
    return isDigit(unit) ? static_cast<std::uint32_t>(unit - u'0')
                         : static_cast<std::uint32_t>((unit | 0x20) - u'a' + 10);
}

[[nodiscard]] std::u16string utf16(std::uint32_t point)
{
    const icu::UnicodeString text(static_cast<UChar32>(point));
    return {text.getBuffer(), static_cast<std::size_t>(text.length())};
}

[[nodiscard]] const Entity *findEntity(std::u16string_view name)
{
    std::string ascii;
    for (const char16_t unit : name) {
        if (unit > 0x7E)
            return nullptr;
        ascii.push_back(static_cast<char>(unit));
    }
    const auto found = std::lower_bound(
        entities().begin(), entities().end(), ascii,
        [](const Entity &entity, const std::string &wanted) { return entity.name < wanted; });
    return found != entities().end() && found->name == ascii ? &*found : nullptr;
}

[[nodiscard]] std::u16string textOf(const Entity &entity)
{
    std::u16string text;
    const char *at = entity.points.data();
    const char *const end = at + entity.points.size();
    while (at < end) {
        std::uint32_t point = 0;
        at = std::from_chars(at, end, point, 16).ptr + 1;
        text += utf16(point);
    }
    return text;
}

/// Python drops what HTML 5 calls invalid: control characters and non-characters.
[[nodiscard]] bool isDropped(std::uint32_t point)
{
    return (point >= 0x1 && point <= 0x8) || point == 0xB || (point >= 0xE && point <= 0x1F) ||
           (point >= 0x7F && point <= 0x9F) || (point >= 0xFDD0 && point <= 0xFDEF) ||
           (point & 0xFFFEU) == 0xFFFEU;
}

[[nodiscard]] std::u16string characterOf(std::uint32_t point)
{
    if (point >= 0x80 && point <= 0x9F)
        return {windows1252(static_cast<char16_t>(point))};
    if (point == 0 || point > kLastCodePoint || (point >= 0xD800 && point <= 0xDFFF))
        return {static_cast<char16_t>(kReplacement)};
    if (isDropped(point))
        return {};
    return utf16(point);
}

/// @param text starts with `&#`
[[nodiscard]] std::optional<Decoded> decodeNumber(std::u16string_view text)
{
    const bool hex = text.size() > 2 && (text[2] == u'x' || text[2] == u'X');
    const std::size_t first = hex ? 3 : 2;
    std::size_t at = first;
    std::uint32_t point = 0;
    for (; at < text.size() && (hex ? isHexDigit(text[at]) : isDigit(text[at])); ++at)
        point = std::min(point * (hex ? 16U : 10U) + digitValue(text[at]), kLastCodePoint + 1);
    if (at == first)
        return std::nullopt;
    if (at < text.size() && text[at] == u';')
        ++at;
    return Decoded{characterOf(point), at};
}

/// @param text starts with `&`
[[nodiscard]] std::optional<Decoded> decodeName(std::u16string_view text)
{
    constexpr std::u16string_view kStops = u"\t\n\f <&#;";
    std::size_t length = 0; // of the name
    while (length < kLongestReference && 1 + length < text.size() &&
           kStops.find(text[1 + length]) == std::u16string_view::npos)
        ++length;
    const auto name = text.substr(1, length);
    const bool closed = 1 + length < text.size() && text[1 + length] == u';';
    if (const Entity *entity = closed ? findEntity(name) : nullptr)
        return Decoded{textOf(*entity), length + 2};
    for (std::size_t prefix = length; prefix >= 2; --prefix) {
        const Entity *entity = findEntity(name.substr(0, prefix));
        if (entity && entity->old)
            return Decoded{textOf(*entity), prefix + 1};
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<Decoded> decode(std::u16string_view text)
{
    return text.size() > 1 && text[1] == u'#' ? decodeNumber(text) : decodeName(text);
}

/// A name as it stands, or one in capitals that means nothing else: `&EACUTE;` is a capital letter.
[[nodiscard]] std::optional<Decoded> decodeNameStrictly(std::u16string_view text,
                                                        std::size_t length)
{
    const auto name = text.substr(1, length);
    if (const Entity *entity = findEntity(name))
        return Decoded{textOf(*entity), length + 2};
    const icu::UnicodeString capitals(false, name.data(), static_cast<std::int32_t>(length));
    const icu::UnicodeString lower = icu::UnicodeString(capitals).toLower(icu::Locale::getRoot());
    const Entity *entity =
        findEntity({lower.getBuffer(), static_cast<std::size_t>(lower.length())});
    if (!entity || icu::UnicodeString(lower).toUpper(icu::Locale::getRoot()) != capitals ||
        decodeName(text))
        return std::nullopt;
    const std::u16string small = textOf(*entity);
    const icu::UnicodeString large =
        icu::UnicodeString(small.data(), static_cast<std::int32_t>(small.size()))
            .toUpper(icu::Locale::getRoot());
    return Decoded{{large.getBuffer(), static_cast<std::size_t>(large.length())}, length + 2};
}

[[nodiscard]] std::optional<Decoded> decodeStrictly(std::u16string_view text)
{
    const bool number = text.size() > 1 && text[1] == u'#';
    std::size_t end = number ? 2 : 1;
    const std::size_t first = end;
    while (end < text.size() && (isDigit(text[end]) || isAsciiLetter(text[end])))
        ++end;
    if (end == first || end - first > kLongestStrictReference || end == text.size() ||
        text[end] != u';')
        return std::nullopt;
    if (!number)
        return decodeNameStrictly(text, end - first);
    auto decoded = decodeNumber(text);
    // ftfy takes a semicolon in the result for a sign of half a reference, and leaves it.
    if (!decoded || decoded->length != end + 1 || decoded->text == u";")
        return std::nullopt;
    return decoded;
}

template <typename Decode>
[[nodiscard]] MappedText replaceReferences(const MappedText &text, Decode decodeAt)
{
    MappedText result;
    const std::u16string_view all = text.text();
    std::size_t at = 0;
    while (at < all.size()) {
        const std::size_t reference = std::min(all.find(u'&', at), all.size());
        result.append(text, at, reference);
        at = reference;
        if (at == all.size())
            break;
        if (const std::optional<Decoded> decoded = decodeAt(all.substr(at))) {
            result.append(decoded->text, text.source(at, at + decoded->length));
            at += decoded->length;
        } else {
            result.append(text, at, at + 1);
            ++at;
        }
    }
    return result;
}

} // namespace

MappedText unescapeHtml(const MappedText &text)
{
    return replaceReferences(text, decode);
}

MappedText unescapeHtmlStrictly(const MappedText &text)
{
    return replaceReferences(text, decodeStrictly);
}

char16_t windows1252(char16_t control)
{
    constexpr std::array<char16_t, 32> kTable{
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return control >= 0x80 && control <= 0x9F ? kTable[control - 0x80U] : control;
}

} // namespace dare
