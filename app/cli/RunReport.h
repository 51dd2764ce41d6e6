#pragma once

#include "core/runs/RunFolder.h"

#include <nlohmann/json.hpp>

#include <string>

namespace dare::cli
{

/// What sample, resume and show print with `--json`: `run`, `status`, `seconds`, `sides`.
[[nodiscard]] nlohmann::json reportOf(const RunFolder &run);

/// The same for people: status, sides with their hashes and options.
void printReport(const RunFolder &run);

/// The values of a side that differ from a plain one, by the keys of the command line:
/// "variant=dare,w=3,s=1,weights=on".
[[nodiscard]] std::string sideText(const SideOptions &side);

} // namespace dare::cli
