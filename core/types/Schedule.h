#pragma once

#include "core/types/Options.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace dare
{

/// The value in effect at every step of a run: what the plan of each step uses. @return [steps]
[[nodiscard]] inline std::vector<double> valuesOf(const SideOptions &side, Option option, int steps)
{
    std::vector<double> out;
    for (int step = 0; step < steps; ++step)
        out.push_back(side.at(option, step));
    return out;
}

/// The step of a run of `from` steps that lies where `step` lies in a run of `to` steps.
[[nodiscard]] inline int matchingStep(int step, int to, int from)
{
    if (to <= 1)
        return 0;
    return static_cast<int>(std::lround(static_cast<double>(step) * (from - 1) / (to - 1)));
}

/// The same shape over another number of steps, its points moved along.
[[nodiscard]] inline Curve stretched(const Curve &curve, int from, int to)
{
    Curve out;
    for (const auto &[step, value] : curve.points) {
        const int moved = std::clamp(matchingStep(step, from, to), 0, std::max(0, to - 1));
        if (out.points.empty() || moved > out.points.back().first)
            out.points.emplace_back(moved, value);
    }
    return out;
}

/// The same shape sampled at every step of a run of `to` steps: no bend is lost between points.
[[nodiscard]] inline Curve sampled(const Curve &curve, int from, int to)
{
    Curve out;
    for (int step = 0; step < to; ++step)
        out.points.emplace_back(step, curve.at(matchingStep(step, to, from)));
    return out;
}

} // namespace dare
