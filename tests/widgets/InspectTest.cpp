#include "tests/widgets/SyntheticView.h"
#include "widgets/attention/ColorBar.h"
#include "widgets/attention/InspectPage.h"
#include "widgets/attention/MeanSelect.h"
#include "widgets/viewer/TickText.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QRegularExpression>
#include <QSlider>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

namespace
{

struct Caption {
    TokenSequence tokens;
    std::vector<MapRow> rows;
};

/// "a turtle next rocket" with end and pads, T = 8.
Caption caption()
{
    Caption out;
    const std::array<std::pair<const char *, double>, 4> words{
        {{"a", 0.0}, {"turtle", 0.86}, {"next", 0.14}, {"rocket", 0.78}}};
    for (int i = 0; i < 4; ++i) {
        Word word;
        word.text = word.label = words[static_cast<std::size_t>(i)].first;
        word.rho = words[static_cast<std::size_t>(i)].second;
        word.tokens = {i};
        out.tokens.words.push_back(word);
        out.rows.push_back({word.label, {i}, i});
    }
    out.tokens.words[1].weight = 1.2;
    out.rows.push_back({"end", {4}, -1});
    out.rows.push_back({"pads", {5, 6, 7}, -1});
    return out;
}

std::shared_ptr<const HeatMap> flat(double value)
{
    return synthetic::map(4, 4, 1, [value](int, int, int) { return value; });
}

} // namespace

class InspectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void massesOfRows();
    void tokensAreSortedByDensity();
    void selectionGoesBothWays();
    void lookSelectsStepLayerHead();
    void toolbarChangesTheView();
    void barsShowTheRanges();
    void perMapIsCalledNotComparable();
    void ticksAreShort();
};

void InspectTest::massesOfRows()
{
    StepMetrics metrics;
    metrics.blocks = 2;
    metrics.tokens = 8;
    metrics.massAfter = {0.1F, 0.2F, 0.0F, 0.1F, 0.1F, 0.2F, 0.2F, 0.1F,
                         0.3F, 0.4F, 0.0F, 0.1F, 0.1F, 0.0F, 0.0F, 0.1F};
    const Caption given = caption();
    const std::vector<float> mean = rowMasses(metrics, given.rows, -1);
    QCOMPARE(mean.size(), std::size_t(6));
    QCOMPARE(mean[1], 0.3F);
    QCOMPARE(mean[5], 0.3F);
    QCOMPARE(rowMasses(metrics, given.rows, 1)[1], 0.4F);
    QVERIFY(rowMasses(metrics, given.rows, 2).empty());
}

void InspectTest::tokensAreSortedByDensity()
{
    ViewModel view;
    TokensModel tokens;
    QAbstractItemModelTester tester(&tokens,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    TokensPanel panel(&tokens, &view);
    const Caption given = caption();
    tokens.setTokens(given.tokens, given.rows);
    tokens.setMasses(Side::A, {0.10F, 0.02F, 0.03F, 0.14F, 0.08F, 0.60F});
    tokens.setMasses(Side::B, {0.10F, 0.12F, 0.03F, 0.12F, 0.08F, 0.50F});
    const auto *table = panel.findChild<QTableView *>(QStringLiteral("tokensView"));
    QStringList order;
    for (int row = 0; row < table->model()->rowCount(); ++row)
        order << table->model()->index(row, 0).data().toString();
    QCOMPARE(order, QStringList({"turtle", "rocket", "next", "a", "end", "pads"}));
    const auto at = [&](int row, int column, int role = Qt::DisplayRole) {
        return table->model()->index(row, column).data(role);
    };
    QCOMPARE(at(0, TokensModel::RhoColumn).toString(), QStringLiteral("0.86"));
    QCOMPARE(at(0, TokensModel::WeightColumn).toString(), QStringLiteral("1.2"));
    QCOMPARE(at(0, TokensModel::MassColumn, TokensModel::MassBRole).toFloat(), 0.12F);
    // The scale of the bars is that of words: pads would flatten them all.
    QCOMPARE(at(0, TokensModel::MassColumn, TokensModel::MassMaxRole).toFloat(), 0.14F);
    QCOMPARE(at(5, TokensModel::RhoColumn).toString(), QStringLiteral("–"));
}

void InspectTest::selectionGoesBothWays()
{
    ViewModel view;
    TokensModel tokens;
    TokensPanel panel(&tokens, &view);
    const Caption given = caption();
    tokens.setTokens(given.tokens, given.rows);
    panel.resize(256, 400);
    panel.show();
    QVERIFY(QTest::qWaitForWindowExposed(&panel));
    auto *table = panel.findChild<QTableView *>(QStringLiteral("tokensView"));
    const auto click = [&](int row, Qt::KeyboardModifiers modifiers) {
        QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers,
                          table->visualRect(table->model()->index(row, 0)).center());
    };
    click(0, {});
    QCOMPARE(view.selectedWord(), QStringLiteral("turtle"));
    click(1, Qt::ControlModifier);
    QCOMPARE(view.selectedWords(), QStringList({"turtle", "rocket"}));
    view.selectWord(QStringLiteral("end"));
    const auto rows = table->selectionModel()->selectedRows();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0].data().toString(), QStringLiteral("end"));
    view.selectWord({});
    QVERIFY(!table->selectionModel()->hasSelection());
}

void InspectTest::lookSelectsStepLayerHead()
{
    ViewModel view;
    TokensModel tokens;
    InspectModel inspect;
    LookPanel panel(&tokens, &inspect, &view);
    auto *layer = panel.findChild<MeanSelect *>(QStringLiteral("layerSelect"));
    auto *spin = panel.findChild<QSpinBox *>(QStringLiteral("layerSelectSpin"));
    auto *slider = panel.findChild<QSlider *>(QStringLiteral("layerSelectSlider"));
    QVERIFY(!layer->isEnabled());
    QVERIFY(!layer->toolTip().isEmpty());
    view.setRun(synthetic::run());
    QVERIFY(layer->isEnabled());
    QCOMPARE(spin->text(), QStringLiteral("mean"));
    slider->setValue(5);
    QCOMPARE(view.layer(), 4);
    QCOMPARE(spin->value(), 5);
    view.setLayer(-1);
    QCOMPARE(slider->value(), 0);
    panel.findChild<QSpinBox *>(QStringLiteral("stepSelectSpin"))->setValue(12);
    QCOMPARE(view.step(), 11);
    panel.findChild<QSlider *>(QStringLiteral("headSelectSlider"))->setValue(6);
    QCOMPARE(view.head(), 5);
    panel.findChild<QAbstractButton *>(QStringLiteral("lookReset"))->click();
    QCOMPARE(view.step(), -1);
    QCOMPARE(view.head(), -1);
    RunView meanOnly = synthetic::run();
    meanOnly.heads = 1;
    view.setRun(meanOnly);
    QVERIFY(!panel.findChild<MeanSelect *>(QStringLiteral("headSelect"))->isEnabled());
}

void InspectTest::toolbarChangesTheView()
{
    ViewModel view;
    InspectToolbar toolbar(&view);
    toolbar.findChild<QToolButton *>(QStringLiteral("mapMode2"))->click();
    QCOMPARE(view.spec().style, MapStyle::Cells);
    toolbar.findChild<QToolButton *>(QStringLiteral("scaleMode1"))->click();
    QCOMPARE(view.spec().scaleMode, ScaleMode::LockToA);
    toolbar.findChild<QSlider *>(QStringLiteral("mapOpacity"))->setValue(40);
    QCOMPARE(view.spec().opacity, 0.4F);
    view.setOpacity(0.7);
    QCOMPARE(toolbar.findChild<QSlider *>(QStringLiteral("mapOpacity"))->value(), 70);
}

void InspectTest::barsShowTheRanges()
{
    ViewModel view;
    ScalePanel panel(&view);
    InspectToolbar toolbar(&view);
    view.setRun(synthetic::run());
    view.selectWord(QStringLiteral("turtle"));
    const auto same = flat(0.02);
    view.setMaps({{same, flat(0.05)}, {same, flat(0.15)}});
    const auto *mass = panel.findChild<ColorBar *>(QStringLiteral("colorBarMass"));
    const auto *diff = panel.findChild<ColorBar *>(QStringLiteral("colorBarDiff"));
    QCOMPARE(mass->minimum(), 0.0);
    QCOMPARE(mass->maximum(), double(0.2F));
    QCOMPARE(diff->minimum(), -diff->maximum());
    QCOMPARE(toolbar.findChild<QDoubleSpinBox *>(QStringLiteral("scaleRangeMin"))->value(), 0.0);
    auto *range = toolbar.findChild<QDoubleSpinBox *>(QStringLiteral("scaleRangeMax"));
    QCOMPARE(range->value(), 0.2);
    QCOMPARE(range->text(), QStringLiteral("0.2"));
    range->setValue(0.1);
    QCOMPARE(view.scaleMax(), double(0.1F));
    QVERIFY(panel.findChild<QLabel *>(QStringLiteral("scaleRemark"))
                ->text()
                .contains(QStringLiteral("16 cells clipped")));
    toolbar.findChild<QToolButton *>(QStringLiteral("scaleRangeAuto"))->click();
    QCOMPARE(view.scaleMax(), double(0.2F));
    const QString remark = panel.findChild<QLabel *>(QStringLiteral("scaleRemark"))->text();
    QVERIFY(remark.contains(QStringLiteral("0 cells clipped")));
    QVERIFY(remark.contains(QStringLiteral("Side A: after equals before, bit for bit")));
    QVERIFY(!remark.contains(QStringLiteral("Side B")));
    panel.findChild<QToolButton *>(QStringLiteral("diffOf0"))->click();
    QCOMPARE(view.diffOf(), DiffOf::A);
}

void InspectTest::perMapIsCalledNotComparable()
{
    ViewModel view;
    ScalePanel panel(&view);
    InspectToolbar toolbar(&view);
    view.setScaleMode(ScaleMode::PerMap);
    QVERIFY(!toolbar.findChild<QLabel *>(QStringLiteral("scaleRangeNote"))->isHidden());
    QVERIFY(toolbar.findChild<QDoubleSpinBox *>(QStringLiteral("scaleRangeMax"))->isHidden());
    QCOMPARE(panel.findChild<ColorBar *>(QStringLiteral("colorBarMass"))->maximum(), 0.0);
}

void InspectTest::ticksAreShort()
{
    QCOMPARE(tickText(0.0), QStringLiteral("0"));
    QCOMPARE(tickText(double(0.05F)), QStringLiteral(".05"));
    QCOMPARE(tickText(-0.1, true), QStringLiteral("−.1"));
    QCOMPARE(tickText(0.15, true), QStringLiteral("+.15"));
    QCOMPARE(tickText(2.0), QStringLiteral("2"));
}

QTEST_MAIN(InspectTest)
#include "InspectTest.moc"
