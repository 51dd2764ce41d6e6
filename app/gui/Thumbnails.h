#pragma once

#include "core/types/Result.h"

#include <QImage>

#include <array>
#include <filesystem>

namespace dare
{

class Engine;

/// Pictures of the sides of a run; null for a side that did not run or has no step.
using RunThumbnails = std::array<QImage, 2>;

/// `a/thumb.png` and `b/thumb.png` of a run; where one is missing or older than the clip, it is
/// made from the finished clip or from the last step's preview, and kept. @thread worker, the
/// engine's own
/// @error as RunFolder::open()
[[nodiscard]] Result<RunThumbnails> readThumbnails(const std::filesystem::path &run,
                                                   Engine &engine);

/// Keeps what was last seen of a run, so that a cancelled one has its picture after a restart.
/// A thumbnail is a cache: what cannot be written is left out. @thread worker
void keepThumbnails(const std::filesystem::path &run, const RunThumbnails &images);

} // namespace dare
