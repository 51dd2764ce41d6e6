#pragma once

#include "kernels/bf16.h"
#include "kernels/channel_norm/op.h"
#include "tests/kernels/Pieces.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

/// Inputs of the VAE's row operators, and what they should give.
namespace channelRows
{

using Bf16s = std::vector<std::uint16_t>;

inline Bf16s bf16s(std::size_t count, unsigned seed)
{
    const std::vector<float> values = pieces::normal(count, seed);
    Bf16s out(count);
    std::transform(values.begin(), values.end(), out.begin(), dare::kernels::toBf16);
    return out;
}

struct Norm {
    std::int64_t rows = 0, channels = 0;
    Bf16s x;
    std::vector<float> bias, gamma; ///< bias may be empty
    bool silu = true;
};
inline Norm normCase(std::int64_t rows, std::int64_t channels, bool bias, bool silu)
{
    const auto width = static_cast<std::size_t>(channels);
    return {rows,
            channels,
            bf16s(static_cast<std::size_t>(rows) * width, 1),
            bias ? pieces::normal(width, 2) : std::vector<float>{},
            pieces::normal(width, 3),
            silu};
}
inline dare::kernels::ChannelNorm operatorOf(const Norm &setup, const void *x, const float *bias,
                                             const float *gamma, void *y)
{
    return {setup.rows, setup.channels, x, setup.bias.empty() ? nullptr : bias, gamma,
            y,          setup.silu};
}
inline Bf16s onProcessor(const Norm &setup,
                         const dare::kernels::ParallelFor &parallel = pieces::whole)
{
    Bf16s y(setup.x.size(), 0xFFFF);
    dare::kernels::channelNorm(
        operatorOf(setup, setup.x.data(), setup.bias.data(), setup.gamma.data(), y.data()),
        parallel);
    return y;
}

struct Sum {
    std::int64_t rows = 0, channels = 0;
    Bf16s x, skip; ///< skip may be empty
    std::vector<float> bias;
};
inline Sum sumCase(std::int64_t rows, std::int64_t channels, bool skip)
{
    const auto width = static_cast<std::size_t>(channels);
    const std::size_t size = static_cast<std::size_t>(rows) * width;
    return {rows, channels, bf16s(size, 4), skip ? bf16s(size, 5) : Bf16s{},
            pieces::normal(width, 6)};
}
inline Bf16s onProcessor(const Sum &setup,
                         const dare::kernels::ParallelFor &parallel = pieces::whole)
{
    Bf16s x = setup.x;
    dare::kernels::biasedSum({setup.rows, setup.channels, x.data(), setup.bias.data(),
                              setup.skip.empty() ? nullptr : setup.skip.data()},
                             parallel);
    return x;
}

/// Rounding to the nearest bf16 is off by at most 2^-8 of the value; the rest is f32's. NaN is not.
inline bool near(std::uint16_t got, double expected)
{
    return std::abs(static_cast<double>(dare::kernels::fromBf16(got)) - expected) <=
           0x1.01p-8 * std::abs(expected) + 4e-6;
}

inline bool follows(const Norm &setup, const Bf16s &got)
{
    const auto width = static_cast<std::size_t>(setup.channels);
    for (std::size_t row = 0; row < static_cast<std::size_t>(setup.rows); ++row) {
        std::vector<double> u(width);
        double square = 0.0;
        for (std::size_t c = 0; c < width; ++c) {
            u[c] = static_cast<double>(dare::kernels::fromBf16(setup.x[row * width + c])) +
                   (setup.bias.empty() ? 0.0 : static_cast<double>(setup.bias[c]));
            square += u[c] * u[c];
        }
        const double length = std::max(std::sqrt(square), 1e-12);
        for (std::size_t c = 0; c < width; ++c) {
            const double normed = u[c] / length * std::sqrt(static_cast<double>(width)) *
                                  static_cast<double>(setup.gamma[c]);
            if (!near(got[row * width + c],
                      setup.silu ? normed / (1.0 + std::exp(-normed)) : normed))
                return false;
        }
    }
    return got.size() == setup.x.size();
}

inline bool follows(const Sum &setup, const Bf16s &got)
{
    for (std::size_t i = 0; i < setup.x.size(); ++i) {
        const double expected =
            static_cast<double>(dare::kernels::fromBf16(setup.x[i])) +
            static_cast<double>(setup.bias[i % setup.bias.size()]) +
            (setup.skip.empty() ? 0.0
                                : static_cast<double>(dare::kernels::fromBf16(setup.skip[i])));
        if (!near(got[i], expected))
            return false;
    }
    return got.size() == setup.x.size();
}

} // namespace channelRows
