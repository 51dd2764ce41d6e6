#include "tests/kernels/GpuKernels.h"
#include "kernels/bf16.h"
#include "kernels/guidance_combine/op.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

using namespace dare::kernels;

namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();

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

bool equalBits(const std::vector<float> &a, const std::vector<float> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<float> someWeights(int keys)
{
    std::vector<float> out = pieces::normal(static_cast<std::size_t>(keys), 99);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = i % 3 == 2 ? 0.0F : std::clamp(out[i], -2.0F, 2.0F);
    return out;
}

AttentionCase caseOf(int queries, int heads, int channels, int keys)
{
    AttentionCase setup(queries, heads, channels, keys);
    gpu::roundInputs(setup);
    return setup;
}

/// Twice the error of plain bf16, and what the last rounding of the output alone may cost.
double allowed(const std::vector<double> &plain, const std::vector<double> &exact, double floor)
{
    return 2.0 * farthest(plain, exact) + floor;
}

std::vector<float> asBf16(std::vector<float> x)
{
    std::transform(x.begin(), x.end(), x.begin(), [](float v) { return fromBf16(toBf16(v)); });
    return x;
}

} // namespace

/// The CUDA kernels against references in double; tolerances follow from plain bf16's own error.
class GpuKernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void attentionFollowsTheFormulas_data();
    void attentionFollowsTheFormulas();
    void captureChangesNothing_data();
    void captureChangesNothing();
    void chosenHeadsAndSharedRows();
    void removedKeyHasNoPart_data();
    void removedKeyHasNoPart();
    void onePadKeyStandsForMany();
    void manyRowsOfMaps();
    void oneRunIsLikeTheNext();
    void residualAndNorm_data();
    void residualAndNorm();
    void normAndRotation_data();
    void normAndRotation();
    void guidanceIsTheCpus();
};

void GpuKernelsTest::initTestCase()
{
    if (const std::string reason = gpu::reasonToSkip(); !reason.empty())
        QSKIP(reason.c_str());
}

void GpuKernelsTest::attentionFollowsTheFormulas_data()
{
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("channels");
    const auto row = [](int queries, int keys, int channels) {
        QTest::addRow("%d queries, %d keys, %d channels", queries, keys, channels)
            << queries << keys << channels;
    };
    for (const int keys :
         {1, 15, 16, 17, 31, 32, 33, 63, 65, 80, 81, 97, 128, 129, 160, 161, 511, 512})
        row(130, keys, 128);
    for (const int queries : {1, 15, 16, 17, 63, 64, 65, 127, 129})
        row(queries, 49, 64);
    for (const int queries : {1, 17, 129})
        row(queries, 200, 64);
    for (const int channels : {8, 16, 24, 40, 56, 72, 96, 104, 120}) {
        row(65, 20, channels);
        row(65, 150, channels);
    }
    row(33, 1024, 128);
    row(33, 1000, 64);
}

void GpuKernelsTest::attentionFollowsTheFormulas()
{
    QFETCH(int, queries);
    QFETCH(int, keys);
    QFETCH(int, channels);
    for (const int heads : {1, 3}) {
        AttentionCase setup = caseOf(queries, heads, channels, keys);
        setup.kappa = 0.6F;
        for (const bool weighted : {false, true}) {
            if (weighted)
                setup.logWeights = someWeights(keys);
            const auto got = gpu::attend(setup);
            QVERIFY2(got, got ? "" : got.error().text().c_str());
            const auto exact = naiveAttention(setup);
            const auto plain = gpu::plainBf16(setup);
            QVERIFY(farthest(got->out, exact.out) <= allowed(plain.out, exact.out, 1e-3));
            QVERIFY(farthest(got->mapBefore, exact.mapBefore) <=
                    allowed(plain.mapBefore, exact.mapBefore, 1e-5));
            QVERIFY(farthest(got->massBefore, exact.massBefore) < 1e-3);
            QVERIFY(farthest(got->massAfter, exact.massAfter) < 1e-3);
            QVERIFY(farthest(got->cosByKey, exact.cosByKey) < 4e-3);
            QVERIFY(farthest(got->readings, exact.readings) < 4e-3 * (1.0 + exact.readings[0]));
            if (weighted)
                QVERIFY(farthest(got->mapAfter, exact.mapAfter) <=
                        allowed(plain.mapAfter, exact.mapAfter, 1e-5));
            else
                QVERIFY(std::all_of(got->mapAfter.begin(), got->mapAfter.end(),
                                    [](float value) { return std::isnan(value); }));
        }
    }
}

void GpuKernelsTest::captureChangesNothing_data()
{
    QTest::addColumn<int>("keys");
    QTest::newRow("few keys") << 49;
    QTest::newRow("many keys") << 300;
}

void GpuKernelsTest::captureChangesNothing()
{
    QFETCH(int, keys);
    AttentionCase setup = caseOf(130, 3, 64, keys);
    for (const bool weighted : {false, true}) {
        if (weighted)
            setup.logWeights = someWeights(keys);
        setup.kappa = 0.8F;
        setup.capture = true;
        setup.mapHeads.clear();
        const auto mean = gpu::attend(setup);
        setup.mapHeads = {1};
        const auto one = gpu::attend(setup);
        setup.capture = false;
        const auto none = gpu::attend(setup);
        QVERIFY(mean && one && none);
        QVERIFY(equalBits(mean->out, none->out));
        QVERIFY(equalBits(one->out, none->out));
    }
}

void GpuKernelsTest::chosenHeadsAndSharedRows()
{
    for (const int keys : {17, 150}) {
        AttentionCase setup = caseOf(65, 3, 40, keys);
        setup.logWeights = someWeights(keys);
        for (std::size_t key = 0; key < setup.rowOfKey.size(); ++key)
            setup.rowOfKey[key] = key == 0 ? -1 : static_cast<int>(key % 5);
        for (const auto &heads : {std::vector<int>{}, std::vector<int>{2, 0}}) {
            setup.mapHeads = heads;
            const auto got = gpu::attend(setup);
            QVERIFY(got);
            const auto exact = naiveAttention(setup);
            QVERIFY(farthest(got->mapBefore, exact.mapBefore) < 4e-3);
            QVERIFY(farthest(got->mapAfter, exact.mapAfter) < 4e-3);
        }
    }
}

void GpuKernelsTest::removedKeyHasNoPart_data()
{
    QTest::addColumn<int>("keys");
    QTest::addColumn<float>("lift");
    QTest::newRow("few keys") << 17 << 0.0F;
    QTest::newRow("many keys") << 150 << 0.0F;
    QTest::newRow("few keys, far above the others") << 17 << 200.0F;
    QTest::newRow("many keys, far above the others") << 150 << 60.0F;
}

void GpuKernelsTest::removedKeyHasNoPart()
{
    QFETCH(int, keys);
    QFETCH(float, lift);
    AttentionCase setup = caseOf(65, 1, 64, keys);
    setup.logWeights = someWeights(keys);
    setup.logWeights[5] = kRemoved;
    setup.bias.assign(static_cast<std::size_t>(keys), 0.0F);
    setup.bias[5] = lift;
    const auto got = gpu::attend(setup);
    QVERIFY(got);
    QCOMPARE(got->massAfter[5], 0.0F);
    QCOMPARE(got->cosByKey[5], 0.0F);
    QVERIFY(got->massBefore[5] > 0.0F);
    for (std::size_t query = 0; query < 65; ++query)
        QCOMPARE(got->mapAfter[5 * 65 + query], 0.0F);
    const auto exact = naiveAttention(setup);
    QVERIFY(farthest(got->out, exact.out) <= allowed(gpu::plainBf16(setup).out, exact.out, 1e-3));
    AttentionCase louder = setup;
    for (std::size_t c = 0; c < 64; ++c)
        louder.v[5 * 64 + c] += 1000.0F;
    louder.kappa = setup.kappa = 0.0F;
    const auto other = gpu::attend(louder);
    QVERIFY(other && equalBits(other->out, got->out));
}

void GpuKernelsTest::onePadKeyStandsForMany()
{
    constexpr int kWords = 6;
    constexpr int kPads = 170; // the two kernels against one another
    AttentionCase folded = caseOf(65, 3, 64, kWords + 1);
    AttentionCase whole = folded;
    whole.keys = kWords + kPads;
    const std::ptrdiff_t width = 3 * 64;
    for (int pad = 1; pad < kPads; ++pad) {
        const auto row = [&](const std::vector<float> &from) {
            return std::vector<float>(from.begin() + kWords * width,
                                      from.begin() + (kWords + 1) * width);
        };
        const auto key = row(folded.k);
        const auto value = row(folded.v);
        whole.k.insert(whole.k.end(), key.begin(), key.end());
        whole.v.insert(whole.v.end(), value.begin(), value.end());
        whole.rowOfKey.push_back(kWords);
    }
    folded.bias.assign(kWords + 1, 0.0F);
    folded.bias.back() = std::log(static_cast<float>(kPads));
    for (const bool weighted : {false, true}) {
        if (weighted) {
            folded.logWeights = someWeights(kWords + 1);
            whole.logWeights = folded.logWeights;
            whole.logWeights.resize(kWords + kPads, folded.logWeights.back());
        }
        const auto one = gpu::attend(folded);
        const auto many = gpu::attend(whole);
        QVERIFY(one && many);
        const auto exact = naiveAttention(folded);
        const double slack = allowed(gpu::plainBf16(folded).out, exact.out, 1e-3);
        QVERIFY(farthest(one->out, exact.out) <= slack);
        QVERIFY(farthest(many->out, exact.out) <= slack);
        const std::vector<double> maps(one->mapBefore.begin(), one->mapBefore.end());
        QVERIFY(farthest(many->mapBefore, maps) < 4e-3);
        const float pads =
            std::accumulate(many->massAfter.begin() + kWords, many->massAfter.end(), 0.0F);
        QVERIFY(std::abs(pads - one->massAfter[kWords]) < 1e-3F);
    }
}

void GpuKernelsTest::manyRowsOfMaps()
{
    for (const int keys : {100, 150}) {
        AttentionCase setup = caseOf(129, 5, 128, keys);
        setup.logWeights = someWeights(keys);
        const auto got = gpu::attend(setup);
        QVERIFY(got);
        for (const auto &map : {got->mapBefore, got->mapAfter}) {
            for (std::size_t query = 0; query < 129; ++query) {
                double sum = 0.0;
                for (std::size_t row = 0; row < static_cast<std::size_t>(keys); ++row)
                    sum += static_cast<double>(map[row * 129 + query]);
                QVERIFY(std::abs(sum - 1.0) < 4e-3);
            }
        }
    }
}

void GpuKernelsTest::oneRunIsLikeTheNext()
{
    for (const int keys : {80, 512}) {
        AttentionCase setup = caseOf(500, 12, 128, keys);
        setup.logWeights = someWeights(keys);
        setup.kappa = 0.5F;
        const auto first = gpu::attend(setup);
        for (int run = 0; run < 3; ++run) {
            const auto next = gpu::attend(setup);
            QVERIFY(first && next);
            QVERIFY(*first == *next);
        }
    }
}

void GpuKernelsTest::residualAndNorm_data()
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

void GpuKernelsTest::residualAndNorm()
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

void GpuKernelsTest::normAndRotation_data()
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

void GpuKernelsTest::normAndRotation()
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

void GpuKernelsTest::guidanceIsTheCpus()
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

QTEST_GUILESS_MAIN(GpuKernelsTest)
#include "GpuKernelsTest.moc"
