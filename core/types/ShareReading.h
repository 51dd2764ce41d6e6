#pragma once

#include <string>

namespace dare
{

/// How attention treats the content words (rho at or above tau) of one side: the mean of each
/// word's share over the last three steps. A reading of attention, not proof of what is visible.
struct ShareReading {
    bool ran = false;
    double worst = -1.0; ///< the smallest share; -1 before the first step
    std::string word;    ///< whose it is
    int below = 0;       ///< words below the recipe's neglect threshold
    bool operator==(const ShareReading &) const = default;
};

} // namespace dare
