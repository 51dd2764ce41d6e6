#include "kernels/bf16.h"
#include "kernels/repeated_keys/op.h"

#include <cmath>
#include <vector>

namespace dare::kernels
{
namespace
{

float element(const void *x, std::int64_t i)
{
    return fromBf16(static_cast<const std::uint16_t *>(x)[i]);
}

void mend(const RepeatedKeys &op, std::int64_t row, int head)
{
    const auto channels = static_cast<std::int64_t>(op.channels);
    const std::int64_t first = head * channels;
    std::vector<float> surplus(static_cast<std::size_t>(channels));
    float mass = 0.0F;
    for (std::int64_t j = 0; j < op.keys; ++j) {
        float z = 0.0F;
        for (std::int64_t c = 0; c < channels; ++c)
            z += element(op.q, row * op.qStride + first + c) *
                 element(op.k, j * op.kvStride + first + c);
        const float p =
            std::exp(z / std::sqrt(static_cast<float>(channels)) - op.lse[head * op.rows + row]);
        mass += p;
        for (std::int64_t c = 0; c < channels; ++c)
            surplus[static_cast<std::size_t>(c)] += p * element(op.v, j * op.kvStride + first + c);
    }
    auto *y = static_cast<std::uint16_t *>(op.y) + (row * op.heads + head) * channels;
    for (const float each : surplus) {
        *y = toBf16((fromBf16(*y) - each) / (1.0F - mass));
        ++y;
    }
}

} // namespace

void repeatedKeys(const RepeatedKeys &op, const ParallelFor &parallel)
{
    parallel(op.rows, 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            for (int head = 0; head < op.heads; ++head)
                mend(op, row, head);
        }
    });
}

} // namespace dare::kernels
