#include "kernels/channel_norm/op_cuda.h"
#include "kernels/gated_gelu/op_cuda.h"
#include "kernels/guidance_combine/op.h"
#include "tests/kernels/Distances.h"
#include "tests/kernels/GpuKernels.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <numeric>

using namespace dare::kernels;
using namespace distances;

/// The CUDA kernels of rows against references in double.
class GpuRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void residualAndNorm_data();
    void residualAndNorm();
    void aBf16StreamIsRoundedAndReadAsRounded();
    void normAndRotation_data();
    void normAndRotation();
    void guidanceIsTheCpus();
    void channelNorms();
    void rmsNorm();
    void textRowsFollowTheirFormulas();
    void repeatedKeysGiveThePlainAttention();
};

void GpuRowsTest::initTestCase()
{
    if (const std::string reason = gpu::reasonToSkip(); !reason.empty())
        QSKIP(reason.c_str());
}

void GpuRowsTest::residualAndNorm_data()
{
    QTest::addColumn<int>("channels");
    QTest::addColumn<bool>("y");
    QTest::addColumn<bool>("gate");
    QTest::addColumn<bool>("norm");
    for (const int channels : {8, 24, 256, 264, 384, 1536, 5120, 8192}) {
        QTest::addRow("norm, %d", channels) << channels << false << false << true;
        QTest::addRow("gate and norm, %d", channels) << channels << true << true << true;
    }
    QTest::newRow("sum and norm") << 1536 << true << false << true;
    QTest::newRow("gate alone") << 1536 << true << true << false;
}

void GpuRowsTest::residualAndNorm()
{
    QFETCH(int, channels);
    QFETCH(bool, y);
    QFETCH(bool, gate);
    QFETCH(bool, norm);
    const auto width = static_cast<std::size_t>(channels);
    for (const bool bf16 : {false, true}) {
        gpu::RowsCase setup;
        setup.rows = 5;
        setup.channels = channels;
        setup.x = pieces::normal(5 * width, 1);
        setup.yBf16 = setup.outBf16 = bf16;
        if (y)
            setup.y = bf16 ? asBf16(pieces::normal(5 * width, 2)) : pieces::normal(5 * width, 2);
        if (gate)
            setup.gate = pieces::normal(width, 3);
        if (norm) {
            setup.scale = pieces::normal(width, 4);
            setup.shift = pieces::normal(width, 5);
        }
        const auto got = gpu::residualNorm(setup);
        QVERIFY(got);
        for (std::size_t row = 0; row < 5; ++row) {
            std::vector<double> x(width);
            double mean = 0.0;
            for (std::size_t c = 0; c < width; ++c) {
                const std::size_t at = row * width + c;
                x[c] = static_cast<double>(setup.x[at]);
                if (y)
                    x[c] += (gate ? static_cast<double>(setup.gate[c]) : 1.0) *
                            static_cast<double>(setup.y[at]);
                QVERIFY(std::abs(static_cast<double>(got->x[at]) - x[c]) < 1e-5);
                mean += x[c] / channels;
            }
            double variance = 0.0;
            for (const double value : x)
                variance += (value - mean) * (value - mean) / channels;
            for (std::size_t c = 0; norm && c < width; ++c) {
                const double expected = (x[c] - mean) / std::sqrt(variance + 1e-6) *
                                            (1.0 + static_cast<double>(setup.scale[c])) +
                                        static_cast<double>(setup.shift[c]);
                const double slack = (bf16 ? std::abs(expected) * 0x1.01p-8 : 0.0) + 2e-5;
                QVERIFY(std::abs(static_cast<double>(got->out[row * width + c]) - expected) <=
                        slack);
            }
        }
    }
}

void GpuRowsTest::aBf16StreamIsRoundedAndReadAsRounded()
{
    constexpr std::size_t kRows = 5;
    constexpr std::size_t kWidth = 264;
    gpu::RowsCase setup;
    setup.rows = kRows;
    setup.channels = kWidth;
    setup.x = asBf16(pieces::normal(kRows * kWidth, 1));
    setup.y = asBf16(pieces::normal(kRows * kWidth, 2));
    setup.gate = pieces::normal(kWidth, 3);
    setup.scale = pieces::normal(kWidth, 4);
    setup.shift = pieces::normal(kWidth, 5);
    setup.xBf16 = setup.yBf16 = setup.outBf16 = true;
    const auto got = gpu::residualNorm(setup);
    QVERIFY(got);
    gpu::RowsCase again = setup; // the norm alone, of the stream as it was left
    again.x = got->x;
    again.y.clear();
    const auto normed = gpu::residualNorm(again);
    QVERIFY(normed && equalBits(normed->out, got->out));
    for (std::size_t i = 0; i < kRows * kWidth; ++i) {
        const double exact =
            static_cast<double>(setup.x[i]) +
            static_cast<double>(setup.gate[i % kWidth]) * static_cast<double>(setup.y[i]);
        QVERIFY(std::abs(static_cast<double>(got->x[i]) - exact) <=
                std::abs(exact) * 0x1.01p-8 + 1e-6);
    }
}

void GpuRowsTest::normAndRotation_data()
{
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("headDim");
    QTest::addColumn<bool>("rotate");
    QTest::newRow("Wan 1.3B") << 12 << 128 << true;
    QTest::newRow("Wan 14B") << 40 << 128 << true;
    QTest::newRow("embedded") << 6 << 64 << true;
    QTest::newRow("narrow") << 3 << 8 << true;
    QTest::newRow("no rotation") << 12 << 128 << false;
}

void GpuRowsTest::normAndRotation()
{
    QFETCH(int, heads);
    QFETCH(int, headDim);
    QFETCH(bool, rotate);
    constexpr std::int64_t kRows = 7;
    const auto width = static_cast<std::size_t>(heads * headDim);
    gpu::RopeCase setup;
    setup.rows = kRows;
    setup.heads = heads;
    setup.headDim = headDim;
    setup.parts = 2;
    setup.weight = pieces::normal(width, 2);
    if (rotate) {
        const auto angles = pieces::normal(kRows * static_cast<std::size_t>(headDim) / 2, 3);
        for (const float angle : angles) {
            setup.cosine.push_back(std::cos(angle));
            setup.sine.push_back(std::sin(angle));
        }
    }
    for (const bool bf16 : {false, true}) {
        for (const bool inPlace : {false, true}) {
            setup.bf16 = bf16;
            setup.inPlace = inPlace;
            setup.x = pieces::normal(kRows * 3 * width, 1);
            if (bf16)
                setup.x = asBf16(setup.x);
            const auto got = gpu::qkNormRope(setup);
            QVERIFY(got);
            for (std::size_t part = 0; part < 2; ++part) {
                for (std::size_t row = 0; row < kRows; ++row) {
                    const float *x = setup.x.data() + (3 * row + part) * width;
                    double square = 0.0;
                    for (std::size_t c = 0; c < width; ++c)
                        square += static_cast<double>(x[c]) * static_cast<double>(x[c]) /
                                  static_cast<double>(width);
                    const double inverse = 1.0 / std::sqrt(square + 1e-6);
                    for (std::size_t c = 0; c < width; c += 2) {
                        const double a = static_cast<double>(x[c]) * inverse *
                                         static_cast<double>(setup.weight[c]);
                        const double b = static_cast<double>(x[c + 1]) * inverse *
                                         static_cast<double>(setup.weight[c + 1]);
                        const auto dim = static_cast<std::size_t>(headDim);
                        const std::size_t at = row * dim / 2 + c % dim / 2;
                        const double cosine = rotate ? static_cast<double>(setup.cosine[at]) : 1.0;
                        const double sine = rotate ? static_cast<double>(setup.sine[at]) : 0.0;
                        const double expected[2] = {a * cosine - b * sine, a * sine + b * cosine};
                        for (std::size_t i = 0; i < 2; ++i) {
                            const double value =
                                static_cast<double>((*got)[part][row * width + c + i]);
                            const double slack =
                                (bf16 ? std::abs(expected[i]) * 0x1.01p-8 : 0.0) + 1e-5;
                            QVERIFY(std::abs(value - expected[i]) <= slack);
                        }
                    }
                }
            }
        }
    }
}

void GpuRowsTest::guidanceIsTheCpus()
{
    const auto cond = pieces::normal(1001, 1);
    const auto neg = pieces::normal(1001, 2);
    const auto dom = pieces::normal(1001, 3);
    for (const bool three : {false, true}) {
        GuidanceCombine op;
        std::vector<float> expected(cond.size());
        op.count = static_cast<std::int64_t>(cond.size());
        op.cond = cond.data();
        op.neg = neg.data();
        op.dom = three ? dom.data() : nullptr;
        op.w = 5.3F;
        op.lambda = 0.3F;
        op.out = expected.data();
        guidanceCombine(op, pieces::whole);
        const auto got = gpu::guide(cond, neg, three ? dom : std::vector<float>{}, 5.3F, 0.3F);
        QVERIFY(got && equalBits(*got, expected));
    }
}

void GpuRowsTest::channelNorms()
{
    for (const std::int64_t channels : {8, 16, 24, 40, 96, 192, 264, 384, 776, 1024}) {
        QVERIFY(channelNormFits(channels));
        for (const std::int64_t rows : {1, 63, 64, 65, 1000}) {
            for (const bool extra : {true, false}) {
                const auto norm = channelRows::normCase(rows, channels, extra, extra);
                const auto normed = gpu::channelNorm(norm);
                QVERIFY(normed && channelRows::follows(norm, *normed));
                const auto sum = channelRows::sumCase(rows, channels, extra);
                const auto summed = gpu::biasedSum(sum);
                QVERIFY(summed && channelRows::follows(sum, *summed));
            }
        }
    }
    QVERIFY(!channelNormFits(0) && !channelNormFits(12) && !channelNormFits(1032));
}

void GpuRowsTest::rmsNorm()
{
    constexpr std::size_t kRows = 5;
    for (const int channels : {8, 264, 4096}) {
        const auto width = static_cast<std::size_t>(channels);
        gpu::RowsCase setup;
        setup.rows = kRows;
        setup.channels = channels;
        setup.x = pieces::normal(kRows * width, 1);
        for (float &x : setup.x)
            x += 3.0F; // a mean that must stay
        setup.y = asBf16(pieces::normal(kRows * width, 2));
        setup.scale = pieces::normal(width, 4);
        setup.yBf16 = setup.outBf16 = true;
        setup.offset = 0.0F;
        setup.centred = false;
        const auto got = gpu::residualNorm(setup);
        QVERIFY(got);
        for (std::size_t row = 0; row < kRows; ++row) {
            double square = 0.0;
            std::vector<double> x(width);
            for (std::size_t c = 0; c < width; ++c) {
                const std::size_t at = row * width + c;
                x[c] = static_cast<double>(setup.x[at]) + static_cast<double>(setup.y[at]);
                QVERIFY(std::abs(static_cast<double>(got->x[at]) - x[c]) < 1e-5);
                square += x[c] * x[c] / channels;
            }
            for (std::size_t c = 0; c < width; ++c) {
                const double expected =
                    x[c] / std::sqrt(square + 1e-6) * static_cast<double>(setup.scale[c]);
                QVERIFY(std::abs(static_cast<double>(got->out[row * width + c]) - expected) <=
                        std::abs(expected) * 0x1.01p-8 + 2e-5);
            }
        }
    }
}

void GpuRowsTest::textRowsFollowTheirFormulas()
{
    for (const std::int64_t channels : {8, 24, 256, 10240}) {
        QVERIFY(gatedGeluFits(channels));
        for (const std::int64_t rows : {1, 3, 130}) {
            const auto setup = textRows::gateCase(rows, channels);
            const auto got = gpu::gatedGelu(setup);
            QVERIFY(got && textRows::follows(setup, *got));
        }
    }
    QVERIFY(!gatedGeluFits(0) && !gatedGeluFits(12));
    for (const int heads : {1, 3, 64}) {
        for (const int tokens : {1, 2, 31, 32, 33, 100, 512}) {
            const auto setup = textRows::softmaxCase(heads, tokens);
            const auto got = gpu::relativeSoftmax(setup);
            QVERIFY(got && textRows::follows(setup, *got));
        }
    }
}

void GpuRowsTest::repeatedKeysGiveThePlainAttention()
{
    for (const int channels : {64, 128}) {
        for (const int repeated : {1, 8, 15, 16, 17, 48, 127}) {
            for (const float reach : {1.0F, 12.0F}) {
                const auto setup =
                    repeatedRows::make(1 + 3 * repeated, 3, channels, 140, repeated, reach);
                const auto got = gpu::repeatedKeys(setup);
                QVERIFY2(got, got ? "" : got.error().text().c_str());
                QVERIFY(repeatedRows::follows(setup, *got));
                // Where a few keys have all of the mass, or one was repeated, it may not show.
                QVERIFY(reach > 1.0F || repeated < 8 || !repeatedRows::follows(setup, setup.y));
            }
        }
    }
    auto narrow = repeatedRows::make(3, 1, 32, 20, 4, 1.0F);
    QVERIFY(!gpu::repeatedKeys(narrow));
}

QTEST_GUILESS_MAIN(GpuRowsTest)
#include "GpuRowsTest.moc"
