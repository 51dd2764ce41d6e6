#pragma once

#include "core/types/Result.h"

#include <filesystem>

namespace dare
{

/// Looks at model_index.json and the transformer's class, and refuses the video models that this
/// program does not run, each by its name and with the reason. Says nothing about damaged files.
/// @error InvalidInput naming the file that told
[[nodiscard]] Result<void> checkModelFamily(const std::filesystem::path &folder);

} // namespace dare
