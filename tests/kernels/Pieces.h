#pragma once

#include "kernels/parallel.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

/// Ways to split a kernel's work, and numbers to feed it.
namespace pieces
{

inline const dare::kernels::ParallelFor whole = [](std::int64_t count, std::int64_t,
                                                   const auto &body) { body(0, count); };

/// One grain at a time, the last one first.
inline const dare::kernels::ParallelFor reversed = [](std::int64_t count, std::int64_t grain,
                                                      const auto &body) {
    for (std::int64_t piece = (count + grain - 1) / grain; piece-- > 0;)
        body(piece * grain, std::min(count, (piece + 1) * grain));
};

/// Three uneven pieces on threads of their own.
inline const dare::kernels::ParallelFor threads = [](std::int64_t count, std::int64_t,
                                                     const auto &body) {
    const std::int64_t first = count / 5;
    const std::int64_t second = count / 2;
    const std::jthread a([&] { body(0, first); });
    const std::jthread b([&] { body(first, second); });
    body(second, count);
};

/// Normally distributed values, the same for every run.
inline std::vector<float> normal(std::size_t count, unsigned seed)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> distribution;
    std::vector<float> out(count);
    std::generate(out.begin(), out.end(), [&] { return distribution(random); });
    return out;
}

} // namespace pieces
