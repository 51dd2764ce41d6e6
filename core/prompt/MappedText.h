#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// UTF-16 code units [begin, end).
struct TextRange {
    int begin = 0;
    int end = 0;
    bool operator==(const TextRange &) const = default;
};

/// UTF-16 text that remembers which code units of the prompt as typed each of its units came from.
/// Every cleaning step makes a new one, so that word spans survive whatever cleaning does.
class MappedText
{
public:
    MappedText() = default;
    /// @param typed mapped onto itself, unit by unit
    explicit MappedText(std::u16string_view typed);

    [[nodiscard]] const std::u16string &text() const { return m_text; }
    [[nodiscard]] std::size_t size() const { return m_text.size(); }
    /// Source of the units [begin, end), which must not be empty.
    [[nodiscard]] TextRange source(std::size_t begin, std::size_t end) const;

    /// Appends text that stands for `source` as a whole.
    void append(std::u16string_view text, TextRange source);
    /// Appends units [begin, end) of another text, sources included.
    void append(const MappedText &other, std::size_t begin, std::size_t end);

private:
    std::u16string m_text;
    std::vector<TextRange> m_sources; ///< one per unit of m_text
};

/// Invalid input becomes U+FFFD.
[[nodiscard]] std::u16string toUtf16(std::string_view utf8);
[[nodiscard]] std::string toUtf8(std::u16string_view utf16);
/// @return offset of the first byte that is no valid UTF-8, or npos
[[nodiscard]] std::size_t firstInvalidUtf8(std::string_view text);

} // namespace dare
