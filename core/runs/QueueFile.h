#pragma once

#include "core/types/Batch.h"
#include "core/types/Result.h"

#include <filesystem>
#include <vector>

namespace dare
{

/// What waits to be sampled, in order, as it survives a restart: `queue.json` among the runs.
/// @return nothing where there is no file @error InvalidInput naming the damaged key, Io
[[nodiscard]] Result<std::vector<Batch>> readQueue(const std::filesystem::path &runs);
/// Atomic; an empty queue removes the file. Makes the runs folder where there is none. @error Io
[[nodiscard]] Result<void> writeQueue(const std::filesystem::path &runs,
                                      const std::vector<Batch> &queue);

} // namespace dare
