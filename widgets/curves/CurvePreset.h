#pragma once

#include "core/types/Options.h"

namespace dare
{

enum class CurvePreset { Constant, RampUp, RampDown, EarlyBump, FirstHalf, Custom };

/// A shape over the steps whose highest value is `peak`. Custom has none of its own: a constant.
[[nodiscard]] Curve presetCurve(CurvePreset preset, double peak, int steps);

/// The preset that a curve is, Custom where it is none.
[[nodiscard]] CurvePreset presetOf(const Curve &curve, int steps);

/// The highest value of a curve; 0 where it has no points.
[[nodiscard]] double peakOf(const Curve &curve);

/// The same shape with another peak, kept within the option's range. A curve that is 0 everywhere
/// has no shape: it becomes a constant.
[[nodiscard]] Curve scaledTo(const Curve &curve, double peak, const OptionSpec &spec);

} // namespace dare
