#include "core/inspect/StepShares.h"

#include "core/dare/Neglect.h"

#include <algorithm>
#include <span>

namespace dare
{
namespace
{

/// Words that have tokens, as indices into TokenSequence::words.
std::vector<std::size_t> shownWords(const TokenSequence &tokens)
{
    std::vector<std::size_t> out;
    for (std::size_t w = 0; w < tokens.words.size(); ++w) {
        if (!tokens.words[w].tokens.empty())
            out.push_back(w);
    }
    return out;
}

/// Share of the selected words in one block: the mean over them.
float blockShare(const StepMetrics &metrics, const TokenSequence &tokens, int block,
                 const std::vector<std::size_t> &selected)
{
    const auto width = static_cast<std::size_t>(metrics.tokens);
    const auto masses =
        std::span(metrics.massBefore).subspan(static_cast<std::size_t>(block) * width, width);
    const std::vector<float> shares = wordShares(tokens, masses, 1);
    float sum = 0.0F;
    for (const std::size_t word : selected)
        sum += shares[word];
    return selected.empty() ? 0.0F : sum / static_cast<float>(selected.size());
}

StepShares::SideShares sideShares(const RunFolder &run, Side side,
                                  const std::vector<std::size_t> &words,
                                  const std::vector<std::size_t> &selected)
{
    const RunManifest &manifest = run.manifest();
    StepShares::SideShares out;
    out.words.resize(words.size());
    out.layers.resize(static_cast<std::size_t>(manifest.blocks));
    for (int step = 0; step < manifest.side(side).stepsDone; ++step) {
        const auto metrics = run.readMetrics(side, step);
        if (!metrics || metrics->share.size() != manifest.tokens.words.size() ||
            metrics->tokens != manifest.tokens.limit)
            break; // what follows a gap has no place on the axis
        for (std::size_t i = 0; i < words.size(); ++i)
            out.words[i].push_back(metrics->share[words[i]]);
        for (int block = 0; block < metrics->blocks && block < manifest.blocks; ++block)
            out.layers[static_cast<std::size_t>(block)].push_back(
                blockShare(*metrics, manifest.tokens, block, selected));
    }
    const double tau = manifest.recipe.side(side).value(Option::Tau);
    for (std::size_t i = 0; i < words.size(); ++i)
        out.neglected.push_back(
            manifest.tokens.words[words[i]].rho >= tau &&
            isNeglected(out.words[i], manifest.recipe.neglectShare, manifest.recipe.neglectSteps));
    return out;
}

} // namespace

Result<StepShares> readStepShares(const RunFolder &run, const std::vector<std::string> &selected)
{
    const RunManifest &manifest = run.manifest();
    const std::vector<std::size_t> words = shownWords(manifest.tokens);
    StepShares out;
    out.steps = manifest.recipe.steps;
    out.blocks = manifest.blocks;
    out.threshold = manifest.recipe.neglectShare;
    out.count = manifest.recipe.neglectSteps;
    std::vector<std::size_t> chosen;
    for (const std::size_t word : words) {
        const Word &each = manifest.tokens.words[word];
        out.labels.push_back(each.label);
        out.rho.push_back(each.rho);
        if (std::find(selected.begin(), selected.end(), each.label) != selected.end())
            chosen.push_back(word);
    }
    for (const Side side : kSides) {
        if (manifest.recipe.runs(side))
            out.sides[side == Side::A ? 0 : 1] = sideShares(run, side, words, chosen);
    }
    return out;
}

} // namespace dare
