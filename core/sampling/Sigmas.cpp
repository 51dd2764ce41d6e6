#include "core/sampling/Sigmas.h"

#include <cmath>
#include <cstddef>

namespace dare
{

SigmaSchedule sigmaSchedule(SigmaTable table, int steps, double shift, int trainSteps)
{
    SigmaSchedule out;
    const double last = 1.0 / trainSteps;
    const double stride = (last - 1.0) / steps;
    const auto point = [&](int k) { return k == steps ? last : k * stride + 1.0; };
    for (int k = 0; k < steps; ++k) {
        // The older table is 1 minus the same points, read backwards.
        const double base = table == SigmaTable::New ? point(k) : 1.0 - point(steps - k);
        out.sigmas.push_back(shift * base / (1.0 + (shift - 1.0) * base));
    }
    constexpr double kBelowOne = 1e-6;
    if (table == SigmaTable::New && std::abs(out.sigmas.front() - 1.0) < kBelowOne)
        out.sigmas.front() -= kBelowOne;
    for (double &sigma : out.sigmas) {
        out.timesteps.push_back(static_cast<std::int64_t>(sigma * trainSteps));
        sigma = static_cast<double>(static_cast<float>(sigma));
    }
    out.sigmas.push_back(0.0);
    return out;
}

} // namespace dare
