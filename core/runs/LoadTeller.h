#pragma once

#include "core/models/Weights.h"
#include "core/runs/Engine.h"

namespace dare
{

/// Says in a run's log how far the loading of a large model is, and stops it when the run is
/// cancelled. Small models load without a word.
/// @return to be used while `control` and `sink` live
[[nodiscard]] LoadProgress tellLoading(RunId id, RunControl &control, const EventSink &sink);

} // namespace dare
