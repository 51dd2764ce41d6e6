#pragma once

#include "core/runs/CaptureReport.h"
#include "core/runs/RunControl.h"
#include "core/runs/RunFolder.h"
#include "core/sampling/SideSampler.h"
#include "core/types/Recipe.h"

#include <map>
#include <vector>

namespace dare
{

/// One side, ready to step: its setup, the rows of its maps, and where it starts.
struct CaptureSide {
    SideSetup setup;
    std::vector<MapRow> rows; ///< of the conditional branch, all of them
};

/// Steps through stored steps of a run once more, each from the latents stored before it, and keeps
/// the maps that are asked for beside those that the step has. A step's maps are written only when
/// its latents come out bit for bit as they are stored, so that the maps are those of the run.
/// @param folder locked for writing @param noise [C,F,Y,X] that the run began with
/// @param window steps as a list; layers and heads; every row is kept
/// @error Internal where latents differ (another processor, thread count or library): nothing is
///        written for that step and those behind it; Cancelled; Io; InvalidInput
/// @thread sampler
[[nodiscard]] Result<CaptureReport>
captureMore(const RunFolder &folder, std::map<Side, CaptureSide> sides, const at::Tensor &noise,
            const CaptureWindow &window, RunControl &control, const CaptureProgress &progress);

} // namespace dare
