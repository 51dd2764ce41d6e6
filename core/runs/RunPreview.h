#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Frame.h"
#include "core/types/Result.h"

namespace dare
{

/// The x0 prediction that a stored step left, as a clip. Any thread.
/// @error NotFound: no such step; InvalidInput: damaged file; Unsupported: the model has a VAE
[[nodiscard]] Result<Clip> readPreview(const RunFolder &run, Side side, int step);

/// Decodes the final latents of a side (or the last step's x0 of an unfinished run).
[[nodiscard]] Result<Clip> decodeLatents(const RunFolder &run, Side side);

} // namespace dare
