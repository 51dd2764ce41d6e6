#include "kernels/guidance_combine/op.h"

#include "kernels/bf16.h"

namespace dare::kernels
{
namespace
{

DARE_SIMD_CLONES void combine(const GuidanceCombine &op, std::int64_t begin, std::int64_t end)
{
    const float *single = op.neg != nullptr ? op.neg : op.dom;
    for (std::int64_t i = begin; i < end; ++i)
        op.out[i] = single[i] + op.w * (op.cond[i] - single[i]);
}

DARE_SIMD_CLONES void combineThree(const GuidanceCombine &op, std::int64_t begin, std::int64_t end)
{
    const float keep = 1.0F - op.lambda;
    for (std::int64_t i = begin; i < end; ++i) {
        const float negative = keep * op.neg[i] + op.lambda * op.dom[i];
        op.out[i] = negative + op.w * (op.cond[i] - negative);
    }
}

float rounded(float x)
{
    return fromBf16(toBf16(x));
}

void combineRounded(const GuidanceCombine &op, std::int64_t begin, std::int64_t end)
{
    const bool three = op.neg != nullptr && op.dom != nullptr;
    const float *single = op.neg != nullptr ? op.neg : op.dom;
    for (std::int64_t i = begin; i < end; ++i) {
        float negative = rounded(single[i]);
        if (three)
            negative = rounded(rounded((1.0F - op.lambda) * negative) +
                               rounded(op.lambda * rounded(op.dom[i])));
        op.out[i] = rounded(negative + rounded(op.w * rounded(rounded(op.cond[i]) - negative)));
    }
}

} // namespace

void guidanceCombine(const GuidanceCombine &op, const ParallelFor &parallel)
{
    constexpr std::int64_t kGrain = 1 << 16;
    parallel(op.count, kGrain, [&op](std::int64_t begin, std::int64_t end) {
        if (op.bf16)
            combineRounded(op, begin, end);
        else if (op.neg != nullptr && op.dom != nullptr)
            combineThree(op, begin, end);
        else
            combine(op, begin, end);
    });
}

} // namespace dare::kernels
