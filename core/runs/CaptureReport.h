#pragma once

#include "core/types/Recipe.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace dare
{

/// What capturing more maps of a run did. Its latents, metrics and frames are as they were.
struct CaptureReport {
    int sideSteps = 0;       ///< steps that were stepped through again, both sides
    std::uint64_t bytes = 0; ///< of the maps files that were written
    double seconds = 0.0;
    /// SHA-256 of the latents of the last step of each side, computed again and found as stored.
    std::map<Side, std::string> latents;
};

using CaptureProgress = std::function<void(int done, int total)>;

} // namespace dare
