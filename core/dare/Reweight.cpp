#include "core/dare/Reweight.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace dare
{
namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();

float logOf(double weight)
{
    return weight > 0.0 ? static_cast<float>(std::log(weight)) : kRemoved;
}

/// Mean over the caption's words, each occurrence once; words cut by the limit do not count.
double meanDensity(const TokenSequence &tokens)
{
    double sum = 0.0;
    int count = 0;
    for (const Word &word : tokens.words) {
        if (word.tokens.empty())
            continue;
        sum += word.rho;
        ++count;
    }
    return count == 0 ? 0.0 : sum / count;
}

/// Mean mass over the pieces of words.
double meanMass(const TokenSequence &tokens, std::span<const float> masses)
{
    double sum = 0.0;
    int count = 0;
    for (const Word &word : tokens.words) {
        for (const int token : word.tokens) {
            sum += static_cast<double>(masses[static_cast<std::size_t>(token)]);
            ++count;
        }
    }
    return count == 0 ? 0.0 : sum / count;
}

/// clamp(ln(mbar / m), -2, 2); a mass of 0 is as neglected as can be.
double neglectTerm(double mean, double mass)
{
    if (mean <= 0.0)
        return 0.0;
    return mass > 0.0 ? std::clamp(std::log(mean / mass), -2.0, 2.0) : 2.0;
}

} // namespace

bool ReweightPlan::active() const
{
    return std::any_of(logWeights.begin(), logWeights.end(),
                       [](const auto &row) { return !row.empty(); });
}

ReweightOptions reweightOptions(const SideOptions &side, int step)
{
    ReweightOptions out;
    out.s = side.at(Option::S, step);
    out.gamma = side.at(Option::Gamma, step);
    out.kappa = side.at(Option::Kappa, step);
    out.wordWeights = side.wordWeights;
    out.endWeight = side.at(Option::EndWeight, step);
    out.padWeight = side.at(Option::PadWeight, step);
    return out;
}

std::vector<float> blockLogWeights(const TokenSequence &tokens, const ReweightOptions &options,
                                   std::span<const float> masses)
{
    std::vector<float> out(static_cast<std::size_t>(tokens.limit), 0.0F);
    const double density = meanDensity(tokens);
    const bool adaptive = options.gamma != 0.0 && !masses.empty();
    const double mass = adaptive ? meanMass(tokens, masses) : 0.0;
    for (const Word &word : tokens.words) {
        const double fixed = options.s * (word.rho - density);
        const double weight = options.wordWeights ? word.weight : 1.0;
        for (const int token : word.tokens) {
            const auto index = static_cast<std::size_t>(token);
            const double term =
                adaptive ? options.gamma * neglectTerm(mass, static_cast<double>(masses[index]))
                         : 0.0;
            out[index] = static_cast<float>(fixed + term) + logOf(weight);
        }
    }
    const std::size_t real = tokens.ids.size();
    if (real > 0)
        out[real - 1] = logOf(options.endWeight);
    for (std::size_t pad = real; pad < out.size(); ++pad)
        out[pad] = logOf(options.padWeight);
    const bool off = std::all_of(out.begin(), out.end(), [](float value) { return value == 0.0F; });
    return off ? std::vector<float>{} : out;
}

Result<ReweightPlan> planReweight(const TokenSequence &tokens, const ReweightOptions &options,
                                  int blocks, const StepMetrics *previous)
{
    ReweightPlan plan;
    plan.kappa = static_cast<float>(options.kappa);
    const auto width = static_cast<std::size_t>(tokens.limit);
    for (int block = 0; block < blocks; ++block) {
        std::span<const float> masses;
        if (previous != nullptr)
            masses = std::span(previous->massBefore)
                         .subspan(static_cast<std::size_t>(block) * width, width);
        plan.logWeights.push_back(blockLogWeights(tokens, options, masses));
        const auto &row = plan.logWeights.back();
        if (!row.empty() &&
            std::all_of(row.begin(), row.end(), [](float value) { return value == kRemoved; }))
            return failure(
                ErrorCode::InvalidArgument,
                "every token has weight 0, so nothing is left to attend to; keep a word, "
                "the end or the pads",
                "word weights");
    }
    return plan;
}

} // namespace dare
