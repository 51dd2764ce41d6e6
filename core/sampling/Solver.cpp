#include "core/sampling/Solver.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace dare
{
namespace
{

/// alpha = 1 - sigma and lambda = ln(alpha / sigma) of one noise level.
struct Level {
    explicit Level(double value)
        : sigma(value), alpha(1.0 - value), lambda(std::log(alpha) - std::log(value))
    {
    }
    double sigma;
    double alpha;
    double lambda;
};

Level levelAt(const SigmaSchedule &schedule, int step)
{
    return Level(schedule.sigmas[static_cast<std::size_t>(step)]);
}

/// Moves the sample of step i by the corrector, of the order of the prediction that led to it.
at::Tensor correct(const SolverState &state, const SigmaSchedule &schedule, const at::Tensor &x0)
{
    const Level from = levelAt(schedule, state.step - 1);
    const Level to = levelAt(schedule, state.step);
    const double h = to.lambda - from.lambda;
    const double phi = std::expm1(-h);
    const at::Tensor difference = x0 - state.x0;
    at::Tensor residual = difference * 0.5;
    if (state.order == 2) {
        const double r = (levelAt(schedule, state.step - 2).lambda - from.lambda) / h;
        const double p1 = phi / -h - 1.0;
        const double b1 = p1 / phi;
        const double b2 = 2.0 * (p1 / -h - 0.5) / phi;
        const double rho1 = (b2 - b1) / (r - 1.0);
        const double rho2 = b1 - rho1;
        residual = (state.x0Before - state.x0) * (rho1 / r) + difference * rho2;
    }
    return state.corrected * (to.sigma / from.sigma) - state.x0 * (to.alpha * phi) -
           residual * (to.alpha * phi);
}

/// @param x the sample that the prediction starts from
at::Tensor predict(const at::Tensor &x, const at::Tensor &x0, const at::Tensor &x0Before, int order,
                   const SigmaSchedule &schedule, int step)
{
    const double sigmaTo = schedule.sigmas[static_cast<std::size_t>(step) + 1];
    if (sigmaTo == 0.0)
        return x0.clone();
    const Level from = levelAt(schedule, step);
    const Level to(sigmaTo);
    const double h = to.lambda - from.lambda;
    const double phi = std::expm1(-h);
    at::Tensor next = x * (to.sigma / from.sigma) - x0 * (to.alpha * phi);
    if (order == 2) {
        const double r = (levelAt(schedule, step - 1).lambda - from.lambda) / h;
        next = next - (x0Before - x0) * (0.5 * to.alpha * phi / r);
    }
    return next;
}

} // namespace

at::Tensor toX0(const at::Tensor &output, const at::Tensor &x, double sigma, Prediction prediction)
{
    return prediction == Prediction::Sample ? output : x - output * sigma;
}

void advance(SolverState &state, const SigmaSchedule &schedule, SamplerKind kind,
             const at::Tensor &x0)
{
    const int steps = static_cast<int>(schedule.timesteps.size());
    const double sigma = schedule.sigmas[static_cast<std::size_t>(state.step)];
    at::Tensor start = state.x;
    if (kind == SamplerKind::UniPc && state.step > 0)
        start = correct(state, schedule, x0);
    const int order = std::min({2, steps - state.step, state.step + 1});
    if (kind == SamplerKind::Euler) {
        const double next = schedule.sigmas[static_cast<std::size_t>(state.step) + 1];
        state.x = start + (start - x0) * ((next - sigma) / sigma);
    } else {
        state.x = predict(start, x0, state.x0, order, schedule, state.step);
    }
    state.corrected = start;
    state.x0Before = state.x0;
    state.x0 = x0;
    state.order = order;
    ++state.step;
}

} // namespace dare
