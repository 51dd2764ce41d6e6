#pragma once

#include "core/models/ModelFolder.h"
#include "core/types/Result.h"

#include <cstdint>
#include <functional>

namespace dare
{

/// Told how far the reading is, in bytes. @return whether to go on
using ReadingProgress = std::function<bool(std::uint64_t read, std::uint64_t total)>;

/// Reads every file of a model once from end to end. Afterwards they lie in the system's cache, so
/// that loading them waits for no disk; a file that the disk cannot give back is found here,
/// before the model in use is let go.
/// @error Io naming the file; Cancelled when `progress` returned false @thread worker
[[nodiscard]] Result<void> readModelFiles(const ModelInfo &model, const ReadingProgress &progress);

} // namespace dare
