#pragma once

#include "core/runs/RunSummary.h"
#include "widgets/runs/RunRow.h"

namespace dare
{

/// One line of the index as the list shows it.
[[nodiscard]] RunRow rowOf(const RunSummary &summary);

} // namespace dare
