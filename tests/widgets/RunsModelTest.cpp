#include "widgets/runs/RunsModel.h"
#include "tests/widgets/RunRows.h"
#include "tests/widgets/TextFit.h"

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

#include <memory>

using namespace dare;

/// The list of runs as a model: groups, filters, thumbnails.
class RunsModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

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

    void runsAreDraggedAsTheirFolders()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        const std::unique_ptr<QMimeData> drag(model.mimeData({model.indexOf("/r/fox")}));
        QCOMPARE(drag->urls(), QList<QUrl>{QUrl::fromLocalFile("/r/fox")});
    }
};

QTEST_MAIN(RunsModelTest)
#include "RunsModelTest.moc"
