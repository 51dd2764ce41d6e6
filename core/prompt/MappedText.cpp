#include "core/prompt/MappedText.h"

#include <unicode/stringpiece.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace dare
{

MappedText::MappedText(std::u16string_view typed) : m_text(typed)
{
    m_sources.reserve(typed.size());
    for (int at = 0; at < static_cast<int>(typed.size()); ++at)
        m_sources.push_back({at, at + 1});
}

TextRange MappedText::source(std::size_t begin, std::size_t end) const
{
    return {m_sources[begin].begin, m_sources[end - 1].end};
}

void MappedText::append(std::u16string_view text, TextRange source)
{
    m_text.append(text);
    m_sources.insert(m_sources.end(), text.size(), source);
}

void MappedText::append(const MappedText &other, std::size_t begin, std::size_t end)
{
    m_text.append(other.m_text, begin, end - begin);
    m_sources.insert(m_sources.end(), other.m_sources.begin() + static_cast<std::ptrdiff_t>(begin),
                     other.m_sources.begin() + static_cast<std::ptrdiff_t>(end));
}

std::u16string toUtf16(std::string_view utf8)
{
    const auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
    return {text.getBuffer(), static_cast<std::size_t>(text.length())};
}

std::string toUtf8(std::u16string_view utf16)
{
    std::string utf8;
    icu::UnicodeString(false, utf16.data(), static_cast<std::int32_t>(utf16.size()))
        .toUTF8String(utf8);
    return utf8;
}

std::size_t firstInvalidUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    const auto length = static_cast<std::int32_t>(text.size());
    for (std::int32_t at = 0; at < length;) {
        const std::int32_t start = at;
        UChar32 point = 0;
        U8_NEXT(bytes, at, length, point);
        if (point < 0)
            return static_cast<std::size_t>(start);
    }
    return std::string_view::npos;
}

} // namespace dare
