#include "tests/attention/AttentionCases.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <numeric>

using namespace attention_cases;

namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();

std::vector<std::vector<int>> everyToken(int tokens)
{
    std::vector<std::vector<int>> rows;
    for (int t = 0; t < tokens; ++t)
        rows.push_back({t});
    return rows;
}

std::vector<float> weights(const Setup &setup)
{
    std::vector<float> out;
    for (int t = 0; t < setup.tokens; ++t)
        out.push_back(std::sin(static_cast<float>(t)) * 1.5F);
    out[1] = 0.0F;
    return out;
}

double sum(const std::vector<float> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0);
}

} // namespace

/// Cross-attention as the blocks call it.
class CrossAttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kernelAgreesWithAten_data();
    void kernelAgreesWithAten();
    void foldedPadsAgreeWithPadsApart_data();
    void foldedPadsAgreeWithPadsApart();
    void massesAreOneInAll();
    void removedPadsHaveNoMass();
    void rowsJoinTokens();
    void captureChangesNothing();
    void allWeightsZeroIsRefused();
    void theBackendHasAName();
};

void CrossAttentionTest::kernelAgreesWithAten_data()
{
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("realTokens");
    QTest::addColumn<bool>("folded");
    QTest::addColumn<bool>("weighted");
    QTest::addColumn<float>("kappa");
    QTest::newRow("plain") << 65 << 7 << true << false << 0.0F;
    QTest::newRow("plain, kappa") << 65 << 7 << true << false << 0.8F;
    QTest::newRow("weighted") << 65 << 7 << true << true << 0.0F;
    QTest::newRow("kappa") << 64 << 7 << true << true << 0.8F;
    QTest::newRow("pads apart") << 1 << 7 << false << true << 1.0F;
    QTest::newRow("no pads") << 130 << 20 << true << true << 0.3F;
    QTest::newRow("beyond one piece of the twin") << 4100 << 1 << true << true << 0.5F;
}

void CrossAttentionTest::kernelAgreesWithAten()
{
    QFETCH(int, queries);
    QFETCH(int, realTokens);
    QFETCH(bool, folded);
    QFETCH(bool, weighted);
    Setup setup;
    setup.queries = queries;
    setup.realTokens = realTokens;
    setup.folded = folded;
    QFETCH(float, kappa);
    setup.kappa = kappa;
    if (weighted)
        setup.logWeights = weights(setup);
    setup.rows = folded && realTokens < 20 ? everyToken(realTokens + 1) : everyToken(20);
    for (const auto &heads : {std::vector<int>{}, std::vector<int>{2, 0}}) {
        setup.mapHeads = heads;
        const auto kernel = attend(setup, Path::Kernel);
        const auto twin = attend(setup, Path::Aten);
        QVERIFY(kernel && twin);
        QCOMPARE(kernel->reweighted, weighted);
        QCOMPARE(kernel->hasMapAfter, weighted);
        QVERIFY(!kernel->mapBefore.empty());
        const double apart = distance(*kernel, *twin);
        QVERIFY2(apart < 5e-6, qPrintable(QString::number(apart)));
    }
}

void CrossAttentionTest::foldedPadsAgreeWithPadsApart_data()
{
    QTest::addColumn<int>("realTokens");
    QTest::addColumn<bool>("weighted");
    QTest::newRow("plain") << 7 << false;
    QTest::newRow("weighted, unequal pads") << 7 << true;
    QTest::newRow("one pad") << 19 << true;
    QTest::newRow("no pads") << 20 << true;
    QTest::newRow("end alone") << 1 << true;
}

void CrossAttentionTest::foldedPadsAgreeWithPadsApart()
{
    QFETCH(int, realTokens);
    QFETCH(bool, weighted);
    Setup setup;
    setup.realTokens = realTokens;
    setup.kappa = 0.4F;
    if (weighted)
        setup.logWeights = weights(setup);
    setup.rows = everyToken(realTokens);
    if (realTokens < setup.tokens) { // the pads as one row
        setup.rows.emplace_back();
        for (int t = realTokens; t < setup.tokens; ++t)
            setup.rows.back().push_back(t);
    }
    const auto folded = attend(setup, Path::Kernel);
    setup.folded = false;
    const auto whole = attend(setup, Path::Kernel);
    QVERIFY(folded && whole);
    const double apart = distance(*folded, *whole);
    QVERIFY2(apart < 5e-6, qPrintable(QString::number(apart)));
}

void CrossAttentionTest::massesAreOneInAll()
{
    Setup setup;
    setup.logWeights = weights(setup);
    const auto got = attend(setup, Path::Kernel);
    QVERIFY(got);
    QCOMPARE(got->massBefore.size(), std::size_t{20});
    QVERIFY(std::abs(sum(got->massBefore) - 1.0) < 1e-5);
    QVERIFY(std::abs(sum(got->massAfter) - 1.0) < 1e-5);
    // Every pad has its part by its weight; before, all have the same.
    QVERIFY(got->massBefore[8] == got->massBefore[19]);
    const double ratio =
        static_cast<double>(got->massAfter[8]) / static_cast<double>(got->massAfter[19]);
    const double expected =
        std::exp(static_cast<double>(setup.logWeights[8] - setup.logWeights[19]));
    QVERIFY(std::abs(ratio / expected - 1.0) < 1e-5);
}

void CrossAttentionTest::removedPadsHaveNoMass()
{
    Setup setup;
    setup.logWeights.assign(20, 0.0F);
    std::fill(setup.logWeights.begin() + 7, setup.logWeights.end(), kRemoved);
    const auto folded = attend(setup, Path::Kernel);
    QVERIFY(folded);
    for (std::size_t t = 7; t < 20; ++t)
        QVERIFY(folded->massAfter[t] == 0.0F && folded->massBefore[t] > 0.0F);
    QVERIFY(std::abs(sum(folded->massAfter) - 1.0) < 1e-5);
}

void CrossAttentionTest::rowsJoinTokens()
{
    Setup setup;
    setup.rows = everyToken(7);
    const auto apart = attend(setup, Path::Kernel);
    setup.rows = {{0, 2, 5}, {1}};
    const auto joined = attend(setup, Path::Kernel);
    QVERIFY(apart && joined);
    for (std::size_t query = 0; query < 65; ++query) {
        const auto of = [&](std::size_t row) { return apart->mapBefore[row * 65 + query]; };
        QVERIFY(std::abs(joined->mapBefore[query] - (of(0) + of(2) + of(5))) < 1e-6F);
        QVERIFY(std::abs(joined->mapBefore[65 + query] - of(1)) < 1e-6F);
    }
}

void CrossAttentionTest::captureChangesNothing()
{
    Setup setup;
    setup.logWeights = weights(setup);
    setup.kappa = 0.7F;
    const auto none = attend(setup, Path::Kernel);
    setup.rows = everyToken(7);
    const auto mean = attend(setup, Path::Kernel);
    setup.mapHeads = {0, 1, 2};
    const auto heads = attend(setup, Path::Kernel);
    QVERIFY(none && mean && heads);
    QVERIFY(none->mapBefore.empty() && !mean->mapBefore.empty());
    QVERIFY(none->out == mean->out && none->out == heads->out);
    QVERIFY(none->massAfter == heads->massAfter);
}

void CrossAttentionTest::allWeightsZeroIsRefused()
{
    Setup setup;
    setup.logWeights.assign(20, kRemoved);
    const auto none = attend(setup, Path::Kernel);
    QVERIFY(!none);
    QCOMPARE(none.error().code, dare::ErrorCode::InvalidArgument);
    setup.logWeights[13] = -3.0F; // one pad is enough
    QVERIFY(attend(setup, Path::Kernel));
}

void CrossAttentionTest::theBackendHasAName()
{
    QCOMPARE(QString::fromStdString(backendOnCpu()), QString("cross_attention_maps (CPU)"));
}

QTEST_APPLESS_MAIN(CrossAttentionTest)
#include "CrossAttentionTest.moc"
