#pragma once

#include "core/runs/RunFolder.h"
#include "core/sampling/Solver.h"

namespace dare
{

/// What the solver kept when it finished `step`: where the next step begins.
/// @error NotFound: no such step; InvalidInput: damaged file
[[nodiscard]] Result<SolverState> readSolverState(const RunFolder &folder, Side side, int step);

} // namespace dare
