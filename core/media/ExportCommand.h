#pragma once

#include "core/types/ExportPlan.h"

#include <string>
#include <vector>

namespace dare
{

/// @return the arguments of `dare` that make the same file: `export --a ... --out ...`. What equals
///         the default is left out.
[[nodiscard]] std::vector<std::string> exportArguments(const ExportPlan &plan);

/// @return one line for a POSIX shell, quoted where needed: `dare export ...`
[[nodiscard]] std::string shellLine(const std::vector<std::string> &arguments);

} // namespace dare
