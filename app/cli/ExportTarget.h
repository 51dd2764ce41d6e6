#pragma once

#include "core/media/RunView.h"
#include "core/runs/RunFolder.h"
#include "core/types/ExportPlan.h"
#include "core/types/Result.h"

#include <string>

namespace dare::cli
{

/// Refuses what could not be written after a run: a name that is neither MP4 nor a folder, a
/// folder that is not there, a build without media.
/// @error InvalidArgument, NotFound, Unsupported
[[nodiscard]] Result<void> checkExportTarget(const std::string &out);

/// Draws a stored run into an MP4, or as numbered PNGs into a folder, with its recipe.
/// @param out FILE.mp4, or DIR/
/// @param fps frames a second; 0: the run's @param sidecar the recipe beside a film, too
/// @error as checkExportTarget(), viewOfRun(), exportMp4()
[[nodiscard]] Result<void> exportRun(const RunFolder &run, const RunViewQuery &query,
                                     const std::string &out, double fps, bool sidecar);

/// Reads the sources of a plan and writes its file. @error as exportView(), exportComposed()
[[nodiscard]] Result<void> exportPlan(const ExportPlan &plan);

} // namespace dare::cli
