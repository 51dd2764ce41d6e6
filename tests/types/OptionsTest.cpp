#include "core/types/Options.h"
#include "core/types/Recipe.h"

#include <QTest>

#include <set>

using namespace dare;

class OptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsStandAtTheirOption();
    void namesAreUniqueWords();
    void defaultsAreInRange();
    void everyRowIsExplained();
    void namesAreFound();
    void aPlainSideChangesNothing();
    void curveIsLinearBetweenAndConstantOutside_data();
    void curveIsLinearBetweenAndConstantOutside();
    void emptyCurveIsZero();
    void curveWinsOverValue();
    void indexChoiceContains();
};

void OptionsTest::rowsStandAtTheirOption()
{
    for (std::size_t i = 0; i < kOptions.size(); ++i) {
        QCOMPARE(static_cast<std::size_t>(kOptions[i].option), i);
        QCOMPARE(&spec(kOptions[i].option), &kOptions[i]);
    }
}

void OptionsTest::namesAreUniqueWords()
{
    std::set<std::string_view> names{"variant", "weights", "curves"}; // the other keys of a side
    std::set<std::string_view> symbols;
    for (const OptionSpec &row : kOptions) {
        QVERIFY(names.insert(row.name).second);
        QVERIFY(symbols.insert(row.symbol).second);
        // Must survive `--b name=value,name=value` and `--curve b.name=0:1`.
        QVERIFY(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                std::string_view::npos);
        QVERIFY(!row.name.empty());
    }
}

void OptionsTest::defaultsAreInRange()
{
    for (const OptionSpec &row : kOptions) {
        QVERIFY(row.minimum < row.maximum);
        QVERIFY(row.minimum <= row.fallback && row.fallback <= row.maximum);
        QVERIFY(row.step > 0.0 && row.step < row.maximum - row.minimum);
        // One step of the panel must be visible in its decimals.
        QVERIFY(row.step >= std::pow(10.0, -row.decimals) * 0.999);
    }
}

void OptionsTest::everyRowIsExplained()
{
    for (const OptionSpec &row : kOptions)
        QVERIFY(!row.label.empty() && !row.formula.empty() && !row.help.empty());
}

void OptionsTest::namesAreFound()
{
    QCOMPARE(optionNamed("lambda"), std::optional(Option::Lambda));
    QCOMPARE(optionNamed("pads"), std::optional(Option::PadWeight));
    QVERIFY(!optionNamed("Lambda"));
    QVERIFY(!optionNamed(""));
}

void OptionsTest::aPlainSideChangesNothing()
{
    const SideOptions plain;
    QCOMPARE(plain.value(Option::Lambda), 0.0);
    QCOMPARE(plain.value(Option::S), 0.0);
    QCOMPARE(plain.value(Option::Gamma), 0.0);
    QCOMPARE(plain.value(Option::EndWeight), 1.0);
    QCOMPARE(plain.value(Option::PadWeight), 1.0);
    QVERIFY(!plain.wordWeights);
}

void OptionsTest::curveIsLinearBetweenAndConstantOutside_data()
{
    QTest::addColumn<int>("step");
    QTest::addColumn<double>("value");
    QTest::newRow("before") << 0 << 0.4;
    QTest::newRow("first") << 2 << 0.4;
    QTest::newRow("quarter") << 4 << 0.7;
    QTest::newRow("half") << 6 << 1.0;
    QTest::newRow("second") << 10 << 1.6;
    QTest::newRow("falling") << 11 << 0.8;
    QTest::newRow("last") << 12 << 0.0;
    QTest::newRow("after") << 99 << 0.0;
}

void OptionsTest::curveIsLinearBetweenAndConstantOutside()
{
    QFETCH(int, step);
    QFETCH(double, value);
    const Curve curve{{{2, 0.4}, {10, 1.6}, {12, 0.0}}};
    QVERIFY(std::abs(curve.at(step) - value) < 1e-12);
}

void OptionsTest::emptyCurveIsZero()
{
    QCOMPARE(Curve{}.at(3), 0.0);
}

void OptionsTest::curveWinsOverValue()
{
    SideOptions side;
    side.value(Option::S) = 3.0;
    QCOMPARE(side.at(Option::S, 5), 3.0);
    side.curves[Option::S] = {{{0, 1.0}, {10, 2.0}}};
    QCOMPARE(side.at(Option::S, 5), 1.5);
    QCOMPARE(side.at(Option::W, 5), spec(Option::W).fallback);
}

void OptionsTest::indexChoiceContains()
{
    QVERIFY((IndexChoice{IndexChoice::Mode::All, {}}.contains(7)));
    QVERIFY((IndexChoice{IndexChoice::Mode::Mean, {}}.contains(7)));
    const IndexChoice list{IndexChoice::Mode::List, {0, 5}};
    QVERIFY(list.contains(5));
    QVERIFY(!list.contains(7));
}

QTEST_GUILESS_MAIN(OptionsTest)
#include "OptionsTest.moc"
