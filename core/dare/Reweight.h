#pragma once

#include "core/types/Options.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"
#include "core/types/Token.h"

#include <span>
#include <vector>

namespace dare
{

/// SRA of one forward: ln w of every block and token, and the consistency exponent.
struct ReweightPlan {
    std::vector<std::vector<float>> logWeights; ///< [L][T]; an empty row takes the plain path
    float kappa = 0.0F;

    /// Whether any block is reweighted.
    [[nodiscard]] bool active() const;
};

/// The values of SRA in one step.
struct ReweightOptions {
    double s = 0.0;
    double gamma = 0.0;
    double kappa = 0.0;
    bool wordWeights = false;
    double endWeight = 1.0;
    double padWeight = 1.0;
};
[[nodiscard]] ReweightOptions reweightOptions(const SideOptions &side, int step);

/// ln w of one block.
/// ln w_j = s (rho_j - mean rho) + ln u_j + gamma clamp(ln(mbar / m_j), -2, 2) for pieces of words;
/// the logarithm of their weight for the end and the pads; 0 for the rest.
/// @param masses [T] before-masses of the same block in the step before; empty in the first step
/// @return [T]; empty where every entry is 0
/// @source our reading of the abstract of arXiv 2604.07026
[[nodiscard]] std::vector<float> blockLogWeights(const TokenSequence &tokens,
                                                 const ReweightOptions &options,
                                                 std::span<const float> masses);

/// @param previous metrics of the step before on the same side; null in the first step
/// @error InvalidArgument where every token has weight 0
[[nodiscard]] Result<ReweightPlan> planReweight(const TokenSequence &tokens,
                                                const ReweightOptions &options, int blocks,
                                                const StepMetrics *previous);

} // namespace dare
