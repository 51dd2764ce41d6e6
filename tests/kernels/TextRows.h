#pragma once

#include "kernels/bf16.h"
#include "kernels/gated_gelu/op.h"
#include "kernels/relative_softmax/op.h"
#include "tests/kernels/Pieces.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// Inputs of the text encoder's operators, and what they should give.
namespace textRows
{

using Bf16s = std::vector<std::uint16_t>;

/// Rounding to the nearest bf16 is off by at most 2^-8 of the value.
inline bool near(std::uint16_t got, double expected, double slack)
{
    return std::abs(static_cast<double>(dare::kernels::fromBf16(got)) - expected) <=
           std::abs(expected) * 0x1.01p-8 + slack; // false for NaN
}

struct Gate {
    std::int64_t rows = 0, channels = 0;
    Bf16s x; ///< [rows, 2 * channels]
};
inline Gate gateCase(std::int64_t rows, std::int64_t channels)
{
    std::vector<float> values = pieces::normal(static_cast<std::size_t>(2 * rows * channels), 1);
    Gate out{rows, channels, Bf16s(values.size())};
    // Wide enough for both flat ends of GELU.
    std::transform(values.begin(), values.end(), out.x.begin(),
                   [](float v) { return dare::kernels::toBf16(4.0F * v); });
    return out;
}
inline Bf16s onProcessor(const Gate &s, const dare::kernels::ParallelFor &parallel = pieces::whole)
{
    Bf16s y(s.x.size() / 2, 0xFFFF);
    dare::kernels::gatedGelu({s.rows, s.channels, s.x.data(), y.data()}, parallel);
    return y;
}
inline bool follows(const Gate &s, const Bf16s &y)
{
    const auto at = [&](std::int64_t i) {
        return static_cast<double>(dare::kernels::fromBf16(s.x[static_cast<std::size_t>(i)]));
    };
    for (std::int64_t i = 0; i < s.rows * s.channels; ++i) {
        const std::int64_t from = i / s.channels * 2 * s.channels + i % s.channels;
        const double g = at(from);
        const double gelu =
            0.5 * g * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (g + 0.044715 * g * g * g)));
        // The tanh form cancels for negative gates: f32 leaves an absolute error.
        const double value = at(from + s.channels);
        if (!near(y[static_cast<std::size_t>(i)], gelu * value, 2e-6 * std::abs(g * value)))
            return false;
    }
    return y.size() == static_cast<std::size_t>(s.rows * s.channels);
}

struct Softmax {
    int heads = 0, tokens = 0, buckets = 0;
    std::vector<float> z, table;
    std::vector<std::int32_t> bucket;
};
inline Softmax softmaxCase(int heads, int tokens)
{
    Softmax out{heads, tokens, 7, {}, {}, {}};
    const auto n = static_cast<std::size_t>(tokens);
    out.z = pieces::normal(static_cast<std::size_t>(heads) * n * n, 1);
    for (float &z : out.z)
        z *= 20.0F; // nearly one-hot, as the encoder's are
    out.table = pieces::normal(static_cast<std::size_t>(7 * heads), 2);
    for (int offset = 1 - tokens; offset < tokens; ++offset)
        out.bucket.push_back((offset % 7 + 7) % 7);
    return out;
}
inline dare::kernels::RelativeSoftmax operatorOf(const Softmax &s, const float *z,
                                                 const float *table, const std::int32_t *bucket,
                                                 void *p)
{
    return {s.heads, s.tokens, z, table, bucket, p};
}
inline Bf16s onProcessor(const Softmax &s,
                         const dare::kernels::ParallelFor &parallel = pieces::whole)
{
    Bf16s p(s.z.size(), 0xFFFF);
    dare::kernels::relativeSoftmax(
        operatorOf(s, s.z.data(), s.table.data(), s.bucket.data(), p.data()), parallel);
    return p;
}
inline bool follows(const Softmax &s, const Bf16s &p)
{
    const auto n = static_cast<std::size_t>(s.tokens);
    const auto heads = static_cast<std::size_t>(s.heads);
    for (std::size_t row = 0; row < heads * n; ++row) {
        std::vector<double> e(n);
        for (std::size_t k = 0; k < n; ++k)
            e[k] = static_cast<double>(s.z[row * n + k]) +
                   static_cast<double>(
                       s.table[static_cast<std::size_t>(s.bucket[k + n - 1 - row % n]) * heads +
                               row / n]);
        const double top = *std::max_element(e.begin(), e.end());
        double sum = 0.0;
        for (double &z : e)
            sum += z = std::exp(z - top);
        for (std::size_t k = 0; k < n; ++k) {
            if (!near(p[row * n + k], e[k] / sum, 2e-5 * e[k] / sum + 1e-30))
                return false;
        }
    }
    return p.size() == heads * n * n;
}

} // namespace textRows
