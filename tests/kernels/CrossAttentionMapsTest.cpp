#include "tests/kernels/NaiveAttention.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();

double farthest(const std::vector<float> &got, const std::vector<double> &expected)
{
    if (got.size() != expected.size())
        return std::numeric_limits<double>::infinity();
    double worst = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - expected[i]);
        worst = difference <= worst ? worst : difference; // NaN stays
    }
    return worst;
}

/// Weights between e^-2 and e^2, a third of them 1.
std::vector<float> someWeights(int keys)
{
    std::vector<float> out = pieces::normal(static_cast<std::size_t>(keys), 99);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = i % 3 == 2 ? 0.0F : std::clamp(out[i], -2.0F, 2.0F);
    return out;
}

std::vector<float> headNorms(const AttentionCase &setup, const std::vector<float> &out)
{
    std::vector<float> norms;
    const auto channels = static_cast<std::ptrdiff_t>(setup.channels);
    for (auto head = out.begin(); head != out.end(); head += channels)
        norms.push_back(std::sqrt(std::inner_product(head, head + channels, head, 0.0F)));
    return norms;
}

bool equalBits(const std::vector<float> &a, const std::vector<float> &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

} // namespace

/// The operator against its formulas in double, and its promises.
class CrossAttentionMapsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void followsTheFormulas_data();
    void followsTheFormulas();
    void rowsOfAMapSumToOne();
    void afterIsWeightTimesBefore();
    void keysShareRowsAndHeadsArePicked();
    void captureChangesNothing();
    void plainPathIgnoresKappa();
    void removedKeyHasNoPart();
    void onePadKeyStandsForMany();
    void kappaOneKeepsTheLength();
    void splitOfTheWorkChangesNothing();
    void wrongInputIsRefused();
};

void CrossAttentionMapsTest::followsTheFormulas_data()
{
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("keys");
    for (const int queries : {1, 63, 64, 65, 130}) {
        for (const int keys : {1, 15, 16, 17, 49, 512})
            QTest::addRow("%d queries, %d keys", queries, keys) << queries << keys;
    }
}

void CrossAttentionMapsTest::followsTheFormulas()
{
    QFETCH(int, queries);
    QFETCH(int, keys);
    for (const int channels : {8, 12, 64, 128}) {
        for (const int heads : {1, 3}) {
            AttentionCase setup(queries, heads, channels, keys);
            setup.kappa = 0.6F;
            for (const bool weighted : {false, true}) {
                if (weighted)
                    setup.logWeights = someWeights(keys);
                const auto got = runOperator(setup, pieces::whole);
                QVERIFY(got);
                const auto expected = naiveAttention(setup);
                QVERIFY(farthest(got->out, expected.out) < 1e-5);
                QVERIFY(farthest(got->mapBefore, expected.mapBefore) < 2e-6);
                QVERIFY(farthest(got->massBefore, expected.massBefore) < 1e-6);
                QVERIFY(farthest(got->massAfter, expected.massAfter) < 1e-6);
                QVERIFY(farthest(got->cosByKey, expected.cosByKey) < 2e-6);
                // Norms reach 11 here: rounding of a sum goes with its size.
                QVERIFY(farthest(got->readings, expected.readings) <
                        3e-6 * (1.0 + expected.readings[0]));
                if (weighted)
                    QVERIFY(farthest(got->mapAfter, expected.mapAfter) < 2e-6);
                else
                    QVERIFY(std::all_of(got->mapAfter.begin(), got->mapAfter.end(),
                                        [](float value) { return value == -1.0F; }));
            }
        }
    }
}

void CrossAttentionMapsTest::rowsOfAMapSumToOne()
{
    AttentionCase setup(130, 3, 12, 49);
    setup.logWeights = someWeights(49);
    setup.mapHeads = {0, 1, 2};
    const auto got = runOperator(setup, pieces::whole);
    QVERIFY(got);
    for (const auto &map : {got->mapBefore, got->mapAfter}) {
        for (std::size_t head = 0; head < 3; ++head) {
            for (std::size_t query = 0; query < 130; ++query) {
                double sum = 0.0;
                for (std::size_t row = 0; row < 49; ++row)
                    sum += static_cast<double>(map[(head * 49 + row) * 130 + query]);
                QVERIFY(std::abs(sum - 1.0) < 1e-5);
            }
        }
    }
    QVERIFY(std::abs(std::accumulate(got->massAfter.begin(), got->massAfter.end(), 0.0) - 1.0) <
            1e-5);
}

void CrossAttentionMapsTest::afterIsWeightTimesBefore()
{
    constexpr std::size_t kKeys = 17;
    constexpr std::size_t kQueries = 65;
    AttentionCase setup(kQueries, 3, 8, kKeys);
    setup.logWeights = someWeights(kKeys);
    setup.logWeights[4] = kRemoved;
    setup.mapHeads = {0, 1, 2};
    const auto got = runOperator(setup, pieces::whole);
    QVERIFY(got);
    for (std::size_t head = 0; head < 3; ++head) {
        for (std::size_t query = 0; query < kQueries; ++query) {
            const auto at = [&](std::size_t key) {
                return (head * kKeys + key) * kQueries + query;
            };
            const auto weighted = [&](std::size_t key) {
                return std::exp(static_cast<double>(setup.logWeights[key])) *
                       static_cast<double>(got->mapBefore[at(key)]);
            };
            double sum = 0.0;
            for (std::size_t key = 0; key < kKeys; ++key)
                sum += weighted(key);
            for (std::size_t key = 0; key < kKeys; ++key)
                QVERIFY(std::abs(static_cast<double>(got->mapAfter[at(key)]) -
                                 weighted(key) / sum) < 2e-6);
        }
    }
}

void CrossAttentionMapsTest::keysShareRowsAndHeadsArePicked()
{
    AttentionCase setup(65, 3, 12, 17);
    setup.logWeights = someWeights(17);
    setup.mapHeads = {2, 0};
    for (std::size_t key = 0; key < 17; ++key)
        setup.rowOfKey[key] = key == 0 ? -1 : static_cast<int>(key % 4);
    const auto got = runOperator(setup, pieces::whole);
    QVERIFY(got);
    const auto expected = naiveAttention(setup);
    QCOMPARE(got->mapBefore.size(), std::size_t{2 * 4 * 65});
    QVERIFY(farthest(got->mapBefore, expected.mapBefore) < 2e-6);
    QVERIFY(farthest(got->mapAfter, expected.mapAfter) < 2e-6);
}

void CrossAttentionMapsTest::captureChangesNothing()
{
    AttentionCase setup(130, 3, 64, 49);
    for (const bool weighted : {false, true}) {
        if (weighted)
            setup.logWeights = someWeights(49);
        setup.kappa = 0.8F;
        setup.capture = true;
        setup.mapHeads.clear();
        const auto mean = runOperator(setup, pieces::whole);
        setup.mapHeads = {1};
        const auto one = runOperator(setup, pieces::whole);
        setup.capture = false;
        const auto none = runOperator(setup, pieces::whole);
        QVERIFY(mean && one && none);
        QVERIFY(equalBits(mean->out, none->out));
        QVERIFY(equalBits(one->out, none->out));
    }
}

void CrossAttentionMapsTest::plainPathIgnoresKappa()
{
    AttentionCase setup(65, 3, 12, 17);
    const auto without = runOperator(setup, pieces::whole);
    setup.kappa = 0.8F;
    const auto plain = runOperator(setup, pieces::whole);
    QVERIFY(without && plain);
    QVERIFY(*without == *plain);
    QVERIFY(plain->readings[0] == plain->readings[1]); // QCOMPARE would be fuzzy
    QVERIFY(plain->readings[2] == 1.0F);
    QVERIFY(equalBits(plain->massBefore, plain->massAfter));
    setup.logWeights = someWeights(17);
    const auto weighted = runOperator(setup, pieces::whole);
    QVERIFY(weighted && !equalBits(weighted->out, plain->out));
}

void CrossAttentionMapsTest::removedKeyHasNoPart()
{
    AttentionCase setup(65, 1, 12, 17);
    setup.logWeights = someWeights(17);
    setup.logWeights[5] = kRemoved;
    const auto got = runOperator(setup, pieces::whole);
    QVERIFY(got);
    QCOMPARE(got->massAfter[5], 0.0F);
    QCOMPARE(got->cosByKey[5], 0.0F);
    QVERIFY(got->massBefore[5] > 0.0F);
    for (std::size_t query = 0; query < 65; ++query)
        QCOMPARE(got->mapAfter[5 * 65 + query], 0.0F);
    AttentionCase louder = setup;
    for (std::size_t c = 0; c < 12; ++c)
        louder.v[5 * 12 + c] += 1000.0F;
    const auto other = runOperator(louder, pieces::whole);
    QVERIFY(other && equalBits(other->out, got->out));
}

void CrossAttentionMapsTest::onePadKeyStandsForMany()
{
    constexpr int kWords = 6;
    constexpr int kPads = 27;
    AttentionCase folded(65, 3, 12, kWords + 1);
    AttentionCase whole = withPads(folded, kPads);
    folded.bias.assign(kWords + 1, 0.0F);
    folded.bias.back() = std::log(static_cast<float>(kPads));
    for (const bool weighted : {false, true}) {
        if (weighted) {
            // Unequal pads: the one key's weight is their mean.
            whole.logWeights = someWeights(kWords + kPads);
            folded.logWeights.assign(whole.logWeights.begin(),
                                     whole.logWeights.begin() + kWords + 1);
            double sum = 0.0;
            for (int pad = kWords; pad < kWords + kPads; ++pad)
                sum +=
                    std::exp(static_cast<double>(whole.logWeights[static_cast<std::size_t>(pad)]));
            folded.logWeights.back() = static_cast<float>(std::log(sum / kPads));
        }
        const auto few = runOperator(folded, pieces::whole);
        const auto many = runOperator(whole, pieces::whole);
        QVERIFY(few && many);
        const auto asDouble = [](const std::vector<float> &x) {
            return std::vector<double>(x.begin(), x.end());
        };
        QVERIFY(farthest(few->out, asDouble(many->out)) < 5e-6);
        QVERIFY(farthest(few->mapBefore, asDouble(many->mapBefore)) < 2e-6);
        QVERIFY(farthest(few->mapAfter, asDouble(many->mapAfter)) < 2e-6);
        QVERIFY(farthest(few->readings, asDouble(many->readings)) < 5e-6);
    }
}

void CrossAttentionMapsTest::kappaOneKeepsTheLength()
{
    AttentionCase setup(65, 3, 12, 17);
    const auto plain = runOperator(setup, pieces::whole);
    setup.logWeights = someWeights(17);
    const auto free = runOperator(setup, pieces::whole);
    setup.kappa = 1.0F;
    const auto kept = runOperator(setup, pieces::whole);
    QVERIFY(plain && free && kept);
    const auto expected = headNorms(setup, plain->out);
    const auto changed = headNorms(setup, free->out);
    const auto got = headNorms(setup, kept->out);
    float drift = 0.0F;
    for (std::size_t i = 0; i < got.size(); ++i) {
        QVERIFY(std::abs(got[i] / expected[i] - 1.0F) < 1e-5F);
        drift = std::max(drift, std::abs(changed[i] / expected[i] - 1.0F));
        for (std::size_t c = 0; c < 12; ++c) // only the length changes
            QVERIFY(std::abs(kept->out[i * 12 + c] - free->out[i * 12 + c] * got[i] / changed[i]) <
                    1e-5F);
    }
    QVERIFY(drift > 0.05F);
}

void CrossAttentionMapsTest::splitOfTheWorkChangesNothing()
{
    for (const int queries : {65, 130, 320}) {
        AttentionCase setup(queries, 3, 12, 49);
        setup.logWeights = someWeights(49);
        setup.kappa = 0.5F;
        const auto expected = runOperator(setup, pieces::whole);
        QVERIFY(expected);
        for (const auto &split : {pieces::reversed, pieces::threads}) {
            const auto got = runOperator(setup, split);
            QVERIFY(got);
            QVERIFY(*got == *expected);
        }
    }
}

void CrossAttentionMapsTest::wrongInputIsRefused()
{
    AttentionCase setup(3, 1, 8, 5);
    setup.logWeights.assign(5, kRemoved);
    const auto removed = runOperator(setup, pieces::whole);
    QVERIFY(!removed);
    QCOMPARE(removed.error().code, dare::ErrorCode::InvalidArgument);
    setup.logWeights[2] = 0.0F;
    QVERIFY(runOperator(setup, pieces::whole));
    setup.rowOfKey.pop_back();
    const auto short_ = runOperator(setup, pieces::whole);
    QVERIFY(!short_);
    QCOMPARE(short_.error().code, dare::ErrorCode::InvalidArgument);
    const dare::kernels::CrossAttentionInput empty;
    QVERIFY(!crossAttentionMaps(empty, {}, {}, pieces::whole));
}

QTEST_APPLESS_MAIN(CrossAttentionMapsTest)
#include "CrossAttentionMapsTest.moc"
