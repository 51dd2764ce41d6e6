#include "core/attention/AtenParallel.h"

#include <ATen/Parallel.h>

// The header's loop is an OpenMP region: a file compiled without it runs on one thread, silently.
#ifndef _OPENMP
#error "compile this file with OpenMP"
#endif

namespace dare
{

kernels::ParallelFor atenParallel()
{
    return [](std::int64_t count, std::int64_t grain,
              const std::function<void(std::int64_t, std::int64_t)> &body) {
        at::parallel_for(0, count, grain, body);
    };
}

} // namespace dare
