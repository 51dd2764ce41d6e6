#pragma once

#include "core/types/Token.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// Unicode case folding: what is compared where case does not matter.
[[nodiscard]] std::string foldedCase(std::string_view text);

/// Gives out labels, each once: `turtle`, the next one `turtle#2`. `end` and `pads` name rows of
/// the maps, so that a word `end` becomes `end#1`.
class WordLabels
{
public:
    /// @param word as typed; the label is lower-cased
    [[nodiscard]] std::string next(std::string_view word);
    /// As next(), for pieces: case stays.
    [[nodiscard]] std::string nextPiece(const std::string &piece);
    /// Keeps a label that came from elsewhere from being given out.
    void reserve(const std::string &label) { m_used.insert(label); }

private:
    [[nodiscard]] std::string unused(const std::string &name, bool reserved);
    std::map<std::string, int> m_counts; ///< how often a name came
    std::set<std::string> m_used;
};

/// Looks a word up by its label, whatever the case. @return index into TokenSequence::words
[[nodiscard]] std::optional<int> findWord(const TokenSequence &tokens, std::string_view label);

/// Looks a row up by its label, whatever the case. @return index into `rows`
[[nodiscard]] std::optional<int> findRow(const std::vector<MapRow> &rows, std::string_view label);

} // namespace dare
