#include "core/inspect/TokenStats.h"

#include <algorithm>

namespace dare
{
namespace
{

/// Indices of the words among TokenSequence::words; rows that are no words have no cos.
std::vector<std::size_t> wordIndices(const TokenSequence &tokens,
                                     const std::vector<std::string> &labels)
{
    std::vector<std::size_t> out;
    for (std::size_t w = 0; w < tokens.words.size(); ++w) {
        const Word &word = tokens.words[w];
        if (!word.tokens.empty() &&
            std::find(labels.begin(), labels.end(), word.label) != labels.end())
            out.push_back(w);
    }
    return out;
}

/// One step's cos of several words: each counts by its mass.
void addStep(const StepMetrics &metrics, const TokenSequence &tokens,
             const std::vector<std::size_t> &words, std::vector<double> &sum)
{
    const std::size_t count = tokens.words.size();
    sum.resize(static_cast<std::size_t>(metrics.blocks));
    for (std::size_t block = 0; block < sum.size(); ++block) {
        double weighted = 0.0;
        double total = 0.0;
        for (const std::size_t word : words) {
            double mass = 0.0;
            for (const int token : tokens.words[word].tokens)
                mass += static_cast<double>(
                    metrics.massAfter[block * static_cast<std::size_t>(metrics.tokens) +
                                      static_cast<std::size_t>(token)]);
            weighted += mass * static_cast<double>(metrics.wordConsistency[block * count + word]);
            total += mass;
        }
        sum[block] += total > 0.0 ? weighted / total : 1.0;
    }
}

} // namespace

std::vector<float> readWordCos(const RunFolder &run, Side side, int step,
                               const std::vector<std::string> &words)
{
    const TokenSequence &tokens = run.manifest().tokens;
    const std::vector<std::size_t> indices = wordIndices(tokens, words);
    const int done = run.manifest().side(side).stepsDone;
    if (indices.empty() || step >= done)
        return {};
    std::vector<double> sum;
    int count = 0;
    for (int each = step < 0 ? 0 : step; each < (step < 0 ? done : step + 1); ++each) {
        const auto metrics = run.readMetrics(side, each);
        const bool whole =
            metrics && metrics->wordConsistency.size() ==
                           static_cast<std::size_t>(metrics->blocks) * tokens.words.size();
        if (!whole)
            continue;
        addStep(*metrics, tokens, indices, sum);
        ++count;
    }
    std::vector<float> out;
    for (const double value : sum)
        out.push_back(static_cast<float>(value / count));
    return out;
}

} // namespace dare
