#include "core/dare/DrCfg.h"

#include "kernels/guidance_combine/op.h"

#include <algorithm>

namespace dare::drcfg
{
namespace
{

kernels::GuidanceCombine weighed(const GuidanceContext &context)
{
    kernels::GuidanceCombine op;
    op.w = static_cast<float>(context.side.at(Option::W, context.step));
    op.lambda = static_cast<float>(context.side.at(Option::Lambda, context.step));
    op.bf16 = context.rounded;
    return op;
}

} // namespace

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
    if (outputs.neg.empty() && outputs.dom.empty()) {
        std::copy(outputs.cond.begin(), outputs.cond.end(), out.begin());
        return;
    }
    kernels::GuidanceCombine op = weighed(context);
    op.count = static_cast<std::int64_t>(out.size());
    op.cond = outputs.cond.data();
    op.neg = outputs.neg.empty() ? nullptr : outputs.neg.data();
    op.dom = outputs.dom.empty() ? nullptr : outputs.dom.data();
    op.out = out.data();
    kernels::guidanceCombine(
        op, [](std::int64_t count, std::int64_t, const auto &body) { body(0, count); });
}

Result<void> combineOnCard([[maybe_unused]] const GuidanceContext &context,
                           [[maybe_unused]] const CardOutputs &outputs)
{
#ifdef DARE_HAS_CUDA
    kernels::GuidanceCombine op = weighed(context);
    op.count = outputs.count;
    op.cond = outputs.cond;
    op.neg = outputs.neg;
    op.dom = outputs.dom;
    op.out = outputs.out;
    return kernels::guidanceCombineCuda(op, outputs.stream);
#else
    return failure(ErrorCode::Unsupported, "this build has no CUDA", "guidance");
#endif
}

} // namespace dare::drcfg
