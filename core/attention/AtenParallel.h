#pragma once

#include "kernels/parallel.h"

namespace dare
{

/// ATen's pool as the kernels want it.
[[nodiscard]] kernels::ParallelFor atenParallel();

} // namespace dare
