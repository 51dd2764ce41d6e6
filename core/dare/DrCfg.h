#pragma once

#include "core/dare/Guidance.h"

namespace dare::drcfg
{

/// Distribution-rectified classifier-free guidance.
/// v_neg = (1 - lambda) v(null) + lambda v(c_dom);  v = v_neg + w (v(c) - v_neg).
/// lambda = 0 is plain CFG: null alone. 0 < lambda < 1 runs both, lambda = 1 c_dom alone. w = 1
/// runs c alone.
/// @source our reading of the abstract of arXiv 2604.07026
[[nodiscard]] std::vector<Branch> branches(const GuidanceContext &context);
void combine(const GuidanceContext &context, const BranchOutputs &outputs, std::span<float> out);
/// @error Unsupported: this build has no CUDA
[[nodiscard]] Result<void> combineOnCard(const GuidanceContext &context,
                                         const CardOutputs &outputs);

} // namespace dare::drcfg
