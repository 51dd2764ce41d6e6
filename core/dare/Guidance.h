#pragma once

#include "core/types/Options.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace dare
{

/// What a step needs to know to choose its forwards.
struct GuidanceContext {
    const SideOptions &side;
    int step = 0;
    bool dominantEqualsNull = false; ///< c_dom has no word left
    bool rounded = false;            ///< every operation to bf16, as diffusers does; on the host
};

/// The model outputs of one step; empty where the branch did not run. Equal sizes.
struct BranchOutputs {
    std::span<const float> cond;
    std::span<const float> neg;
    std::span<const float> dom;
};

/// The same in a card's memory: null where the branch did not run.
struct CardOutputs {
    std::int64_t count = 0;
    const float *cond = nullptr;
    const float *neg = nullptr;
    const float *dom = nullptr;
    float *out = nullptr;
    void *stream = nullptr; ///< a cudaStream_t
};

/// A guidance method: which branches run, and how their outputs become one.
/// Works on velocity and x0 alike. Pure functions of their arguments; any thread.
struct GuidanceMethod {
    std::string_view name;
    std::vector<Branch> (*branches)(const GuidanceContext &context);
    /// @param out the guided output; may be the memory of `outputs.cond`
    void (*combine)(const GuidanceContext &context, const BranchOutputs &outputs,
                    std::span<float> out);
    /// The same on a card, with the same bits; null where the method has no kernel for it.
    /// @error Internal: the launch failed
    Result<void> (*combineOnCard)(const GuidanceContext &context, const CardOutputs &outputs);
};

/// Every method, the default one first.
[[nodiscard]] std::span<const GuidanceMethod> guidanceMethods();

} // namespace dare
