#include "core/dare/DrCfg.h"

namespace dare::drcfg
{

std::vector<Branch> branches(const GuidanceContext &context)
{
    if (context.side.at(Option::W, context.step) == 1.0)
        return {Branch::Cond};
    const double lambda = context.side.at(Option::Lambda, context.step);
    if (lambda == 0.0 || context.dominantEqualsNull)
        return {Branch::Cond, Branch::Neg};
    if (lambda == 1.0)
        return {Branch::Cond, Branch::Dom};
    return {Branch::Cond, Branch::Neg, Branch::Dom};
}

void combine(const GuidanceContext &context, const BranchOutputs &outputs, std::span<float> out)
{
    const auto w = static_cast<float>(context.side.at(Option::W, context.step));
    const auto lambda = static_cast<float>(context.side.at(Option::Lambda, context.step));
    const std::span<const float> single = outputs.neg.empty() ? outputs.dom : outputs.neg;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (single.empty()) {
            out[i] = outputs.cond[i];
            continue;
        }
        const float negative = !outputs.neg.empty() && !outputs.dom.empty()
                                   ? (1.0F - lambda) * outputs.neg[i] + lambda * outputs.dom[i]
                                   : single[i];
        out[i] = negative + w * (outputs.cond[i] - negative);
    }
}

} // namespace dare::drcfg
