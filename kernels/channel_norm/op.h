#pragma once

#include "kernels/parallel.h"

#include <cstdint>

namespace dare::kernels
{

/// y = silu(u / max(|u|, 1e-12) * sqrt(channels) * gamma) with u = x + bias, each row on its own;
/// without `silu` its argument. Computed in f32.
/// @param x, y [rows,channels] bf16, dense, 16 byte aligned; y is rounded to nearest even
/// @param bias, gamma [channels] f32; bias may be null
/// @source wan.md, VAE; diffusers' WanRMS_norm
struct ChannelNorm {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    const void *x = nullptr;
    const float *bias = nullptr;
    const float *gamma = nullptr;
    void *y = nullptr;
    bool silu = true;
};

/// x += bias + skip, in place. @param x, skip [rows,channels] bf16, dense, 16 byte aligned; skip
/// may be null @param bias [channels] f32
struct BiasedSum {
    std::int64_t rows = 0;
    std::int64_t channels = 0;
    void *x = nullptr;
    const float *bias = nullptr;
    const void *skip = nullptr;
};

/// On the processor. @thread any; rows are split over `parallel`
void channelNorm(const ChannelNorm &op, const ParallelFor &parallel);
void biasedSum(const BiasedSum &op, const ParallelFor &parallel);

} // namespace dare::kernels
