#include "widgets/runs/RunsPanel.h"
#include "tests/widgets/RunRows.h"
#include "tests/widgets/TextFit.h"
#include "widgets/runs/RunDelegate.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <memory>

using namespace dare;

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
                          RunDelegate::actionRect(row, rows[1]).center());
        QCOMPARE(resumed.size(), 1);
        QCOMPARE(resumed[0][0].toString(), QString("/r/fox"));
        QCOMPARE(opened.size(), 1);
        QSignalSpy acted(&panel, &RunsPanel::actionRequested);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          RunDelegate::starRect(view->visualRect(view->model()->index(
                                                    0, 0, view->model()->index(0, 0))))
                              .center());
        QCOMPARE(acted.size(), 1);
        QCOMPARE(acted[0][0].value<RunAction>(), RunAction::Star);
        QCOMPARE(opened.size(), 1); // a click on the star opens nothing
    }

    void stateShowsOneKindOfRun()
    {
        RunsModel model;
        model.setToday(kToday);
        std::vector<RunRow> rows = threeRuns();
        rows[0].neglectedA = 0;
        rows[1].starred = true;
        rows[1].neglectedA = -1;
        rows[2].state = RunRow::State::Failed;
        model.setRows(rows);
        RunsPanel panel(&model);
        panel.show();
        auto *state = panel.findChild<QComboBox *>("runsState");
        auto *view = panel.findChild<QTreeView *>("runsView");
        const auto only = [&](const QString &kind) {
            state->setCurrentText(kind);
            const QModelIndex group = view->model()->index(0, 0);
            return view->model()->rowCount() == 1
                       ? view->model()->index(0, 0, group).data(RunsModel::PathRole).toString()
                       : QString::number(view->model()->rowCount());
        };
        QCOMPARE(only("Starred"), QString("/r/fox"));
        QCOMPARE(only("Failed"), QString("/r/owl"));
        QCOMPARE(only("Has neglect"), QString("/r/owl"));
        QCOMPARE(only("Running"), QString("0"));
        QVERIFY(!panel.findChild<QLabel *>("runsEmpty")->isHidden());
        QCOMPARE(only("All"), QString("3"));
    }

    void filterFindsSeedAndTag()
    {
        RunsModel model;
        model.setToday(kToday);
        std::vector<RunRow> rows = threeRuns();
        rows[0].settings = "seed 1207 · w 3.0";
        rows[1].title = "best so far #keep";
        rows[2].batch.kind = BatchKind::Triage;
        model.setRows(rows);
        RunsPanel panel(&model);
        panel.show();
        auto *filter = panel.findChild<QLineEdit *>("runsFilter");
        auto *view = panel.findChild<QTreeView *>("runsView");
        const auto found = [&](const QString &text) {
            filter->setText(text);
            return view->model()
                ->index(0, 0, view->model()->index(0, 0))
                .data(RunsModel::PathRole)
                .toString();
        };
        QCOMPARE(found("1207"), QString("/r/turtle"));
        QCOMPARE(found("#keep"), QString("/r/fox"));
        QCOMPARE(found("#triage"), QString("/r/owl"));
        QCOMPARE(found("turtle 1207"), QString("/r/turtle"));
        QCOMPARE(found("turtle keep"), QString());
    }

    void queueStandsBetweenNowAndTodayAndIsReordered()
    {
        RunsModel model;
        model.setToday(kToday);
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(threeRuns());
        std::vector<RunRow> queue(3);
        for (int i = 0; i < 3; ++i) {
            queue[static_cast<std::size_t>(i)].path = QString("id%1").arg(i);
            queue[static_cast<std::size_t>(i)].title = QString("entry %1").arg(i);
            queue[static_cast<std::size_t>(i)].state = RunRow::State::Queued;
        }
        model.setQueue(queue, "about 6 min");
        QCOMPARE(groupName(model, 0), QString("Queue"));
        QCOMPARE(model.index(0, 0, {}).data(RunsModel::NoteRole).toString(),
                 QString("about 6 min"));
        QCOMPARE(model.rowCount(model.index(0, 0, {})), 3);
        QCOMPARE(model.runCount(), 3); // what waits is no run yet
        std::swap(queue[0], queue[2]);
        model.setQueue(queue, {});
        QCOMPARE(model.index(0, 0, model.index(0, 0, {})).data().toString(), QString("entry 2"));

        RunsPanel panel(&model);
        panel.resize(272, 600);
        panel.show();
        auto *view = panel.findChild<QTreeView *>("runsView");
        QSignalSpy moved(&panel, &RunsPanel::queueMoveRequested);
        QSignalSpy removed(&panel, &RunsPanel::queueRemoveRequested);
        view->setCurrentIndex(view->model()->index(1, 0, view->model()->index(0, 0)));
        QTest::keyClick(view, Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(moved[0][0].toString(), QString("id1"));
        QCOMPARE(moved[0][1].toInt(), -1);
        QTest::keyClick(view, Qt::Key_Delete);
        QCOMPARE(removed.size(), 1);
        QCOMPARE(removed[0][0].toStringList(), QStringList{"id1"});
        // Dropped after the last one.
        QSignalSpy wanted(&model, &RunsModel::queueMoveWanted);
        const QModelIndex group = model.index(0, 0, {});
        const std::unique_ptr<QMimeData> drag(model.mimeData({model.index(0, 0, group)}));
        QVERIFY(model.canDropMimeData(drag.get(), Qt::MoveAction, 3, 0, group));
        QVERIFY(!model.canDropMimeData(drag.get(), Qt::MoveAction, 0, 0, model.index(1, 0, {})));
        model.dropMimeData(drag.get(), Qt::MoveAction, 3, 0, group);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toString(), QString("id2"));
        QCOMPARE(wanted[0][1].toInt(), 3);
    }

    void twoSelectedRunsCanBeCompared()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        RunsPanel panel(&model);
        panel.resize(272, 600);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto *view = panel.findChild<QTreeView *>("runsView");
        auto *compare = panel.findChild<QToolButton *>("runsCompare");
        QSignalSpy opened(&panel, &RunsPanel::openRequested);
        QSignalSpy acted(&panel, &RunsPanel::actionRequested);
        const auto click = [&](int group, Qt::KeyboardModifiers modifiers) {
            const QModelIndex run = view->model()->index(0, 0, view->model()->index(group, 0));
            QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers,
                              view->visualRect(run).topLeft() + QPoint(100, 12));
        };
        click(1, {});
        QVERIFY(compare->isHidden());
        click(0, Qt::ControlModifier);
        QVERIFY(!compare->isHidden());
        QCOMPARE(opened.size(), 1); // selecting opens nothing
        QTest::mouseClick(compare, Qt::LeftButton);
        QCOMPARE(acted.size(), 1);
        QCOMPARE(acted[0][0].value<RunAction>(), RunAction::Compare);
        QCOMPARE(acted[0][1].toStringList(), (QStringList{"/r/turtle", "/r/fox"}));
    }

    void markFollowsTheRunThatEnds()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        RunsPanel panel(&model);
        panel.show();
        auto *view = panel.findChild<QTreeView *>("runsView");
        RunRow row = runOn(kToday, "/r/new", "new");
        row.state = RunRow::State::Running;
        model.putRow(row);
        panel.markCurrent("/r/new");
        row.state = RunRow::State::Failed;
        model.putRow(row); // from Now to Today
        const QModelIndexList marked = view->selectionModel()->selectedIndexes();
        QCOMPARE(marked.size(), 1);
        QCOMPARE(marked[0].data(RunsModel::PathRole).toString(), QString("/r/new"));
        // What the user selected since stays selected.
        model.putRow(runOn(kToday, "/r/between", "between"));
        panel.markCurrent("/r/turtle");
        model.putRow(runOn(kToday, "/r/other", "other"));
        QCOMPARE(view->currentIndex().data(RunsModel::PathRole).toString(), QString("/r/turtle"));
    }

    void renameEditsTheTitleInPlace()
    {
        RunsModel model;
        model.setToday(kToday);
        model.setRows(threeRuns());
        RunsPanel panel(&model);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto *view = panel.findChild<QTreeView *>("runsView");
        QSignalSpy renamed(&model, &RunsModel::renameWanted);
        panel.markCurrent("/r/turtle");
        view->setFocus();
        QTest::keyClick(view, Qt::Key_F2);
        auto *editor = view->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, "fast turtle #keep");
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(renamed.size(), 1);
        QCOMPARE(renamed[0][0].toString(), QString("/r/turtle"));
        QCOMPARE(renamed[0][1].toString(), QString("fast turtle #keep"));
    }

    void thousandsOfRunsScrollAndChangeWithoutAReset()
    {
        RunsModel model;
        model.setToday(kToday);
        std::vector<RunRow> rows;
        for (int i = 0; i < 2000; ++i) {
            rows.push_back(runOn(kToday.addDays(-i / 20), QString("/r/%1").arg(i),
                                 QString("turtle %1").arg(i)));
            rows.back().thumbA = rows.back().thumbB = QImage(68, 68, QImage::Format_RGB888);
        }
        model.setRows(rows);
        RunsPanel panel(&model);
        panel.resize(272, 900);
        panel.show();
        QVERIFY(QTest::qWaitForWindowExposed(&panel));
        auto *view = panel.findChild<QTreeView *>("runsView");
        QScrollBar *bar = view->verticalScrollBar();
        QVERIFY(bar->maximum() > 2000 * 56);
        // The whole list in pages, each painted: a frame at 60 Hz has 16 ms.
        QElapsedTimer clock;
        clock.start();
        int frames = 0;
        for (int at = 0; at <= bar->maximum(); at += 600, ++frames) {
            bar->setValue(at);
            view->viewport()->repaint();
        }
        const double mean = static_cast<double>(clock.elapsed()) / frames;
        QVERIFY2(mean < 16.0, qPrintable(QString("%1 ms a frame").arg(mean)));
        // A run that starts leaves the place in the list alone.
        bar->setValue(20000);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        const QModelIndex seen = view->indexAt(QPoint(100, 300));
        const QString path = seen.data(RunsModel::PathRole).toString();
        QVERIFY(!path.isEmpty());
        RunRow live = runOn(kToday, "/r/new", "llama");
        live.state = RunRow::State::Running;
        model.putRow(live);
        QCOMPARE(reset.size(), 0);
        QVERIFY(view->isExpanded(view->model()->index(0, 0))); // Now
        rows[5].title = "renamed";
        rows.push_back(live);
        rows.erase(rows.begin() + 7);
        model.setRows(rows);
        QCOMPARE(reset.size(), 0);
        QCOMPARE(model.runCount(), 2000);
        QCOMPARE(model.row(QString("/r/5"))->title, QString("renamed"));
        QVERIFY(model.row(QString("/r/7")) == nullptr);
    }

    void oneSidedRunsShowOneSideAndOneBadge()
    {
        RunRow row = runOn(kToday, "/r/x", "turtle");
        row.neglectedA = -1;
        row.neglectedB = 2;
        QCOMPARE(accessibleText(row), QString("turtle, finished, 2 word(s) neglected in B"));
        QVERIFY(row.neglects());
        row.state = RunRow::State::Cancelled;
        QCOMPARE(row.action(), RunRow::Action::DecodeAgain); // every step is done
        row.stepsDone = 3;
        QCOMPARE(row.action(), RunRow::Action::Resume);
        row.state = RunRow::State::Failed;
        row.resumable = false;
        QCOMPARE(row.action(), RunRow::Action::ShowLog);
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
