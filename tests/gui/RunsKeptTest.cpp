#include "app/gui/ProcessMemory.h"
#include "app/gui/RunsFeature.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/RunsWork.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/runs/TriageDialog.h"
#include "widgets/shell/BannerBar.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QProcess>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QSurfaceFormat>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <memory>

using namespace dare;

/// What the Runs dock keeps: pictures, stars, names, the trash, the disk budget, memory.
class RunsKeptTest : public RunsWork
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void cancelledRunsKeepTheirPictureOverARestart()
    {
        write(400, 6);
        sampler().run();
        QTRY_VERIFY_WITH_TIMEOUT(
            !list().liveRows().empty() && !list().liveRows().front()->thumbB.isNull(), kRunMs);
        const QString path = list().liveRows().front()->path;
        QTest::mouseClick(find<QPushButton>("btnCancel"), Qt::LeftButton);
        waitUntilIdle();
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path + "/b/thumb.png"), kSoonMs);
        m_bench.reset();
        start();
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) && !list().row(path)->thumbB.isNull(), kSoonMs);
        QVERIFY(!list().row(path)->thumbA.isNull());
    }

    void starNameAndTrashCanBeUndoneAndSurvive()
    {
        const QString path = runToEnd(1, 1);
        QTRY_COMPARE(list().row(path)->state, RunRow::State::Finished);
        QUndoStack *undo = m_bench->models().recipe.undoStack();
        RunActions &actions = m_bench->runsFeature().actions();
        actions.act(RunAction::Star, {path});
        QVERIFY(list().row(path)->starred);
        undo->undo();
        QVERIFY(!list().row(path)->starred);
        undo->redo();
        m_bench->runsFeature().upkeep().rename(path, "fast one #keep");
        QCOMPARE(list().row(path)->title, QString("fast one #keep"));
        actions.act(RunAction::Trash, {path});
        QVERIFY(list().row(path) == nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(path), kSoonMs);
        QTRY_COMPARE(undo->undoText(), QString("Delete 1 run(s)"));
        undo->undo();
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) != nullptr, kSoonMs);
        QVERIFY(QFileInfo::exists(path + "/run.json"));
        m_bench->runsFeature().upkeep().flush();
        m_bench.reset();
        start();
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) != nullptr, kSoonMs);
        QVERIFY(list().row(path)->starred);
        QCOMPARE(list().row(path)->title, QString("fast one #keep"));
    }

    void duplicateAndMoreSteps()
    {
        const QString path = runToEnd(2, 31);
        write(4, 1, "something else");
        m_bench->runsFeature().actions().act(RunAction::Duplicate, {path});
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->models().recipe.recipe().seed, std::uint64_t{31},
                                  kSoonMs);
        m_bench->runsFeature().actions().continueTo(path, 5);
        QTRY_COMPARE_WITH_TIMEOUT(folders().size(), 2, kSoonMs);
        waitUntilIdle();
        QTRY_COMPARE_WITH_TIMEOUT(ended().size(), 2, kSoonMs);
        const QString more = ended()[0] == path ? ended()[1] : ended()[0];
        const auto run = RunFolder::open(more.toStdString());
        QCOMPARE(run->manifest().recipe.steps, 5);
        QCOMPARE(run->manifest().noiseSha256,
                 RunFolder::open(path.toStdString())->manifest().noiseSha256);
        QCOMPARE(commandLineOf("/r/it's"), QString("dare sample --recipe '/r/it'\\''s'"));
    }

    void overTheBudgetMapsGoAfterAsking()
    {
        const QString path = runToEnd(2, 1);
        const RunBytes before = bytesOf(path.toStdString());
        QVERIFY(before.maps > 0);
        RunSummary summary = summarize(*RunFolder::open(path.toStdString()));
        m_bench->runsFeature().upkeep().checkBudget({summary}, 2 * before.all);
        QVERIFY(m_bench->window().banner()->isHidden()); // it fits
        m_bench->runsFeature().upkeep().checkBudget({summary}, 1);
        QVERIFY(!m_bench->window().banner()->isHidden());
        QCOMPARE(bytesOf(path.toStdString()).maps, before.maps); // not before the answer
        QSignalSpy dropped(&m_bench->runsFeature().upkeep(), &UpkeepBinding::mapsDropped);
        QTest::mouseClick(find<QPushButton>("bannerAction0"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(dropped.size(), 1, kSoonMs);
        QCOMPARE(bytesOf(path.toStdString()).maps, std::uint64_t{0});
        QVERIFY(QFileInfo::exists(path + "/b/frames.mkv"));
    }

    void twoHundredRunsOpenedInTurnLeaveMemoryFlat()
    {
        const QString path = runToEnd(2, 1);
        QStringList copies;
        for (int i = 0; i < 200; ++i) {
            copies << m_runs->filePath(QString("2026-01-01T00-00-%1_turtle_%2").arg(i % 60).arg(i));
            std::filesystem::copy(path.toStdString(), copies.back().toStdString(),
                                  std::filesystem::copy_options::recursive);
        }
        QSignalSpy opened(&m_bench->runs(), &RunsBinding::opened);
        double early = 0.0;
        for (int i = 0; i < 200; ++i) {
            Q_EMIT m_bench->window().openRunRequested(copies[i]);
            QTRY_COMPARE_WITH_TIMEOUT(opened.size(), i + 1, kSoonMs);
            if (i == 40)
                early = processMemory().used;
        }
        const double late = processMemory().used;
        const double grown = (late - early) / 1e6;
        QVERIFY2(grown < 24.0, qPrintable(QString("%1 MB more").arg(grown)));
    }
};

int main(int argc, char **argv)
{
    return runInWindow<RunsKeptTest>(argc, argv, "test_runs_kept");
}
#include "RunsKeptTest.moc"
