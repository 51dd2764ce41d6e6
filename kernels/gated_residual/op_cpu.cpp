#include "kernels/bf16.h"
#include "kernels/gated_residual/op.h"

namespace dare::kernels
{
namespace
{

DARE_SIMD_CLONES void add(float *x, const float *y, const float *gate, std::int64_t channels)
{
    if (gate == nullptr) {
        for (std::int64_t c = 0; c < channels; ++c)
            x[c] += y[c];
        return;
    }
    for (std::int64_t c = 0; c < channels; ++c)
        x[c] += gate[c] * y[c];
}

DARE_SIMD_CLONES void addBf16(float *x, const std::uint16_t *y, const float *gate,
                              std::int64_t channels)
{
    if (gate == nullptr) {
        for (std::int64_t c = 0; c < channels; ++c)
            x[c] += fromBf16(y[c]);
        return;
    }
    for (std::int64_t c = 0; c < channels; ++c)
        x[c] += gate[c] * fromBf16(y[c]);
}

} // namespace

void gatedResidual(const GatedResidual &op, const ParallelFor &parallel)
{
    parallel(op.rows, 64, [&op](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            float *x = op.x + row * op.channels;
            if (op.yBf16)
                addBf16(x, static_cast<const std::uint16_t *>(op.y) + row * op.channels, op.gate,
                        op.channels);
            else
                add(x, static_cast<const float *>(op.y) + row * op.channels, op.gate, op.channels);
        }
    });
}

} // namespace dare::kernels
