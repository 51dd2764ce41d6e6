#include "kernels/bf16.h"
#include "kernels/gated_gelu/op.h"

#include <cmath>

namespace dare::kernels
{
namespace
{

float gelu(float x)
{
    constexpr float kRootOfTwoOverPi = 0.7978845608F;
    constexpr float kCubic = 0.044715F;
    return 0.5F * x * (1.0F + std::tanh(kRootOfTwoOverPi * (x + kCubic * x * x * x)));
}

} // namespace

void gatedGelu(const GatedGelu &op, const ParallelFor &parallel)
{
    const auto *x = static_cast<const std::uint16_t *>(op.x);
    auto *y = static_cast<std::uint16_t *>(op.y);
    parallel(op.rows, 8, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const std::uint16_t *gate = x + 2 * row * op.channels;
            const std::uint16_t *value = gate + op.channels;
            for (std::int64_t c = 0; c < op.channels; ++c)
                y[row * op.channels + c] = toBf16(gelu(fromBf16(gate[c])) * fromBf16(value[c]));
        }
    });
}

} // namespace dare::kernels
