#include "core/runs/MapRows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>

namespace dare
{
namespace
{

std::string foldCase(const std::string &text)
{
    std::string folded;
    icu::UnicodeString::fromUTF8(text).foldCase().toUTF8String(folded);
    return folded;
}

std::vector<std::size_t> rowsNamed(const std::vector<std::string> &rows, const std::string &word)
{
    std::vector<std::size_t> same;
    std::vector<std::size_t> folded;
    const std::string wanted = foldCase(word);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == word)
            same.push_back(i);
        if (foldCase(rows[i]) == wanted)
            folded.push_back(i);
    }
    return same.empty() ? folded : same;
}

tl::unexpected<Error> unknownWord(const RunManifest &manifest,
                                  const std::vector<std::string> &labels, const std::string &word)
{
    const auto &words = manifest.tokens.words;
    const bool inPrompt = std::any_of(words.begin(), words.end(), [&](const Word &typed) {
        return foldCase(typed.label) == foldCase(word);
    });
    const std::string known = labels.empty()
                                  ? std::string("no word has maps in this run")
                                  : fmt::format("maps exist for: {}", fmt::join(labels, ", "));
    return failure(ErrorCode::NotFound,
                   fmt::format("word `{}` {}; {}", word,
                               inPrompt ? "was not captured" : "is not in this run", known));
}

} // namespace

Result<std::vector<std::size_t>> rowsOf(const RunManifest &manifest,
                                        const std::vector<std::string> &labels,
                                        const std::vector<std::string> &words)
{
    if (words.empty())
        return failure(ErrorCode::InvalidArgument, "no word is given; name a word of the prompt");
    std::set<std::size_t> rows;
    for (const std::string &word : words) {
        const std::vector<std::size_t> named = rowsNamed(labels, word);
        if (named.empty())
            return unknownWord(manifest, labels, word);
        rows.insert(named.begin(), named.end());
    }
    return std::vector<std::size_t>(rows.begin(), rows.end());
}

} // namespace dare
