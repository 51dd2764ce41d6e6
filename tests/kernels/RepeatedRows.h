#pragma once

#include "kernels/bf16.h"
#include "kernels/repeated_keys/op.h"
#include "tests/kernels/Pieces.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// An attention over keys of which some were given twice, and the one that should come of it.
namespace repeatedRows
{

using Bf16s = std::vector<std::uint16_t>;

struct Case {
    std::int64_t rows = 0;
    int heads = 0, channels = 0;
    int repeated = 0;
    Bf16s q, k, v;          ///< [rows or keys][3, heads, channels], as a joint product gives them
    std::vector<float> lse; ///< [heads,rows]
    Bf16s y;                ///< [rows,heads*channels] with the repeated keys
    std::vector<double> expected, allowed; ///< the same shape
};

inline dare::kernels::RepeatedKeys operatorOf(const Case &s, const void *q, const void *k,
                                              const void *v, const float *lse, void *y)
{
    const std::int64_t stride = 3 * static_cast<std::int64_t>(s.heads) * s.channels;
    return {s.rows, s.heads, s.channels, s.repeated, q, stride, k, v, stride, lse, y};
}

/// @param reach of the logits; a large one gives queries that see one key alone
inline Case make(std::int64_t rows, int heads, int channels, int keys, int repeated, float reach)
{
    Case s{rows, heads, channels, repeated, {}, {}, {}, {}, {}, {}, {}};
    const std::int64_t width = static_cast<std::int64_t>(heads) * channels;
    const auto bf16 = [&](std::int64_t count, unsigned seed, float scale) {
        const std::vector<float> values = pieces::normal(static_cast<std::size_t>(count), seed);
        Bf16s out(values.size());
        std::transform(values.begin(), values.end(), out.begin(),
                       [&](float x) { return dare::kernels::toBf16(scale * x); });
        return out;
    };
    s.q = bf16(rows * 3 * width, 1, reach);
    s.k = bf16(keys * 3 * width, 2, 1.0F);
    s.v = bf16(keys * 3 * width, 3, 1.0F);
    s.lse.resize(static_cast<std::size_t>(heads * rows));
    s.y.resize(static_cast<std::size_t>(rows * width));
    s.expected.resize(s.y.size());
    s.allowed.resize(s.y.size());
    const auto at = [](const Bf16s &x, std::int64_t i) {
        return static_cast<double>(dare::kernels::fromBf16(x[static_cast<std::size_t>(i)]));
    };
    std::vector<double> e(static_cast<std::size_t>(keys));
    for (std::int64_t row = 0; row < rows; ++row) {
        for (int head = 0; head < heads; ++head) {
            double once = 0.0;
            double twice = 0.0;
            for (std::int64_t j = 0; j < keys; ++j) {
                double z = 0.0;
                for (std::int64_t c = 0; c < channels; ++c)
                    z += at(s.q, row * 3 * width + head * channels + c) *
                         at(s.k, j * 3 * width + head * channels + c);
                double &each = e[static_cast<std::size_t>(j)];
                each = std::exp(z / std::sqrt(static_cast<double>(channels)));
                once += each;
                twice += j < repeated ? 2.0 * each : each;
            }
            s.lse[static_cast<std::size_t>(head * rows + row)] =
                static_cast<float>(std::log(twice));
            for (std::int64_t c = 0; c < channels; ++c) {
                double plain = 0.0;
                double surplus = 0.0;
                double size = 0.0; // of what is taken away
                for (std::int64_t j = 0; j < keys; ++j) {
                    const double part = e[static_cast<std::size_t>(j)] *
                                        at(s.v, j * 3 * width + head * channels + c);
                    plain += part;
                    surplus += j < repeated ? part : 0.0;
                    size += j < repeated ? std::abs(part) : 0.0;
                }
                const auto i = static_cast<std::size_t>(row * width + head * channels + c);
                const double with = (plain + surplus) / twice;
                s.y[i] = dare::kernels::toBf16(static_cast<float>(with));
                s.expected[i] = plain / once;
                // The output is rounded before and after, the probabilities once; what is left of
                // the mass, at least a half, divides.
                s.allowed[i] = 0x1.1p-8 * (std::abs(s.expected[i]) +
                                           (std::abs(with) + size / twice) * twice / once) +
                               1e-5;
            }
        }
    }
    return s;
}

inline Bf16s onProcessor(const Case &s, const dare::kernels::ParallelFor &parallel = pieces::whole)
{
    Bf16s y = s.y;
    dare::kernels::repeatedKeys(
        operatorOf(s, s.q.data(), s.k.data(), s.v.data(), s.lse.data(), y.data()), parallel);
    return y;
}

inline bool follows(const Case &s, const Bf16s &y)
{
    for (std::size_t i = 0; i < s.expected.size(); ++i) {
        const double got = static_cast<double>(dare::kernels::fromBf16(y[i]));
        if (!(std::abs(got - s.expected[i]) <= s.allowed[i])) // so that NaN fails
            return false;
    }
    return y.size() == s.expected.size();
}

} // namespace repeatedRows
