#pragma once

#include "core/runs/MapFile.h"
#include "core/types/CaptureSummary.h"

#include <string>

namespace dare
{

/// Opens the header of every maps file. Files that cannot be read count as not captured.
[[nodiscard]] CaptureSummary readCaptureSummary(const RunFolder &run);

/// "Every layer and head in steps 1 to 12; 12 words, end and pads."
[[nodiscard]] std::string describe(const CaptureSummary &summary);

} // namespace dare
