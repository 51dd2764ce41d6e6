#pragma once

#include "core/runs/RunFolder.h"
#include "core/runs/VaeDecode.h"

namespace dare
{

/// Writes frames.mkv of every side from what its steps left: the final latents, or the last step's
/// x0 of an unfinished run. Nothing is sampled again. Decodes on the run's device, or on what there
/// is. @param tiled begin with tiles
/// @error NotFound: no step yet; as decodeToFile()
[[nodiscard]] Result<void> decodeRun(const RunFolder &run, bool tiled, const DecodeWatch &watch);

/// The x0 prediction that a stored step left, as a clip; through the map to colours where the model
/// has a VAE. Any thread.
/// @param cache folder of the maps
/// @error NotFound: no such step, or the model has gone; InvalidInput: damaged file
[[nodiscard]] Result<Clip> readPreview(const RunFolder &run, Side side, int step,
                                       const std::filesystem::path &cache);

} // namespace dare
