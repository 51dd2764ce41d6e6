#pragma once

#include "core/types/Recipe.h"

#include <functional>
#include <vector>

/// Runs of the solvers on one scalar, with a velocity that is a formula.
namespace solver_cases
{

using Velocity = std::function<double(double x, double sigma)>;

struct Run {
    dare::SamplerKind sampler = dare::SamplerKind::UniPc;
    int steps = 4;
    double shift = 3.0;
    double start = 1.0;
    Velocity velocity;
    bool asX0 = false; ///< the model gives x0 = x - sigma v instead of v
};

/// @return x after every step
[[nodiscard]] std::vector<double> states(const Run &run);

/// The same, with the state copied out and into a fresh one after `pause` steps: what resume does.
/// @param withHistory false: x alone survives
[[nodiscard]] std::vector<double> statesAcross(const Run &run, int pause, bool withHistory);

/// Orders of the predictions, step by step.
[[nodiscard]] std::vector<int> orders(const Run &run);

} // namespace solver_cases
