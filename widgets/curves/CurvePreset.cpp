#include "widgets/curves/CurvePreset.h"

#include <algorithm>
#include <array>

namespace dare
{

namespace
{

/// Points as shares of the run and of the peak; steps that coincide in short runs fall together.
Curve shaped(const std::vector<std::pair<double, double>> &shape, double peak, int steps)
{
    Curve out;
    const int last = std::max(0, steps - 1);
    for (const auto &[where, share] : shape) {
        const int step = static_cast<int>(std::lround(where * last));
        if (!out.points.empty() && step <= out.points.back().first)
            continue;
        out.points.emplace_back(step, share * peak);
    }
    return out;
}

bool same(const Curve &a, const Curve &b)
{
    return std::equal(a.points.begin(), a.points.end(), b.points.begin(), b.points.end(),
                      [](const auto &one, const auto &two) {
                          return one.first == two.first && std::abs(one.second - two.second) < 1e-9;
                      });
}

} // namespace

Curve presetCurve(CurvePreset preset, double peak, int steps)
{
    switch (preset) {
    case CurvePreset::RampUp:
        return shaped({{0.0, 0.0}, {1.0, 1.0}}, peak, steps);
    case CurvePreset::RampDown:
        return shaped({{0.0, 1.0}, {1.0, 0.0}}, peak, steps);
    case CurvePreset::EarlyBump:
        return shaped({{0.0, 0.4}, {0.2, 0.8}, {0.4, 1.0}, {0.65, 0.5}, {1.0, 0.2}}, peak, steps);
    case CurvePreset::FirstHalf: {
        const int half = (steps + 1) / 2; // steps that keep the value
        Curve out{{{0, peak}}};
        if (half - 1 > 0)
            out.points.emplace_back(half - 1, peak);
        if (half < steps)
            out.points.emplace_back(half, 0.0);
        return out;
    }
    case CurvePreset::Constant:
    case CurvePreset::Custom:
        break;
    }
    return shaped({{0.0, 1.0}, {1.0, 1.0}}, peak, steps);
}

CurvePreset presetOf(const Curve &curve, int steps)
{
    const double peak = peakOf(curve);
    const bool constant =
        std::all_of(curve.points.begin(), curve.points.end(),
                    [&](const auto &point) { return std::abs(point.second - peak) < 1e-9; });
    if (constant)
        return CurvePreset::Constant;
    for (const auto preset : {CurvePreset::RampUp, CurvePreset::RampDown, CurvePreset::EarlyBump,
                              CurvePreset::FirstHalf}) {
        if (same(curve, presetCurve(preset, peak, steps)))
            return preset;
    }
    return CurvePreset::Custom;
}

double peakOf(const Curve &curve)
{
    double out = 0.0;
    for (const auto &[step, value] : curve.points)
        out = std::max(out, value);
    return out;
}

Curve scaledTo(const Curve &curve, double peak, const OptionSpec &spec)
{
    const double old = peakOf(curve);
    Curve out = curve;
    for (auto &[step, value] : out.points)
        value = std::clamp(old > 0.0 ? value * peak / old : peak, spec.minimum, spec.maximum);
    return out;
}

} // namespace dare
