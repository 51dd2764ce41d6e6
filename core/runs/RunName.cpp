#include "core/runs/RunName.h"

#include "core/types/Options.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>
#include <vector>

namespace dare
{
namespace
{

constexpr double kTitleRho = 0.5; // the list of runs shows these words
constexpr std::size_t kSlugWords = 3;
constexpr std::size_t kSlugWordBytes = 24;
constexpr std::size_t kTitleBytes = 60;

/// Cuts at a limit of bytes, never inside a UTF-8 character.
std::string cutAt(std::string text, std::size_t limit)
{
    if (text.size() <= limit)
        return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0U) == 0x80U)
        --limit;
    text.resize(limit);
    return text;
}

/// Lower-case ASCII letters, digits, and every character beyond ASCII.
std::string slugWord(const std::string &word)
{
    std::string out;
    for (const char c : word) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= 'A' && c <= 'Z')
            out += static_cast<char>(c - 'A' + 'a');
        else if (byte >= 0x80U || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            out += c;
    }
    return cutAt(std::move(out), kSlugWordBytes);
}

} // namespace

std::string titleOf(const TokenSequence &tokens, const std::string &prompt)
{
    std::string title;
    std::set<std::string> seen;
    for (const Word &word : tokens.words) {
        if (word.rho >= kTitleRho && seen.insert(word.text).second)
            title += (title.empty() ? "" : " ") + word.text;
    }
    if (title.empty())
        title = cutAt(prompt, kTitleBytes);
    return title.empty() ? "run" : title;
}

std::string slugOf(const TokenSequence &tokens)
{
    std::vector<std::pair<double, std::string>> words;
    std::set<std::string> seen;
    for (const Word &word : tokens.words) {
        std::string text = slugWord(word.text);
        if (!text.empty() && seen.insert(text).second)
            words.emplace_back(word.rho, std::move(text));
    }
    std::vector<double> densities;
    for (const auto &[rho, text] : words)
        densities.push_back(rho);
    std::sort(densities.begin(), densities.end(), std::greater<>());
    // Words that every caption has say nothing; without others they are better than no name.
    double least = densities.empty() ? 0.0 : densities[std::min(kSlugWords, densities.size()) - 1];
    const double dominance = spec(Option::Tau).fallback;
    if (!densities.empty() && densities.front() > dominance)
        least = std::max(least, std::nextafter(dominance, 1.0));
    std::string slug;
    std::size_t count = 0;
    for (const auto &[rho, text] : words) {
        if (rho >= least && count++ < kSlugWords)
            slug += (slug.empty() ? "" : "-") + text;
    }
    return slug.empty() ? "run" : slug;
}

std::string isoTime(std::time_t time)
{
    std::tm utc{};
    gmtime_r(&time, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                       utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string folderName(std::time_t time, const std::string &slug, unsigned salt)
{
    std::string stamp = isoTime(time);
    stamp.pop_back();                                   // Z
    std::replace(stamp.begin(), stamp.end(), ':', '-'); // other systems refuse colons in names
    return fmt::format("{}_{}_{:04x}", stamp, slug, salt & 0xFFFFU);
}

} // namespace dare
