#pragma once

#include "core/types/Token.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace dare
{

/// When a word counts as neglected; part of the recipe.
struct NeglectRule {
    double share = 0.5; ///< below this
    int steps = 3;      ///< at so many consecutive steps
    bool operator==(const NeglectRule &) const = default;
};

/// A word that became neglected, and the step, from 0, at which it did.
struct NeglectMark {
    std::string word;
    int step = 0;
    bool operator==(const NeglectMark &) const = default;
};

/// Steps from 0 that do not count yet: early attention says little.
inline constexpr int kFirstJudgedStep = 3;

/// The step, from 0, at which the rule is met: the last of the consecutive steps, all of them the
/// fourth or later. @param shares of one word, step by step from the first @return -1: never
[[nodiscard]] inline int neglectedFrom(std::span<const float> shares, const NeglectRule &rule)
{
    int below = 0;
    for (std::size_t step = kFirstJudgedStep; step < shares.size(); ++step) {
        below = static_cast<double>(shares[step]) < rule.share ? below + 1 : 0;
        if (below >= rule.steps)
            return static_cast<int>(step);
    }
    return -1;
}

/// A word's share: the mean mass of its pieces over the mean mass of all pieces of words, masses
/// averaged over blocks first. A reading of attention, not proof that the object is visible.
/// @param masses [L,T]; before-masses for the neglect reading
/// @return [W]; 0 for words without tokens
[[nodiscard]] inline std::vector<float> wordShares(const TokenSequence &tokens,
                                                   std::span<const float> masses, int blocks)
{
    const auto width = static_cast<std::size_t>(tokens.limit);
    std::vector<double> mean(width, 0.0);
    for (std::size_t block = 0; block < static_cast<std::size_t>(blocks); ++block) {
        for (std::size_t t = 0; t < width; ++t)
            mean[t] += static_cast<double>(masses[block * width + t]) / blocks;
    }
    double total = 0.0;
    int pieces = 0;
    std::vector<double> own(tokens.words.size(), 0.0);
    for (std::size_t w = 0; w < tokens.words.size(); ++w) {
        const auto &list = tokens.words[w].tokens;
        for (const int token : list) {
            own[w] += mean[static_cast<std::size_t>(token)] / static_cast<double>(list.size());
            total += mean[static_cast<std::size_t>(token)];
            ++pieces;
        }
    }
    std::vector<float> out(tokens.words.size(), 0.0F);
    for (std::size_t w = 0; w < out.size() && total > 0.0; ++w)
        out[w] = static_cast<float>(own[w] / (total / pieces));
    return out;
}

} // namespace dare
