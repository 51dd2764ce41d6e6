#include "widgets/runs/BatchView.h"
#include "tests/widgets/TextFit.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/runs/SweepDialog.h"
#include "widgets/runs/TriageDialog.h"
#include "widgets/theme/ThemeApplier.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace dare;

namespace
{

RunRow seedRow(int seed, double worst, RunRow::State state = RunRow::State::Cancelled)
{
    RunRow row;
    row.path = QString("/r/%1").arg(seed);
    row.title = "turtle";
    row.created = QDateTime(QDate(2026, 11, 24), QTime(12, 0));
    row.seed = static_cast<quint64>(seed);
    row.state = state;
    row.steps = 16;
    row.stepsDone = 6;
    row.batch.id = "t";
    row.batch.kind = BatchKind::Triage;
    row.batch.cell = {seed};
    row.shareA = {true, worst, "turtle", worst < 0.5 ? 1 : 0};
    row.shareB = {true, worst + 0.3, "rocket", 0};
    row.thumbA = row.thumbB = QImage(68, 68, QImage::Format_RGB888);
    row.thumbA.fill(Qt::darkCyan);
    row.thumbB.fill(Qt::darkGreen);
    return row;
}

} // namespace

class BatchViewTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;
    RunsModel m_runs;

    template <typename T> static T *find(QWidget &where, const char *name)
    {
        return where.findChild<T *>(QString::fromLatin1(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
        m_runs.setRows({seedRow(1, 0.3), seedRow(2, 0.9)});
    }
    void init() { failOnAnyWarning(); }

    void triageGoesFromTryToContinueTheBest()
    {
        TriageDialog dialog(&m_runs);
        dialog.setRecipe("a turtle", 16, true, true);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *start = find<QPushButton>(dialog, "triageStart");
        auto *go = find<QPushButton>(dialog, "triageContinue");
        QCOMPARE(start->text(), QString("Try 10 seeds"));
        QVERIFY(go->isHidden()); // one thing to do at a time
        QCOMPARE(dialog.request().steps, 6);
        QSignalSpy started(&dialog, &TriageDialog::startRequested);
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(started.size(), 1);

        dialog.showCells({{"/r/1", "seed 1", 0}, {"", "seed 2", 0}}, 0, 10, true);
        QVERIFY(start->isHidden() && !go->isHidden() && !go->isEnabled());
        QCOMPARE(find<QLabel>(dialog, "triageStatus")->text(), QString("0 of 10 seeds"));
        dialog.showCells({{"/r/2", "seed 2", 1}, {"/r/1", "seed 1", 2}}, 2, 2, false);
        QCOMPARE(go->text(), QString("Continue the best"));
        QSignalSpy continued(&dialog, &TriageDialog::continueRequested);
        QTest::mouseClick(go, Qt::LeftButton);
        QCOMPARE(continued[0][0].toStringList(), QStringList{"/r/2"});
        // Chosen ones take the place of the best.
        auto *cards = find<QListView>(dialog, "batchCards");
        QTest::mouseClick(cards->viewport(), Qt::LeftButton, {},
                          cards->visualRect(cards->model()->index(1, 0)).center());
        QCOMPARE(go->text(), QString("Continue 1 chosen"));
        dialog.showCells({{"/r/2", "seed 2", 1}, {"/r/1", "seed 1", 2}}, 2, 2, false);
        QTest::mouseClick(go, Qt::LeftButton);
        QCOMPARE(continued[1][0].toStringList(), QStringList{"/r/1"});
        QCOMPARE(textsThatDoNotFit(&dialog).join("; "), QString());
    }

    void cardsFollowTheListAndSayWhatTheyAre()
    {
        BatchView view(&m_runs);
        QAbstractItemModelTester tester(view.model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        view.showTriage({{"/r/2", "seed 2", 1}, {"", "seed 3", 0}});
        QCOMPARE(view.model()->index(0, 0).data(Qt::AccessibleTextRole).toString(),
                 QString("rank 1, seed 2, turtle, cancelled at step 6 of 16"));
        QCOMPARE(view.model()->index(1, 0).data(Qt::AccessibleTextRole).toString(),
                 QString("seed 3, waits"));
        QSignalSpy changed(view.model(), &QAbstractItemModel::dataChanged);
        m_runs.putRow(seedRow(2, 0.8));
        QCOMPARE(changed.size(), 1);
        m_runs.putRow(seedRow(1, 0.3)); // not in this grid
        QCOMPARE(changed.size(), 1);
    }

    void neglectIsAmberOnTheCard()
    {
        BatchView view(&m_runs);
        view.resize(400, 200);
        view.showTriage({{"/r/1", "seed 1", 1}, {"/r/2", "seed 2", 2}});
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto *cards = find<QListView>(view, "batchCards");
        const auto amber = [&](int row) {
            const QImage image =
                cards->viewport()->grab(cards->visualRect(cards->model()->index(row, 0))).toImage();
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x)
                    count += image.pixelColor(x, y) == darkTheme().warn ? 1 : 0;
            }
            return count;
        };
        QVERIFY(amber(0) > 20); // 0.3 is below the threshold
        QCOMPARE(amber(1), 0);
    }

    void sweepStandsAtItsValues()
    {
        RunRow row = seedRow(9, 0.9, RunRow::State::Finished);
        m_runs.putRow(row);
        SweepDialog dialog(&m_runs);
        const std::vector<SweepAxis> axes{{Option::Lambda, false, true, {0.0, 0.5}},
                                          {Option::S, false, true, {0.0, 1.0, 2.0}}};
        std::vector<BatchCell> cells(6);
        cells[3].path = "/r/9"; // lambda 0.5, s 1
        dialog.showCells(axes, cells, "1 of 6 runs");
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto *table = find<QTableView>(dialog, "batchTable");
        QCOMPARE(table->model()->columnCount(), 2);
        QCOMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), QString("λ 0.50"));
        QCOMPARE(table->model()->headerData(2, Qt::Vertical).toString(), QString("s 2.00"));
        QSignalSpy opened(&dialog, &SweepDialog::openRequested);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 0)).center());
        QCOMPARE(opened.size(), 0); // it waits
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(1, 1)).center());
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QString("/r/9"));
        QCOMPARE(textsThatDoNotFit(&dialog).join("; "), QString());
    }

    void sweepValuesComeFromTheTableOfOptions()
    {
        SweepDialog dialog(&m_runs);
        QCOMPARE(dialog.axes().size(), std::size_t{1});
        QCOMPARE(dialog.axes()[0].values, QString("0.00, 0.25, 0.50, 0.75, 1.00"));
        auto *option = find<QComboBox>(dialog, "sweepOption1");
        QCOMPARE(option->count(), static_cast<int>(kOptionCount));
        option->setCurrentIndex(static_cast<int>(Option::W));
        QCOMPARE(find<QDoubleSpinBox>(dialog, "sweepTo1")->maximum(), spec(Option::W).maximum);
        find<QDoubleSpinBox>(dialog, "sweepFrom1")->setValue(1.0);
        find<QDoubleSpinBox>(dialog, "sweepTo1")->setValue(5.0);
        find<QSpinBox>(dialog, "sweepCount1")->setValue(3);
        QCOMPARE(dialog.axes()[0].values, QString("1.0, 3.0, 5.0"));
        find<QLineEdit>(dialog, "sweepValues1")->setText("2, 7");
        find<QComboBox>(dialog, "sweepSide1")->setCurrentText("A and B");
        QVERIFY(dialog.axes()[0].onA && dialog.axes()[0].onB);
        QCOMPARE(dialog.axes()[0].values, QString("2, 7"));
        find<QComboBox>(dialog, "sweepOption2")->setCurrentIndex(1 + static_cast<int>(Option::S));
        QCOMPARE(dialog.axes().size(), std::size_t{2});
        dialog.setPlan(0, {}, "w is 0 to 20");
        QVERIFY(!find<QPushButton>(dialog, "sweepStart")->isEnabled());
        QCOMPARE(find<QLabel>(dialog, "sweepPlan")->text(), QString("w is 0 to 20"));
        dialog.setPlan(6, "about 20 s", {});
        QCOMPARE(find<QPushButton>(dialog, "sweepStart")->text(), QString("Add 6 runs"));
    }
};

QTEST_MAIN(BatchViewTest)
#include "BatchViewTest.moc"
