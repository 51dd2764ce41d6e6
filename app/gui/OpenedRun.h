#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Frame.h"

#include <array>
#include <filesystem>
#include <memory>

namespace dare
{

class ClipCache;

/// A run read from its folder for the views.
struct OpenedRun {
    std::shared_ptr<const RunFolder> folder;
    std::array<std::shared_ptr<const Clip>, 2> clips; ///< finished clips; null where there are none
};

/// Reads the manifest, and the clips through the cache. Clips that are missing stay null: the run
/// may be cut short.
/// @error NotFound, InvalidInput naming the damaged file @thread worker
[[nodiscard]] Result<OpenedRun> readRun(const std::filesystem::path &path, ClipCache &cache);

} // namespace dare
