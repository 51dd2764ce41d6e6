#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <string>
#include <vector>

namespace dare
{

struct PreviewBenchOptions {
    std::string device = "auto";
    int threads = 0; ///< 0: the library's choice
    int steps = 6;
    int changes = 10;
};

/// Seconds from a change of B's strength until both pictures of a live preview of the embedded
/// model are there, one entry a change: what a drag of that slider costs.
/// @error as Engine::livePreview()
[[nodiscard]] Result<std::vector<double>> benchPreviews(const PreviewBenchOptions &options);

} // namespace dare
