#include "widgets/runs/RunsPanel.h"
#include "tests/widgets/TextFit.h"
#include "widgets/runs/RunDelegate.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <memory>

using namespace dare;

namespace
{

const QDate kToday(2026, 11, 24);

RunRow runOn(const QDate &day, const QString &path, const QString &title)
{
    RunRow row;
    row.path = path;
    row.title = title;
    row.prompt = "a " + title;
    row.settings = "seed 7 · w 3.0 · λ 0.50";
    row.created = QDateTime(day, QTime(12, 0));
    row.steps = 16;
    row.stepsDone = 16;
    row.neglectedA = 1;
    row.neglectedB = 0;
    return row;
}

std::vector<RunRow> threeRuns()
{
    return {runOn(kToday, "/r/turtle", "turtle rocket"),
            runOn(kToday.addDays(-1), "/r/fox", "fox umbrella"),
            runOn(QDate(2026, 9, 3), "/r/owl", "owl scooter")};
}

QString groupName(const RunsModel &model, int group)
{
    return model.index(group, 0, {}).data().toString();
}

} // namespace

class RunsPanelTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ThemeApplier>(); }
    void init()
    {
        failOnAnyWarning();
        m_theme->apply(darkTheme());
    }

    void groupsByDay()
    {
        RunsModel model;
        model.setToday(kToday);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(threeRuns());
        QCOMPARE(model.rowCount({}), 3);
        QCOMPARE(groupName(model, 0), QString("Today"));
        QCOMPARE(groupName(model, 1), QString("Yesterday"));
        QCOMPARE(groupName(model, 2), QString("September 2026"));
        model.setToday(kToday.addDays(1));
        QCOMPARE(groupName(model, 0), QString("Yesterday"));
    }

    void runningRunMovesFromNowToItsDay()
    {
        RunsModel model;
        model.setToday(kToday);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(threeRuns());
        RunRow live = runOn(kToday, "/r/new", "llama tractor");
        live.state = RunRow::State::Running;
        live.stepsDone = 2;
        model.putRow(live);
        QCOMPARE(groupName(model, 0), QString("Now"));
        live.stepsDone = 3;
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.putRow(live);
        QCOMPARE(changed.size(), 1); // a step repaints one row
        QCOMPARE(reset.size(), 0);
        live.state = RunRow::State::Finished;
        model.putRow(live);
        QCOMPARE(groupName(model, 0), QString("Today"));
        QCOMPARE(model.runCount(), 4);
        QCOMPARE(model.rowCount(model.index(0, 0, {})), 2);
    }

    void thumbnailsAreAskedForOnceAndSurviveAReload()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        QSignalSpy wanted(&model, &RunsModel::thumbnailsWanted);
        const QModelIndex at = model.indexOf("/r/fox");
        (void)at.data(Qt::DecorationRole);
        (void)at.data(Qt::DecorationRole);
        QCOMPARE(wanted.size(), 1);
        QImage image(4, 4, QImage::Format_RGB888);
        image.fill(Qt::red);
        model.setThumbnails("/r/fox", image, image);
        model.setRows(threeRuns());
        QVERIFY(!model.row(model.indexOf("/r/fox"))->thumbA.isNull());
    }

    void clickOpensOnceAndResumeResumes()
    {
        RunsModel model;
        model.setToday(kToday);
        std::vector<RunRow> rows = threeRuns();
        rows[1].state = RunRow::State::Cancelled;
        rows[1].stepsDone = 9;
        model.setRows(rows);
        RunsPanel panel(&model);
        panel.resize(272, 600);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        QSignalSpy opened(&panel, &RunsPanel::openRequested);
        QSignalSpy resumed(&panel, &RunsPanel::resumeRequested);
        auto *view = panel.findChild<QTreeView *>("runsView");
        const QModelIndex yesterday = view->model()->index(1, 0);
        const QModelIndex fox = view->model()->index(0, 0, yesterday);
        const QRect row = view->visualRect(fox);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, row.topLeft() + QPoint(100, 12));
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened[0][0].toString(), QString("/r/fox"));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          RunDelegate::resumeRect(row, rows[1]).center());
        QCOMPARE(resumed.size(), 1);
        QCOMPARE(resumed[0][0].toString(), QString("/r/fox"));
        QCOMPARE(opened.size(), 1); // already on screen
    }

    void filterShowsMatchesAndEscapeClears()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        RunsPanel panel(&model);
        panel.show();
        auto *filter = panel.findChild<QLineEdit *>("runsFilter");
        auto *view = panel.findChild<QTreeView *>("runsView");
        QTest::keyClicks(filter, "owl");
        QCOMPARE(view->model()->rowCount(), 1);
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(view->model()->rowCount(), 3);
    }

    void accessibleTextSaysTheState()
    {
        RunRow row = runOn(kToday, "/r/x", "turtle");
        row.state = RunRow::State::Cancelled;
        row.stepsDone = 9;
        QCOMPARE(accessibleText(row), QString("turtle, cancelled at step 9 of 16"));
    }

    void titleIsPaintedWithinItsRow()
    {
        // Paints a long title and checks that no pixel of the padding changed.
        RunsModel model;
        model.setToday(kToday);
        RunRow row = runOn(kToday, "/r/long", QString("elephant ").repeated(12));
        row.settings = QString("λ 0.50 · ").repeated(12);
        model.setRows({row});
        RunsPanel panel(&model);
        panel.resize(224, 300);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto *view = panel.findChild<QTreeView *>("runsView");
        const QRect rect = view->visualRect(view->model()->index(0, 0, view->model()->index(0, 0)));
        const QImage image = view->viewport()->grab(rect).toImage();
        const QColor ground = image.pixelColor(image.width() - 1, 2);
        for (int y = 0; y < image.height(); ++y)
            QCOMPARE(image.pixelColor(image.width() - 4, y), ground);
    }
};

QTEST_MAIN(RunsPanelTest)
#include "RunsPanelTest.moc"
