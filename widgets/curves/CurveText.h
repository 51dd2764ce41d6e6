#pragma once

#include "core/types/Options.h"

#include <QString>

namespace dare
{

/// `0:0.4 8:1.6 20:0.5`: step from 0 and value of each point.
[[nodiscard]] QString curveText(const Curve &curve);

/// What parseCurve() read.
struct ParsedCurve {
    Curve curve;     ///< empty where there is a problem
    QString problem; ///< what is wrong and what is expected; empty where all is well
};

/// Reads the text form. Points may come in any order; a step past the end goes to the last one.
[[nodiscard]] ParsedCurve parseCurve(const QString &text, const OptionSpec &spec, int steps);

} // namespace dare
