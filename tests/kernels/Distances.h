#pragma once

#include "kernels/bf16.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

/// How far results are from what they should be.
namespace distances
{

/// Largest difference; NaN counts as infinitely far.
template <typename Number>
double farthest(const std::vector<Number> &got, const std::vector<double> &expected)
{
    if (got.size() != expected.size())
        return std::numeric_limits<double>::infinity();
    double worst = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - expected[i]);
        worst = difference <= worst      ? worst
                : std::isnan(difference) ? std::numeric_limits<double>::infinity()
                                         : difference;
    }
    return worst;
}

inline bool equalBits(const std::vector<float> &a, const std::vector<float> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

/// Twice the error of plain bf16, and what the last rounding of the output alone may cost.
inline double allowed(const std::vector<double> &plain, const std::vector<double> &exact,
                      double floor)
{
    return 2.0 * farthest(plain, exact) + floor;
}

inline std::vector<float> asBf16(std::vector<float> x)
{
    std::transform(x.begin(), x.end(), x.begin(),
                   [](float v) { return dare::kernels::fromBf16(dare::kernels::toBf16(v)); });
    return x;
}

} // namespace distances
