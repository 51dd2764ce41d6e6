#pragma once

#include <QString>

namespace dare
{

/// What somebody sets once. Kept in the settings; what it decides says when it takes effect.
struct Preferences {
    QString runsFolder;        ///< empty: the program's own; from the next start on
    double diskBudgetGb = 0.0; ///< of all runs; 0: no limit
    bool keepMaps = true;      ///< new recipes keep every map that the model recommends
    double neglectShare = 0.5; ///< a word below this share ...
    int neglectSteps = 3;      ///< ... for this many steps is neglected
    int threads = 0;           ///< of the sampler; 0: all cores; from the next start on
    bool operator==(const Preferences &) const = default;
};

} // namespace dare
