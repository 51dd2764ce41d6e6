#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Frame.h"
#include "core/types/RunEvent.h"

#include <array>
#include <filesystem>
#include <memory>

namespace dare {

/// A run read from its folder for the views.
struct OpenedRun {
    std::shared_ptr<const RunFolder> folder;
    std::array<std::shared_ptr<const Clip>, 2> clips; ///< finished clips; null where there are none
    std::array<StepMetrics, 2> metrics;               ///< of the last finished step
};

/// Reads manifest, clips and last metrics. Clips that are missing stay null: the run may be cut short.
/// @error NotFound, InvalidInput naming the damaged file @thread worker
[[nodiscard]] Result<OpenedRun> readRun(const std::filesystem::path &path);

} // namespace dare
