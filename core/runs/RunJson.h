#pragma once

#include "core/runs/RunManifest.h"

#include <string>

namespace dare
{

/// `run.json` as text.
[[nodiscard]] std::string manifestToJson(const RunManifest &manifest);
/// @param where the file, for errors
/// @error InvalidInput: not JSON, a wrong type (names the key), or a schema that is too new
[[nodiscard]] Result<RunManifest> manifestFromJson(const std::string &text,
                                                   const std::string &where);

} // namespace dare
