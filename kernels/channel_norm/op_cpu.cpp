#include "kernels/bf16.h"
#include "kernels/channel_norm/op.h"

#include <algorithm>
#include <cmath>

namespace dare::kernels
{
namespace
{

constexpr std::int64_t kGrain = 64;
constexpr float kSmallest = 1e-12F;

float silu(float x)
{
    return x / (1.0F + std::exp(-x));
}

} // namespace

void channelNorm(const ChannelNorm &op, const ParallelFor &parallel)
{
    parallel(op.rows, kGrain, [&op](std::int64_t begin, std::int64_t end) {
        for (std::int64_t row = begin; row < end; ++row) {
            const auto *x = static_cast<const std::uint16_t *>(op.x) + row * op.channels;
            auto *y = static_cast<std::uint16_t *>(op.y) + row * op.channels;
            const auto biased = [&op, x](std::int64_t c) {
                return fromBf16(x[c]) + (op.bias != nullptr ? op.bias[c] : 0.0F);
            };
            float square = 0.0F;
            for (std::int64_t c = 0; c < op.channels; ++c)
                square += biased(c) * biased(c);
            const float scale =
                std::sqrt(static_cast<float>(op.channels)) / std::max(std::sqrt(square), kSmallest);
            for (std::int64_t c = 0; c < op.channels; ++c) {
                const float normed = biased(c) * scale * op.gamma[c];
                y[c] = toBf16(op.silu ? silu(normed) : normed);
            }
        }
    });
}

void biasedSum(const BiasedSum &op, const ParallelFor &parallel)
{
    parallel(op.rows, kGrain, [&op](std::int64_t begin, std::int64_t end) {
        auto *x = static_cast<std::uint16_t *>(op.x);
        const auto *skip = static_cast<const std::uint16_t *>(op.skip);
        for (std::int64_t at = begin * op.channels; at < end * op.channels; ++at) {
            const float sum = fromBf16(x[at]) + op.bias[at % op.channels];
            x[at] = toBf16(skip != nullptr ? sum + fromBf16(skip[at]) : sum);
        }
    });
}

} // namespace dare::kernels
