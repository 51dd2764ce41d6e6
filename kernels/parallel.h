#pragma once

#include <cstdint>
#include <functional>

namespace dare::kernels {

/// Runs body(begin, end) over [0, count) in pieces, on the caller's thread pool. Whoever calls a
/// CPU kernel brings it, so that the program has one pool.
using ParallelFor = std::function<void(std::int64_t count, std::int64_t grain,
                                       const std::function<void(std::int64_t, std::int64_t)> &body)>;

} // namespace dare::kernels

/// One function, compiled for each instruction set and chosen when the program starts. Sanitized
/// builds resolve before the sanitizer is ready, so they take the portable one.
#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define DARE_SIMD_CLONES                                                                           \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define DARE_SIMD_CLONES
#endif
