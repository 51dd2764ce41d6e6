#include "kernels/bf16.h"
#include "kernels/gated_residual/op.h"
#include "kernels/guidance_combine/op.h"
#include "kernels/modulated_norm/op.h"
#include "kernels/qk_norm_rope/op.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <cmath>
#include <numbers>

using namespace dare::kernels;

namespace
{

std::size_t size(std::int64_t a, std::int64_t b = 1)
{
    return static_cast<std::size_t>(a * b);
}

std::vector<std::uint16_t> narrowed(const std::vector<float> &x)
{
    std::vector<std::uint16_t> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), toBf16);
    return out;
}

std::vector<float> widened(const std::vector<std::uint16_t> &x)
{
    std::vector<float> out(x.size());
    std::transform(x.begin(), x.end(), out.begin(), fromBf16);
    return out;
}

/// Rounding to the nearest bf16 is off by at most 2^-8 of the value; cutting would be off by 2^-7.
bool near(double got, double expected, bool bf16, double slack = 0.0)
{
    return std::abs(got - expected) <= (bf16 ? std::abs(expected) * 0x1.01p-8 : 0.0) + slack +
                                           4e-6 * (1.0 + std::abs(expected));
}

/// The row's LayerNorm in double, and the spread that it divides by.
struct Normed {
    std::vector<double> values;
    double spread = 1.0;
};
Normed normed(const float *x, std::int64_t channels, double eps)
{
    const std::vector<double> row(x, x + channels);
    double mean = 0.0;
    for (const double value : row)
        mean += value / static_cast<double>(channels);
    double variance = 0.0;
    for (const double value : row)
        variance += (value - mean) * (value - mean) / static_cast<double>(channels);
    Normed out;
    out.spread = std::sqrt(variance + eps);
    for (const double value : row)
        out.values.push_back((value - mean) / out.spread);
    return out;
}

/// What qkNormRope says, in double, for one row. @return [channels]
std::vector<double> normedAndTurned(const QkNormRope &op, const float *x, std::int64_t row)
{
    const std::int64_t channels = static_cast<std::int64_t>(op.heads) * op.headDim;
    std::vector<double> y(x, x + channels);
    if (op.weight != nullptr) {
        double square = 0.0;
        for (const double value : y)
            square += value * value / static_cast<double>(channels);
        for (std::size_t c = 0; c < y.size(); ++c)
            y[c] = y[c] / std::sqrt(square + static_cast<double>(op.eps)) *
                   static_cast<double>(op.weight[c]);
    }
    for (std::size_t pair = 0; op.cosine != nullptr && pair < y.size() / 2; ++pair) {
        const auto half = static_cast<std::size_t>(op.headDim / 2);
        const std::size_t angle = static_cast<std::size_t>(row) * half + pair % half;
        const auto c = static_cast<double>(op.cosine[angle]);
        const auto s = static_cast<double>(op.sine[angle]);
        const double first = y[2 * pair];
        y[2 * pair] = first * c - y[2 * pair + 1] * s;
        y[2 * pair + 1] = first * s + y[2 * pair + 1] * c;
    }
    return y;
}

} // namespace

/// The element-wise operators against double references, f32 and bf16, odd sizes.
class ElementwiseKernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bf16RoundsToNearestEven();
    void modulatedNormFollowsItsFormula();
    void constantRowNormsToTheShift();
    void qkNormRopeFollowsItsFormula();
    void quarterTurnAndPassThrough();
    void gatedResidualFollowsItsFormula();
    void guidanceMayRoundAsDiffusers();
    void splitOfTheWorkChangesNothing();
};

void ElementwiseKernelsTest::bf16RoundsToNearestEven()
{
    const auto bits = [](std::uint32_t pattern) { return toBf16(std::bit_cast<float>(pattern)); };
    QCOMPARE(toBf16(1.0F), std::uint16_t{0x3F80});
    QCOMPARE(toBf16(-2.0F), std::uint16_t{0xC000});
    QCOMPARE(bits(0x3F808000U), std::uint16_t{0x3F80}); // a tie goes to the even neighbour
    QCOMPARE(bits(0x3F818000U), std::uint16_t{0x3F82});
    QCOMPARE(bits(0x3F808001U), std::uint16_t{0x3F81});
    QCOMPARE(bits(0x3F807FFFU), std::uint16_t{0x3F80});
    QCOMPARE(fromBf16(0x3FC0), 1.5F);
}

void ElementwiseKernelsTest::modulatedNormFollowsItsFormula()
{
    for (const std::int64_t rows : {1, 31, 33, 65}) {
        for (const std::int64_t channels : {2, 15, 16, 17, 33, 384}) {
            // Far from 0, so that a variance by E[x^2] - mean^2 would show.
            std::vector<float> x = pieces::normal(size(rows, channels), 1);
            for (float &value : x)
                value = 0.5F * value + 7.0F;
            const std::vector<float> scale = pieces::normal(size(channels), 2);
            const std::vector<float> shift = pieces::normal(size(channels), 3);
            for (const auto &[bf16, offset, eps] :
                 {std::tuple{false, 1.0F, 1e-6F}, {false, 0.0F, 0.1F}, {true, 1.0F, 1e-6F}}) {
                std::vector<float> y(x.size());
                std::vector<std::uint16_t> half(x.size());
                modulatedNorm({rows, channels, eps, offset, x.data(), scale.data(), shift.data(),
                               bf16 ? static_cast<void *>(half.data()) : y.data(), bf16},
                              pieces::whole);
                if (bf16)
                    y = widened(half);
                for (std::int64_t row = 0; row < rows; ++row) {
                    const auto expected =
                        normed(&x[size(row, channels)], channels, static_cast<double>(eps));
                    for (std::size_t c = 0; c < expected.values.size(); ++c) {
                        const auto factor = static_cast<double>(offset + scale[c]);
                        const double value =
                            expected.values[c] * factor + static_cast<double>(shift[c]);
                        // The mean near 7 is known to an f32 step, which the spread divides too.
                        const double slack = 1e-6 * std::abs(factor) / expected.spread;
                        QVERIFY(near(static_cast<double>(y[size(row, channels) + c]), value, bf16,
                                     slack));
                    }
                }
            }
        }
    }
}

void ElementwiseKernelsTest::constantRowNormsToTheShift()
{
    const std::vector<float> x(19, 4.25F);
    const std::vector<float> scale(19, 3.0F);
    const std::vector<float> shift = pieces::normal(19, 3);
    std::vector<float> y(19);
    modulatedNorm({1, 19, 1e-6F, 1.0F, x.data(), scale.data(), shift.data(), y.data(), false},
                  pieces::whole);
    QCOMPARE(y, shift);
}

void ElementwiseKernelsTest::qkNormRopeFollowsItsFormula()
{
    for (const auto &[rows, heads, headDim] :
         {std::tuple{1, 1, 2}, {33, 3, 10}, {65, 2, 12}, {31, 5, 6}, {7, 1, 128}}) {
        const std::int64_t channels = std::int64_t{heads} * headDim;
        const std::int64_t stride = 3 * channels + 1; // a slice of a wider product
        const std::vector<float> x = pieces::normal(size(rows, stride), 4);
        const std::vector<std::uint16_t> xHalf = narrowed(x);
        const std::vector<float> xRounded = widened(xHalf);
        const std::vector<float> weight = pieces::normal(size(channels), 5);
        std::vector<float> cosine;
        std::vector<float> sine;
        for (const float angle : pieces::normal(size(rows, headDim / 2), 6)) {
            cosine.push_back(std::cos(angle));
            sine.push_back(std::sin(angle));
        }
        for (int mask = 0; mask < 32; ++mask) {
            const bool norm = (mask & 1) != 0;
            const bool turn = (mask & 2) != 0;
            const bool inHalf = (mask & 4) != 0;
            const bool outHalf = (mask & 8) != 0;
            const bool headMajor = (mask & 16) != 0;
            std::vector<float> y(size(rows, channels));
            std::vector<std::uint16_t> yHalf(y.size());
            const QkNormRope op{rows,
                                stride,
                                heads,
                                headDim,
                                1e-3F,
                                inHalf ? static_cast<const void *>(xHalf.data()) : x.data(),
                                inHalf,
                                norm ? weight.data() : nullptr,
                                turn ? cosine.data() : nullptr,
                                turn ? sine.data() : nullptr,
                                outHalf ? static_cast<void *>(yHalf.data()) : y.data(),
                                outHalf,
                                headMajor};
            qkNormRope(op, pieces::whole);
            if (outHalf)
                y = widened(yHalf);
            for (int row = 0; row < rows; ++row) {
                const auto expected =
                    normedAndTurned(op, (inHalf ? xRounded : x).data() + size(row, stride), row);
                for (int c = 0; c < channels; ++c) {
                    const std::size_t place =
                        headMajor ? size(c / headDim, std::int64_t{rows} * headDim) +
                                        size(row, headDim) + size(c % headDim)
                                  : size(row, channels) + size(c);
                    QVERIFY(near(static_cast<double>(y[place]), expected[size(c)], outHalf));
                }
            }
        }
    }
}

void ElementwiseKernelsTest::quarterTurnAndPassThrough()
{
    const std::vector<float> x{1.0F, 2.0F, 3.0F, 4.0F};
    const std::vector<float> cosine{0.0F, 1.0F};
    const std::vector<float> sine{1.0F, 0.0F};
    std::vector<float> y(4);
    QkNormRope op;
    op.rows = 1;
    op.stride = 4;
    op.heads = 1;
    op.headDim = 4;
    op.x = x.data();
    op.y = y.data();
    qkNormRope(op, pieces::whole);
    QCOMPARE(y, x);
    op.cosine = cosine.data();
    op.sine = sine.data();
    qkNormRope(op, pieces::whole);
    QCOMPARE(y, (std::vector<float>{-2.0F, 1.0F, 3.0F, 4.0F}));
}

void ElementwiseKernelsTest::gatedResidualFollowsItsFormula()
{
    for (const std::int64_t rows : {1, 63, 65}) {
        for (const std::int64_t channels : {1, 15, 17, 48}) {
            const std::vector<float> x = pieces::normal(size(rows, channels), 7);
            const std::vector<float> y = pieces::normal(x.size(), 8);
            const std::vector<std::uint16_t> yHalf = narrowed(y);
            const std::vector<float> yRounded = widened(yHalf);
            const std::vector<float> gate = pieces::normal(size(channels), 9);
            for (const bool bf16 : {false, true}) {
                for (const bool gated : {false, true}) {
                    std::vector<float> sum = x;
                    gatedResidual({rows, channels, sum.data(),
                                   bf16 ? static_cast<const void *>(yHalf.data()) : y.data(), bf16,
                                   gated ? gate.data() : nullptr},
                                  pieces::whole);
                    for (std::size_t i = 0; i < sum.size(); ++i) {
                        const double g =
                            gated ? static_cast<double>(gate[i % size(channels)]) : 1.0;
                        const double expected = static_cast<double>(x[i]) +
                                                g * static_cast<double>(bf16 ? yRounded[i] : y[i]);
                        QVERIFY(near(static_cast<double>(sum[i]), expected, false));
                    }
                }
            }
        }
    }
}

void ElementwiseKernelsTest::guidanceMayRoundAsDiffusers()
{
    // In bf16 1.00390625 is a tie that becomes 1, 5.3 * 0.5 becomes 2.65625 and 0.3 * 2 becomes
    // 0.6015625, of which 0.5 are added to half of 0.7.
    const float cond = 1.00390625F;
    const float neg = 0.5F;
    const float dom = 2.0F;
    float out = 0.0F;
    GuidanceCombine op;
    op.count = 1;
    op.cond = &cond;
    op.neg = &neg;
    op.w = 5.3F;
    op.out = &out;
    guidanceCombine(op, pieces::whole);
    QCOMPARE(out, 0.5F + 5.3F * 0.50390625F);
    op.bf16 = true;
    guidanceCombine(op, pieces::whole);
    QCOMPARE(out, 3.15625F);
    op.dom = &dom;
    op.lambda = 0.3F;
    guidanceCombine(op, pieces::whole);
    // n = bf16(0.349609375 + 0.6015625) = 0.953125; 5.3 * 0.046875 = 0.248046875; their sum.
    QCOMPARE(out, 1.203125F);
}

void ElementwiseKernelsTest::splitOfTheWorkChangesNothing()
{
    constexpr std::int64_t kRows = 203;
    constexpr std::int64_t kChannels = 20;
    const std::vector<float> x = pieces::normal(size(kRows, kChannels), 10);
    const std::vector<float> weight = pieces::normal(size(kChannels), 11);
    std::vector<std::vector<float>> all;
    for (const auto &split : {pieces::whole, pieces::reversed, pieces::threads}) {
        std::vector<float> y(x.size());
        modulatedNorm({kRows, kChannels, 1e-6F, 1.0F, x.data(), weight.data(), weight.data(),
                       y.data(), false},
                      split);
        gatedResidual({kRows, kChannels, y.data(), x.data(), false, weight.data()}, split);
        QkNormRope op;
        op.rows = kRows;
        op.stride = kChannels;
        op.heads = 2;
        op.headDim = kChannels / 2;
        op.x = y.data();
        op.weight = weight.data();
        std::vector<float> z(x.size());
        op.y = z.data();
        qkNormRope(op, split);
        all.push_back(z);
    }
    QCOMPARE(all[1], all[0]);
    QCOMPARE(all[2], all[0]);
}

QTEST_APPLESS_MAIN(ElementwiseKernelsTest)
#include "ElementwiseKernelsTest.moc"
