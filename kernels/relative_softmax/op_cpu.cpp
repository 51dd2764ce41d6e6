#include "kernels/bf16.h"
#include "kernels/relative_softmax/op.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace dare::kernels
{

void relativeSoftmax(const RelativeSoftmax &op, const ParallelFor &parallel)
{
    const auto tokens = static_cast<std::int64_t>(op.tokens);
    parallel(op.heads * tokens, 16, [&](std::int64_t begin, std::int64_t end) {
        std::vector<float> e(static_cast<std::size_t>(tokens));
        for (std::int64_t row = begin; row < end; ++row) {
            const std::int64_t head = row / tokens;
            const std::int32_t *bucket = op.bucket + tokens - 1 - row % tokens;
            float top = -std::numeric_limits<float>::infinity();
            for (std::int64_t k = 0; k < tokens; ++k) {
                float &z = e[static_cast<std::size_t>(k)];
                z = op.z[row * tokens + k] + op.table[bucket[k] * op.heads + head];
                top = std::max(top, z);
            }
            float sum = 0.0F;
            for (float &z : e) {
                z = std::exp(z - top);
                sum += z;
            }
            auto *p = static_cast<std::uint16_t *>(op.p) + row * tokens;
            for (const float each : e)
                *p++ = toBf16(each / sum);
        }
    });
}

} // namespace dare::kernels
