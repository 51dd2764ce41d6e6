#include "core/dare/Neglect.h"

#include <cstddef>

namespace dare
{

std::vector<float> wordShares(const TokenSequence &tokens, std::span<const float> masses,
                              int blocks)
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

bool isNeglected(std::span<const float> shares, double threshold, int count)
{
    constexpr std::size_t kFirstJudgedStep = 3;
    int below = 0;
    for (std::size_t step = kFirstJudgedStep; step < shares.size(); ++step) {
        below = static_cast<double>(shares[step]) < threshold ? below + 1 : 0;
        if (below >= count)
            return true;
    }
    return false;
}

} // namespace dare
