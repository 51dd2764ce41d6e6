#include "tests/sampling/SolverCases.h"

#include "core/sampling/Solver.h"

#include <ATen/ATen.h>

namespace solver_cases
{
namespace
{

using dare::SolverState;

void step(const Run &run, const dare::SigmaSchedule &schedule, SolverState &state)
{
    const double sigma = schedule.sigmas[static_cast<std::size_t>(state.step)];
    const double x = state.x.item<double>();
    const double v = run.velocity(x, sigma);
    const auto prediction = run.asX0 ? dare::Prediction::Sample : dare::Prediction::Flow;
    const at::Tensor output = at::full({1}, run.asX0 ? x - sigma * v : v, at::kFloat);
    dare::advance(state, schedule, run.sampler, dare::toX0(output, state.x, sigma, prediction));
}

/// What a step file keeps: f32 tensors, the order, and x0 of the file before.
SolverState restored(const SolverState &state, bool withHistory)
{
    SolverState out;
    out.step = state.step;
    out.x = state.x.clone();
    out.x0 = withHistory ? state.x0.clone() : state.x.clone();
    if (state.x0Before.defined()) // not after the first step
        out.x0Before = withHistory ? state.x0Before.clone() : state.x.clone();
    out.corrected = withHistory ? state.corrected.clone() : state.x.clone();
    out.order = state.order;
    return out;
}

} // namespace

std::vector<double> statesAcross(const Run &run, int pause, bool withHistory)
{
    const auto schedule = dare::sigmaSchedule(dare::SigmaTable::New, run.steps, run.shift, 1000);
    SolverState state;
    state.x = at::full({1}, run.start, at::kFloat);
    std::vector<double> out;
    while (state.step < run.steps) {
        if (state.step > 0 && state.step == pause)
            state = restored(state, withHistory);
        step(run, schedule, state);
        out.push_back(state.x.item<double>());
    }
    return out;
}

std::vector<double> states(const Run &run)
{
    return statesAcross(run, 0, true);
}

std::vector<int> orders(const Run &run)
{
    const auto schedule = dare::sigmaSchedule(dare::SigmaTable::New, run.steps, run.shift, 1000);
    SolverState state;
    state.x = at::full({1}, run.start, at::kFloat);
    std::vector<int> out;
    while (state.step < run.steps) {
        step(run, schedule, state);
        out.push_back(state.order);
    }
    return out;
}

} // namespace solver_cases
