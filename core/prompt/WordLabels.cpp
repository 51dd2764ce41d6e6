#include "core/prompt/WordLabels.h"

#include "core/prompt/MappedText.h"

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>

namespace dare
{

namespace
{

[[nodiscard]] icu::UnicodeString unicode(std::string_view text)
{
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

[[nodiscard]] std::string utf8(const icu::UnicodeString &text)
{
    std::string result;
    return text.toUTF8String(result);
}

template <typename Labelled>
[[nodiscard]] std::optional<int> findLabel(const std::vector<Labelled> &all, std::string_view label)
{
    const std::string wanted = foldedCase(label);
    const auto found = std::find_if(all.begin(), all.end(), [&wanted](const Labelled &entry) {
        return foldedCase(entry.label) == wanted;
    });
    return found == all.end() ? std::nullopt : std::optional(static_cast<int>(found - all.begin()));
}

} // namespace

std::string foldedCase(std::string_view text)
{
    return utf8(unicode(text).foldCase());
}

std::string WordLabels::next(std::string_view word)
{
    const std::string name = utf8(unicode(word).toLower(icu::Locale::getRoot()));
    return unused(name, name == "end" || name == "pads");
}

std::string WordLabels::nextPiece(const std::string &piece)
{
    return unused(piece, false);
}

std::string WordLabels::unused(const std::string &name, bool reserved)
{
    int count = ++m_counts[name];
    std::string label;
    do {
        label = count == 1 && !reserved ? name : name + "#" + std::to_string(count);
        ++count;
    } while (!m_used.insert(label).second);
    return label;
}

std::optional<int> findWord(const TokenSequence &tokens, std::string_view label)
{
    return findLabel(tokens.words, label);
}

std::optional<int> findRow(const std::vector<MapRow> &rows, std::string_view label)
{
    return findLabel(rows, label);
}

} // namespace dare
