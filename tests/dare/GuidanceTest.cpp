#include "core/dare/DrCfg.h"

#include <QTest>

#include <bit>
#include <cstdint>
#include <random>

using namespace dare;

Q_DECLARE_METATYPE(std::vector<dare::Branch>)

namespace
{

SideOptions side(double w, double lambda)
{
    SideOptions out;
    out.value(Option::W) = w;
    out.value(Option::Lambda) = lambda;
    return out;
}

std::vector<float> guided(const GuidanceContext &context, const std::vector<float> &cond,
                          const std::vector<float> &neg, const std::vector<float> &dom)
{
    std::vector<float> out(cond.size());
    drcfg::combine(context, {cond, neg, dom}, out);
    return out;
}

} // namespace

/// Which forwards a step runs and how they become one, our reading of the abstract.
class GuidanceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void branchesOfAStep_data();
    void branchesOfAStep();
    void knownCombinations_data();
    void knownCombinations();
    void lambdaZeroIsPlainCfgBitForBit();
    void valuesFollowCurves();
    void outputMayBeTheConditionalsMemory();
    void theFirstMethodIsDrCfg();
};

void GuidanceTest::branchesOfAStep_data()
{
    QTest::addColumn<double>("w");
    QTest::addColumn<double>("lambda");
    QTest::addColumn<bool>("dominantEqualsNull");
    QTest::addColumn<std::vector<Branch>>("expected");
    using B = std::vector<Branch>;
    const B plain{Branch::Cond, Branch::Neg};
    QTest::newRow("plain") << 3.0 << 0.0 << false << plain;
    QTest::newRow("mixed") << 3.0 << 0.5 << false << B{Branch::Cond, Branch::Neg, Branch::Dom};
    QTest::newRow("dominant alone") << 3.0 << 1.0 << false << B{Branch::Cond, Branch::Dom};
    QTest::newRow("no dominant word") << 3.0 << 0.5 << true << plain;
    QTest::newRow("no dominant word, 1") << 3.0 << 1.0 << true << plain;
    QTest::newRow("w = 1") << 1.0 << 0.0 << false << B{Branch::Cond};
    QTest::newRow("w = 1, mixed") << 1.0 << 0.5 << false << B{Branch::Cond};
    QTest::newRow("w = 0") << 0.0 << 0.0 << false << plain;
    QTest::newRow("w below 1") << 0.5 << 1.0 << false << B{Branch::Cond, Branch::Dom};
}

void GuidanceTest::branchesOfAStep()
{
    QFETCH(double, w);
    QFETCH(double, lambda);
    QFETCH(bool, dominantEqualsNull);
    QFETCH(std::vector<Branch>, expected);
    const SideOptions options = side(w, lambda);
    QVERIFY(drcfg::branches({options, 0, dominantEqualsNull}) == expected);
}

void GuidanceTest::knownCombinations_data()
{
    QTest::addColumn<double>("w");
    QTest::addColumn<double>("lambda");
    QTest::addColumn<bool>("withNeg");
    QTest::addColumn<bool>("withDom");
    QTest::addColumn<float>("expected");                             // of cond 2, neg 1, dom -3
    QTest::newRow("plain") << 3.0 << 0.0 << true << false << 4.0F;   // 1 + 3 (2 - 1)
    QTest::newRow("half") << 3.0 << 0.5 << true << true << 8.0F;     // -1 + 3 (2 + 1)
    QTest::newRow("quarter") << 3.0 << 0.25 << true << true << 6.0F; // 0 + 3 (2 - 0)
    QTest::newRow("one") << 3.0 << 1.0 << false << true << 12.0F;    // -3 + 3 (2 + 3)
    QTest::newRow("c_dom is null") << 3.0 << 0.5 << true << false << 4.0F; // as plain
    QTest::newRow("w = 1") << 1.0 << 0.5 << false << false << 2.0F;        // v(c) alone
    QTest::newRow("w = 0") << 0.0 << 0.0 << true << false << 1.0F;         // v(null)
    QTest::newRow("w = 0.5") << 0.5 << 0.0 << true << false << 1.5F;
}

void GuidanceTest::knownCombinations()
{
    QFETCH(double, w);
    QFETCH(double, lambda);
    QFETCH(bool, withNeg);
    QFETCH(bool, withDom);
    QFETCH(float, expected);
    const SideOptions options = side(w, lambda);
    const std::vector<float> none;
    const auto out = guided({options, 0, false}, {2.0F}, withNeg ? std::vector{1.0F} : none,
                            withDom ? std::vector{-3.0F} : none);
    QCOMPARE(out[0], expected);
}

void GuidanceTest::lambdaZeroIsPlainCfgBitForBit()
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> cond(1001);
    std::vector<float> neg(cond.size());
    for (std::size_t i = 0; i < cond.size(); ++i) {
        cond[i] = normal(random);
        neg[i] = normal(random);
    }
    const SideOptions options = side(4.7, 0.0);
    const auto out = guided({options, 0, false}, cond, neg, {});
    for (std::size_t i = 0; i < cond.size(); ++i) {
        const volatile float scaled = 4.7F * (cond[i] - neg[i]); // no fused multiply-add
        const float expected = neg[i] + scaled;
        QVERIFY(std::bit_cast<std::uint32_t>(out[i]) == std::bit_cast<std::uint32_t>(expected));
    }
}

void GuidanceTest::valuesFollowCurves()
{
    SideOptions options = side(9.0, 0.5);
    options.curves[Option::W] = {{{0, 1.0}, {2, 5.0}}};
    options.curves[Option::Lambda] = {{{1, 0.0}, {3, 1.0}}};
    using B = std::vector<Branch>;
    const auto at = [&](int step) { return drcfg::branches({options, step, false}); };
    QVERIFY((at(0) == B{Branch::Cond}));
    QVERIFY((at(1) == B{Branch::Cond, Branch::Neg}));
    QVERIFY((at(2) == B{Branch::Cond, Branch::Neg, Branch::Dom}));
    QVERIFY((at(3) == B{Branch::Cond, Branch::Dom}));
    QCOMPARE(guided({options, 1, false}, {2.0F}, {1.0F}, {})[0], 4.0F);       // w = 3
    QCOMPARE(guided({options, 2, false}, {2.0F}, {1.0F}, {-3.0F})[0], 14.0F); // w = 5, lambda = 0.5
}

void GuidanceTest::outputMayBeTheConditionalsMemory()
{
    const SideOptions options = side(3.0, 0.5);
    std::vector<float> cond{2.0F, 0.0F};
    const std::vector<float> neg{1.0F, 1.0F};
    const std::vector<float> dom{-3.0F, 1.0F};
    drcfg::combine({options, 0, false}, {cond, neg, dom}, cond);
    QCOMPARE(cond, (std::vector<float>{8.0F, -2.0F}));
}

void GuidanceTest::theFirstMethodIsDrCfg()
{
    QVERIFY(!guidanceMethods().empty());
    QVERIFY(guidanceMethods().front().name == "dr-cfg");
    QVERIFY(guidanceMethods().front().combine == &drcfg::combine);
}

QTEST_APPLESS_MAIN(GuidanceTest)
#include "GuidanceTest.moc"
