#include "core/media/FrameMetrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace dare
{
namespace
{

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr int kWindow = 11;
constexpr double kSigma = 1.5;
constexpr double kC1 = (0.01 * 255.0) * (0.01 * 255.0);
constexpr double kC2 = (0.03 * 255.0) * (0.03 * 255.0);

/// Two frames on their canvas, cut to where both are.
struct FramePair {
    const Clip &a;
    const Clip &b;
    CompareCanvas canvas;
    std::span<const std::uint8_t> frameA;
    std::span<const std::uint8_t> frameB;
    MetricBox box;

    [[nodiscard]] bool empty() const { return box.width <= 0 || box.height <= 0; }
    [[nodiscard]] CompareSample atA(int x, int y) const
    {
        return compareSample(a, frameA, canvas.a, box.x + x, box.y + y);
    }
    [[nodiscard]] CompareSample atB(int x, int y) const
    {
        return compareSample(b, frameB, canvas.b, box.x + x, box.y + y);
    }
};

MetricBox common(const FitRect &a, const FitRect &b, const std::optional<MetricBox> &wanted)
{
    int left = std::max(a.x, b.x);
    int top = std::max(a.y, b.y);
    int right = std::min(a.x + a.width, b.x + b.width);
    int bottom = std::min(a.y + a.height, b.y + b.height);
    if (wanted) {
        left = std::max(left, wanted->x);
        top = std::max(top, wanted->y);
        right = std::min(right, wanted->x + wanted->width);
        bottom = std::min(bottom, wanted->y + wanted->height);
    }
    return {left, top, right - left, bottom - top};
}

FramePair pairOf(const Clip &a, const Clip &b, FramesAt frames, const std::optional<MetricBox> &box)
{
    FramePair out{a, b, compareCanvas(&a, &b), {}, {}, {}};
    if (a.empty() || b.empty())
        return out;
    out.frameA = a.frame(std::clamp(frames.a, 0, a.frames - 1));
    out.frameB = b.frame(std::clamp(frames.b, 0, b.frames - 1));
    out.box = common(out.canvas.a, out.canvas.b, box);
    return out;
}

/// Luma of both, and the three products that SSIM averages.
enum Plane { MeanA, MeanB, SquareA, SquareB, Product, PlaneCount };
using Planes = std::array<std::vector<float>, PlaneCount>;

std::vector<float> gaussian(int size)
{
    std::vector<float> out(static_cast<std::size_t>(size));
    double sum = 0.0;
    for (int i = 0; i < size; ++i) {
        const double at = i - (size - 1) / 2.0;
        out[static_cast<std::size_t>(i)] =
            static_cast<float>(std::exp(-at * at / (2.0 * kSigma * kSigma)));
        sum += static_cast<double>(out[static_cast<std::size_t>(i)]);
    }
    for (float &weight : out)
        weight = static_cast<float>(static_cast<double>(weight) / sum);
    return out;
}

Planes planesOf(const FramePair &pair)
{
    const auto count =
        static_cast<std::size_t>(pair.box.width) * static_cast<std::size_t>(pair.box.height);
    Planes out;
    for (auto &plane : out)
        plane.resize(count);
    std::size_t i = 0;
    for (int y = 0; y < pair.box.height; ++y) {
        for (int x = 0; x < pair.box.width; ++x, ++i) {
            const float a = lumaOf(pair.atA(x, y));
            const float b = lumaOf(pair.atB(x, y));
            out[MeanA][i] = a;
            out[MeanB][i] = b;
            out[SquareA][i] = a * a;
            out[SquareB][i] = b * b;
            out[Product][i] = a * b;
        }
    }
    return out;
}

/// Averages a plane under the window, first along rows, then along columns; valid places only.
std::vector<float> windowed(const std::vector<float> &plane, int width, int height,
                            const std::vector<float> &across, const std::vector<float> &down)
{
    const int outWidth = width - static_cast<int>(across.size()) + 1;
    const int outHeight = height - static_cast<int>(down.size()) + 1;
    std::vector<float> rows(static_cast<std::size_t>(outWidth) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y) {
        const float *in =
            plane.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
        float *out = rows.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(outWidth);
        for (std::size_t k = 0; k < across.size(); ++k)
            for (int x = 0; x < outWidth; ++x)
                out[x] += across[k] * in[static_cast<std::size_t>(x) + k];
    }
    std::vector<float> all(static_cast<std::size_t>(outWidth) *
                           static_cast<std::size_t>(outHeight));
    for (int y = 0; y < outHeight; ++y) {
        float *out = all.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(outWidth);
        for (std::size_t k = 0; k < down.size(); ++k) {
            const float *in = rows.data() + (static_cast<std::size_t>(y) + k) *
                                                static_cast<std::size_t>(outWidth);
            for (int x = 0; x < outWidth; ++x)
                out[x] += down[k] * in[x];
        }
    }
    return all;
}

} // namespace

double psnrOf(const Clip &a, const Clip &b, FramesAt frames, const std::optional<MetricBox> &box)
{
    const FramePair pair = pairOf(a, b, frames, box);
    if (pair.empty())
        return kNothing;
    double sum = 0.0;
    for (int y = 0; y < pair.box.height; ++y) {
        for (int x = 0; x < pair.box.width; ++x) {
            const CompareSample one = pair.atA(x, y);
            const CompareSample two = pair.atB(x, y);
            const float r = one.r - two.r;
            const float g = one.g - two.g;
            const float blue = one.b - two.b;
            sum += static_cast<double>(r * r + g * g + blue * blue);
        }
    }
    const double mean = sum / (3.0 * pair.box.width * pair.box.height);
    return mean > 0.0 ? 10.0 * std::log10(255.0 * 255.0 / mean)
                      : std::numeric_limits<double>::infinity();
}

double ssimOf(const Clip &a, const Clip &b, FramesAt frames, const std::optional<MetricBox> &box)
{
    const FramePair pair = pairOf(a, b, frames, box);
    if (pair.empty())
        return kNothing;
    const Planes planes = planesOf(pair);
    const std::vector<float> across = gaussian(std::min(kWindow, pair.box.width));
    const std::vector<float> down = gaussian(std::min(kWindow, pair.box.height));
    Planes means;
    for (std::size_t i = 0; i < PlaneCount; ++i)
        means[i] = windowed(planes[i], pair.box.width, pair.box.height, across, down);
    double sum = 0.0;
    for (std::size_t i = 0; i < means[0].size(); ++i) {
        const auto at = [&](Plane plane) { return static_cast<double>(means[plane][i]); };
        const double product = at(MeanA) * at(MeanB);
        const double squares = at(MeanA) * at(MeanA) + at(MeanB) * at(MeanB);
        const double covariance = at(Product) - product;
        const double variances = at(SquareA) + at(SquareB) - squares;
        sum += (2.0 * product + kC1) * (2.0 * covariance + kC2) /
               ((squares + kC1) * (variances + kC2));
    }
    return sum / static_cast<double>(means[0].size());
}

double attentionDeltaOf(const HeatMap &a, const HeatMap &b, FramesAt frames,
                        const std::array<int, 2> &clipFrames,
                        const std::optional<std::array<double, 4>> &box)
{
    if (a.empty() || b.empty() || a.width != b.width || a.height != b.height)
        return kNothing;
    const int atA = mapFrameOf(frames.a, clipFrames[0], a.frames);
    const int atB = mapFrameOf(frames.b, clipFrames[1], b.frames);
    const std::array<double, 4> all{0.0, 0.0, 1.0, 1.0};
    const std::array<double, 4> &wanted = box ? *box : all;
    double sum = 0.0;
    int cells = 0;
    for (int y = 0; y < a.height; ++y) {
        for (int x = 0; x < a.width; ++x) {
            const double across = (x + 0.5) / a.width;
            const double down = (y + 0.5) / a.height;
            if (across < wanted[0] || across > wanted[2] || down < wanted[1] || down > wanted[3])
                continue;
            sum += static_cast<double>(std::abs(b.at(atB, y, x) - a.at(atA, y, x)));
            ++cells;
        }
    }
    return cells > 0 ? sum / cells : kNothing;
}

} // namespace dare
