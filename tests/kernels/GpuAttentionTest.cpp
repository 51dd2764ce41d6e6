#include "tests/kernels/Distances.h"
#include "tests/kernels/GpuKernels.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

using namespace dare::kernels;
using namespace distances;

namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();

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

} // namespace

/// Cross-attention on a card against references in double; tolerances follow from plain bf16's own
/// error.
class GpuAttentionTest : public QObject
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
    void halfMapsAreTheOthersRounded();
    void oneRunIsLikeTheNext();
    void manyLongRunsAreAlike();
};

void GpuAttentionTest::initTestCase()
{
    if (const std::string reason = gpu::reasonToSkip(); !reason.empty())
        QSKIP(reason.c_str());
}

void GpuAttentionTest::attentionFollowsTheFormulas_data()
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

void GpuAttentionTest::attentionFollowsTheFormulas()
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

void GpuAttentionTest::captureChangesNothing_data()
{
    QTest::addColumn<int>("keys");
    QTest::addColumn<int>("channels");
    for (const int channels : {64, 128}) {
        QTest::addRow("few keys, %d channels", channels) << 49 << channels;
        QTest::addRow("many keys, %d channels", channels) << 300 << channels;
    }
}

void GpuAttentionTest::captureChangesNothing()
{
    QFETCH(int, keys);
    QFETCH(int, channels);
    AttentionCase setup = caseOf(130, 3, channels, keys);
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

void GpuAttentionTest::chosenHeadsAndSharedRows()
{
    for (const auto &[keys, channels] : {std::pair{17, 40}, {150, 40}, {17, 128}, {150, 128}}) {
        AttentionCase setup = caseOf(65, 3, channels, keys);
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

void GpuAttentionTest::removedKeyHasNoPart_data()
{
    QTest::addColumn<int>("keys");
    QTest::addColumn<float>("lift");
    QTest::addColumn<int>("channels");
    for (const int channels : {64, 128}) {
        QTest::addRow("few keys, %d channels", channels) << 17 << 0.0F << channels;
        QTest::addRow("many keys, %d channels", channels) << 150 << 0.0F << channels;
        QTest::addRow("few keys, far above, %d channels", channels) << 17 << 200.0F << channels;
        QTest::addRow("many keys, far above, %d channels", channels) << 150 << 60.0F << channels;
    }
}

void GpuAttentionTest::removedKeyHasNoPart()
{
    QFETCH(int, keys);
    QFETCH(float, lift);
    QFETCH(int, channels);
    AttentionCase setup = caseOf(65, 1, channels, keys);
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
    const auto width = static_cast<std::size_t>(channels);
    for (std::size_t c = 0; c < width; ++c)
        louder.v[5 * width + c] += 1000.0F;
    louder.kappa = setup.kappa = 0.0F;
    const auto other = gpu::attend(louder);
    QVERIFY(other && equalBits(other->out, got->out));
}

void GpuAttentionTest::onePadKeyStandsForMany()
{
    constexpr int kWords = 6;
    constexpr int kPads = 170; // the two kernels against one another
    AttentionCase folded = caseOf(65, 3, 64, kWords + 1);
    AttentionCase whole = withPads(folded, kPads);
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

void GpuAttentionTest::manyRowsOfMaps()
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

void GpuAttentionTest::halfMapsAreTheOthersRounded()
{
    // One group of heads and several, whose maps are added up.
    for (const auto &[queries, keys, channels] : {std::tuple{130, 49, 128},
                                                  {130, 49, 64},
                                                  {130, 200, 128},
                                                  {40000, 20, 64},
                                                  {20000, 20, 128}}) {
        AttentionCase setup = caseOf(queries, 3, channels, keys);
        setup.logWeights = someWeights(keys);
        const auto full = gpu::attend(setup);
        const auto half = gpu::attend(setup, gpu::Maps::Half);
        QVERIFY(full && half);
        QVERIFY(equalBits(half->out, full->out));
        for (const auto &[rounded, exact] :
             {std::pair{&half->mapBefore, &full->mapBefore}, {&half->mapAfter, &full->mapAfter}}) {
            QCOMPARE(rounded->size(), exact->size());
            for (std::size_t i = 0; i < exact->size(); ++i)
                QVERIFY(std::abs((*rounded)[i] - (*exact)[i]) <=
                        std::max((*exact)[i] * 0x1p-11F, 0x1p-25F));
        }
    }
}

void GpuAttentionTest::oneRunIsLikeTheNext()
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

void GpuAttentionTest::manyLongRunsAreAlike()
{
    // Several waves of thread blocks: what a race needs, and 500 queries have not.
    for (const int keys : {11, 80, 300}) {
        AttentionCase setup = caseOf(32'760, 12, 128, keys);
        setup.logWeights = someWeights(keys);
        const auto answer = gpu::attend(setup, gpu::Maps::Half, 100);
        QVERIFY2(answer, answer ? "" : answer.error().text().c_str());
    }
}

QTEST_GUILESS_MAIN(GpuAttentionTest)
#include "GpuAttentionTest.moc"
