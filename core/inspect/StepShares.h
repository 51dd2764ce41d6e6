#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/StepShares.h"

#include <string>
#include <vector>

namespace dare
{

/// Shares of every word at every finished step of both sides.
/// @param selected words whose shares are also told block by block; may be none
[[nodiscard]] Result<StepShares> readStepShares(const RunFolder &run,
                                                const std::vector<std::string> &selected);

} // namespace dare
