#include "kernels/bf16.h"
#include "kernels/qk_norm_rope/op.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace dare::kernels
{
namespace
{

constexpr int kLanes = 16;

DARE_SIMD_CLONES float meanSquare(const float *x, std::int64_t channels)
{
    float sums[kLanes] = {};
    const std::int64_t whole = channels / kLanes * kLanes;
    for (std::int64_t c = 0; c < whole; c += kLanes) {
        for (int lane = 0; lane < kLanes; ++lane)
            sums[lane] += x[c + lane] * x[c + lane];
    }
    float total = 0.0F;
    for (const float sum : sums)
        total += sum;
    for (std::int64_t c = whole; c < channels; ++c)
        total += x[c] * x[c];
    return total / static_cast<float>(channels);
}

DARE_SIMD_CLONES void widen(const std::uint16_t *x, std::int64_t channels, float *y)
{
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = fromBf16(x[c]);
}

DARE_SIMD_CLONES void narrow(const float *x, std::int64_t channels, std::uint16_t *y)
{
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = toBf16(x[c]);
}

DARE_SIMD_CLONES void scaleBy(const float *x, const float *weight, float inverse,
                              std::int64_t channels, float *y)
{
    for (std::int64_t c = 0; c < channels; ++c)
        y[c] = x[c] * inverse * weight[c];
}

DARE_SIMD_CLONES void rotate(float *x, const float *cosine, const float *sine, int pairs)
{
    for (int i = 0; i < pairs; ++i) {
        const float first = x[2 * i];
        const float second = x[2 * i + 1];
        x[2 * i] = first * cosine[i] - second * sine[i];
        x[2 * i + 1] = first * sine[i] + second * cosine[i];
    }
}

/// Writes one row to its place, head by head where the layout is head major.
void store(const QkNormRope &op, std::int64_t row, const float *values)
{
    const std::int64_t channels = static_cast<std::int64_t>(op.heads) * op.headDim;
    for (int head = 0; head < op.heads; ++head) {
        const std::int64_t target =
            op.headMajor ? (static_cast<std::int64_t>(head) * op.rows + row) * op.headDim
                         : row * channels + static_cast<std::int64_t>(head) * op.headDim;
        const float *source = values + static_cast<std::ptrdiff_t>(head) * op.headDim;
        if (op.yBf16)
            narrow(source, op.headDim, static_cast<std::uint16_t *>(op.y) + target);
        else
            std::copy(source, source + op.headDim, static_cast<float *>(op.y) + target);
    }
}

} // namespace

void qkNormRope(const QkNormRope &op, const ParallelFor &parallel)
{
    const std::int64_t channels = static_cast<std::int64_t>(op.heads) * op.headDim;
    const int pairs = op.headDim / 2;
    parallel(op.rows, 32, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> values(static_cast<std::size_t>(channels));
        for (std::int64_t row = begin; row < end; ++row) {
            if (op.xBf16)
                widen(static_cast<const std::uint16_t *>(op.x) + row * op.stride, channels,
                      values.data());
            else
                std::copy_n(static_cast<const float *>(op.x) + row * op.stride, channels,
                            values.data());
            if (op.weight != nullptr) {
                const float inverse =
                    1.0F / std::sqrt(meanSquare(values.data(), channels) + op.eps);
                scaleBy(values.data(), op.weight, inverse, channels, values.data());
            }
            for (int head = 0; op.cosine != nullptr && head < op.heads; ++head)
                rotate(values.data() + static_cast<std::ptrdiff_t>(head) * op.headDim,
                       op.cosine + row * pairs, op.sine + row * pairs, pairs);
            store(op, row, values.data());
        }
    });
}

} // namespace dare::kernels
