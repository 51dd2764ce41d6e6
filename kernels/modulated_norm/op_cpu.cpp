#include "kernels/bf16.h"
#include "kernels/modulated_norm/op.h"

#include <cmath>

namespace dare::kernels
{
namespace
{

constexpr int kLanes = 16;

/// Mean and variance in 16 lanes, so that the order of additions is fixed and vectorises.
DARE_SIMD_CLONES void moments(const float *x, std::int64_t channels, float *mean, float *variance)
{
    float sums[kLanes] = {};
    const std::int64_t whole = channels / kLanes * kLanes;
    for (std::int64_t c = 0; c < whole; c += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane)
            sums[lane] += x[c + lane];
    }
    float total = 0.0F;
    for (const float sum : sums)
        total += sum;
    for (std::int64_t c = whole; c < channels; ++c)
        total += x[c];
    const float center = total / static_cast<float>(channels);

    float squares[kLanes] = {};
    for (std::int64_t c = 0; c < whole; c += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane) {
            const float d = x[c + lane] - center;
            squares[lane] += d * d;
        }
    }
    float spread = 0.0F;
    for (const float square : squares)
        spread += square;
    for (std::int64_t c = whole; c < channels; ++c)
        spread += (x[c] - center) * (x[c] - center);
    *mean = center;
    *variance = spread / static_cast<float>(channels);
}

DARE_SIMD_CLONES void apply(const float *x, const float *scale, const float *shift, float offset,
                            float mean, float inverse, std::int64_t channels, float *y)
{
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = (x[c] - mean) * inverse * (offset + scale[c]) + shift[c];
}

DARE_SIMD_CLONES void applyBf16(const float *x, const float *scale, const float *shift,
                                float offset, float mean, float inverse, std::int64_t channels,
                                std::uint16_t *y)
{
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = toBf16((x[c] - mean) * inverse * (offset + scale[c]) + shift[c]);
}

} // namespace

void modulatedNorm(const ModulatedNorm &op, const ParallelFor &parallel)
{
    parallel(op.rows, 32, [&op](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const float *x = op.x + row * op.channels;
            float mean = 0.0F;
            float variance = 0.0F;
            moments(x, op.channels, &mean, &variance);
            const float inverse = 1.0F / std::sqrt(variance + op.eps);
            if (op.bf16)
                applyBf16(x, op.scale, op.shift, op.offset, mean, inverse, op.channels,
                          static_cast<std::uint16_t *>(op.y) + row * op.channels);
            else
                apply(x, op.scale, op.shift, op.offset, mean, inverse, op.channels,
                      static_cast<float *>(op.y) + row * op.channels);
        }
    });
}

} // namespace dare::kernels
