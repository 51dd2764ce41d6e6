#include "tests/gui/RunsWork.h"
#include "app/gui/ProcessMemory.h"
#include "app/gui/RunsFeature.h"
#include "tests/gui/GlMain.h"
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

namespace
{

constexpr const char *kVictim = "--victim";

/// Runs a long recipe until somebody kills the process.
int beKilled(const QString &folder)
{
    ThemeApplier theme;
    const auto bench = openWorkbench(folder, theme);
    QObject::connect(&bench->models().prompt, &PromptModel::parsed, &bench->sampler(), [&] {
        if (!bench->sampler().busy() && !bench->window().sides()->presets().empty()) {
            writeRecipe(*bench, 12, 77, "a turtle and a rocket");
            bench->sampler().run();
        }
    });
    return QApplication::exec();
}

} // namespace

/// Queue, cancel and resume, triage and crash on tiny clips of the embedded model, driven by object
/// names.
class RunsWorkTest : public RunsWork
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void whatIsAddedWhileARunGoesOnWaitsAndRunsInItsOrder()
    {
        write(400, 1);
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(list().liveRows().size(), std::size_t{1}, kSoonMs);
        for (const std::uint64_t seed : {2, 3, 4}) {
            write(2, seed, "a fox, seed " + std::to_string(seed));
            QTest::mouseClick(find<QPushButton>("btnAddToQueue"), Qt::LeftButton);
        }
        QCOMPARE(sampler().queue().entries().size(), std::size_t{3});
        const QModelIndex group = list().index(1, 0, {});
        QCOMPARE(group.data().toString(), QString("Queue"));
        QCOMPARE(list().rowCount(group), 3);
        // The last one first, the first one out.
        const QString last = list().index(2, 0, group).data(RunsModel::PathRole).toString();
        const QString first = list().index(0, 0, group).data(RunsModel::PathRole).toString();
        Q_EMIT m_bench->window().runsPanel()->queueMoveRequested(last, -1);
        Q_EMIT m_bench->window().runsPanel()->queueRemoveRequested({first});
        QTRY_VERIFY_WITH_TIMEOUT(list().liveRows().front()->stepsDone >= 1, kRunMs);
        QTest::mouseClick(find<QPushButton>("btnCancel"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(ended().size(), 3, kRunMs);
        waitUntilIdle();
        QStringList prompts;
        for (const QString &path : ended())
            prompts << QString::fromStdString(
                RunFolder::open(path.toStdString())->manifest().recipe.prompt);
        prompts.sort();
        QCOMPARE(prompts, (QStringList{"a fox, seed 3", "a fox, seed 4", "a turtle and a rocket"}));
        const auto created = [this](std::uint64_t seed) {
            for (const QString &path : ended()) {
                if (list().row(path)->seed == seed)
                    return std::filesystem::last_write_time(path.toStdString() +
                                                            "/b/noise.safetensors");
            }
            return std::filesystem::file_time_type();
        };
        QVERIFY(created(4) < created(3)); // it was moved up
        QVERIFY(m_bench->window().banner()->isHidden());
    }

    void aQueuedRunThatIsTakenBackLeavesNothing()
    {
        write(400, 1);
        sampler().run();
        QTRY_COMPARE_WITH_TIMEOUT(list().liveRows().size(), std::size_t{1}, kSoonMs);
        write(3, 2);
        sampler().run();
        Q_EMIT m_bench->window().runsPanel()->queueRemoveRequested(
            {QString::fromStdString(sampler().queue().entries()[0].id)});
        QTest::mouseClick(find<QPushButton>("btnCancel"), Qt::LeftButton);
        waitUntilIdle();
        QCOMPARE(folders().size(), 1);
        QVERIFY(!box()->busy());
    }

    void holdingTheQueueHoldsTheRunAndGoingOnGoesOn()
    {
        write(30, 1);
        sampler().run();
        write(2, 2);
        sampler().run();
        QTRY_COMPARE_WITH_TIMEOUT(list().liveRows().size(), std::size_t{1}, kSoonMs);
        auto *pause = find<QToolButton>("queuePause");
        QTest::mouseClick(pause, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(box()->currentIndex(), 2, kSoonMs); // paused
        QVERIFY(sampler().queue().held() && pause->isChecked());
        QCOMPARE(list().index(1, 0, {}).data(RunsModel::NoteRole).toString(), QString("on hold"));
        QTest::mouseClick(find<QPushButton>("btnResume"), Qt::LeftButton);
        QVERIFY(!sampler().queue().held() && !pause->isChecked());
        QTRY_COMPARE_WITH_TIMEOUT(ended().size(), 2, kRunMs);
    }

    void theQueueSurvivesARestartOnHold()
    {
        write(400, 1);
        sampler().run();
        write(2, 2);
        sampler().run();
        QTRY_COMPARE_WITH_TIMEOUT(list().liveRows().size(), std::size_t{1}, kSoonMs);
        QTRY_VERIFY_WITH_TIMEOUT(list().liveRows().front()->stepsDone >= 2, kRunMs);
        m_bench.reset();
        start();
        QTRY_COMPARE_WITH_TIMEOUT(sampler().queue().entries().size(), std::size_t{1}, kSoonMs);
        QVERIFY(sampler().queue().held() && !sampler().busy());
        QTest::mouseClick(find<QToolButton>("queuePause"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!sampler().busy() && sampler().queue().isEmpty(), kRunMs);
        QCOMPARE(folders().size(), 2);
    }

    void cancelAtAStepThenResumeGivesTheHashOfAnUninterruptedRun()
    {
        write(16, 5);
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        auto *progress = find<QProgressBar>("runProgress");
        int last = 0;
        bool monotone = true;
        connect(progress, &QProgressBar::valueChanged, progress, [&](int value) {
            monotone = monotone && (value >= last || value <= 0);
            last = value;
        });
        QTRY_VERIFY_WITH_TIMEOUT(
            !list().liveRows().empty() && list().liveRows().front()->stepsDone >= 3, kRunMs);
        const QString path = list().liveRows().front()->path;
        QTest::keyClick(&m_bench->window(), Qt::Key_Escape);
        QVERIFY(box()->busy()); // asks once
        QVERIFY(find<QLabel>("runNote")->text().contains("Esc again"));
        QTest::keyClick(&m_bench->window(), Qt::Key_Escape);
        waitUntilIdle();
        last = 0;
        QTRY_COMPARE(list().row(path)->state, RunRow::State::Cancelled);
        const int done = list().row(path)->stepsDone;
        QVERIFY(done >= 3 && done < 16);
        const auto folder = RunFolder::open(path.toStdString());
        QVERIFY(std::filesystem::exists(folder->stepFile(Side::A, done - 1)));
        QCOMPARE(folder->manifest().stepsDone(), done);
        Q_EMIT m_bench->window().runsPanel()->resumeRequested(path);
        waitUntilIdle();
        QVERIFY(monotone);
        QTRY_COMPARE(list().row(path)->state, RunRow::State::Finished);
        const QString whole = runToEnd(16, 5);
        QVERIFY(!hashOf(path).empty() && path != whole);
        QCOMPARE(hashOf(path), hashOf(whole));
        QCOMPARE(hashOf(path, Side::A), hashOf(whole, Side::A));
    }

    void triageThenContinueTheBest()
    {
        write(16, 20);
        auto *menu = find<QToolButton>("btnRunMenu")->menu();
        for (QAction *action : menu->actions()) {
            if (action->text().startsWith("Triage"))
                action->trigger();
        }
        auto *dialog = find<TriageDialog>("triageDialog");
        QVERIFY(dialog->isVisible());
        QCOMPARE(find<QSpinBox>("triageSeeds")->value(), 10);
        find<QSpinBox>("triageSeeds")->setValue(4);
        QTest::mouseClick(find<QPushButton>("triageStart"), Qt::LeftButton);
        auto *go = find<QPushButton>("triageContinue");
        QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("triageStatus")->text().startsWith("4 of 4"), kRunMs);
        QVERIFY(go->isEnabled());
        QCOMPARE(folders().size(), 4);
        const auto *grid = find<QAbstractItemView>("batchCards");
        const QString best = grid->model()->index(0, 0).data(BatchModel::PathRole).toString();
        QCOMPARE(RunFolder::open(best.toStdString())->manifest().stepsDone(), 6);
        const RunRow *row = list().row(best);
        QVERIFY(row->shareB.worst > 0.0 && !row->shareB.word.empty());
        for (int i = 1; i < 4; ++i) { // nobody is ahead of the first
            const QString other = grid->model()->index(i, 0).data(BatchModel::PathRole).toString();
            const RunRow *than = list().row(other);
            const auto key = [](const RunRow *each) {
                return std::pair(each->shareA.below + each->shareB.below,
                                 -std::min(each->shareA.worst, each->shareB.worst));
            };
            QVERIFY(key(row) <= key(than));
        }
        QTest::mouseClick(go, Qt::LeftButton);
        QVERIFY(!dialog->isVisible());
        waitUntilIdle();
        QTRY_COMPARE(list().row(best)->state, RunRow::State::Finished);
        const std::uint64_t seed = list().row(best)->seed;
        const QString whole = runToEnd(16, seed);
        QCOMPARE(hashOf(best), hashOf(whole));
        QCOMPARE(hashOf(best, Side::A), hashOf(whole, Side::A));
        // After a restart the grid is there again.
        m_bench.reset();
        start();
        QTRY_COMPARE_WITH_TIMEOUT(list().runCount(), 5, kSoonMs);
        m_bench->runsFeature().actions().act(RunAction::ShowBatch, {best});
        QVERIFY(find<TriageDialog>("triageDialog")->isVisible());
        QCOMPARE(find<QAbstractItemView>("batchCards")->model()->rowCount(), 4);
    }

    void killedWhileRunningThenStartedAgain()
    {
        m_bench.reset();
        QProcess program; // this program again, as one that will be killed
        program.start(QCoreApplication::applicationFilePath(), {kVictim, m_runs->path()});
        const auto step = [this](int number) {
            const QStringList names = folders();
            return !names.isEmpty() &&
                   QFileInfo::exists(
                       m_runs->filePath(names[0]) +
                       QString("/b/steps/%1.safetensors").arg(number, 4, 10, QLatin1Char('0')));
        };
        QTRY_VERIFY_WITH_TIMEOUT(step(1), kRunMs);
        program.kill(); // SIGKILL
        QVERIFY(program.waitForFinished(kSoonMs));
        const QString path = m_runs->filePath(folders()[0]);
        start();
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) != nullptr, kSoonMs);
        QCOMPARE(list().row(path)->state, RunRow::State::Cancelled);
        QVERIFY(summarize(*RunFolder::open(path.toStdString())).interrupted);
        const Recipe recipe = RunFolder::open(path.toStdString())->manifest().recipe;
        sampler().resumeAll({path});
        waitUntilIdle();
        QTRY_COMPARE_WITH_TIMEOUT(list().row(path)->state, RunRow::State::Finished, kSoonMs);
        m_bench->models().recipe.edit("Test", {}, [&](Recipe &own) { own = recipe; });
        find<QToolButton>("seedLock")->setChecked(true);
        sampler().run();
        waitUntilIdle();
        const QString whole =
            m_runs->filePath(folders()[0]) == path ? m_runs->filePath(folders()[1]) : path;
        QVERIFY(whole != path);
        QCOMPARE(hashOf(path), hashOf(whole));
    }

    void closingDuringARunBlocksNothing()
    {
        write(400, 1);
        sampler().run();
        QTRY_VERIFY_WITH_TIMEOUT(
            !list().liveRows().empty() && list().liveRows().front()->stepsDone >= 1, kRunMs);
        const QString path = list().liveRows().front()->path;
        QSignalSpy stopped(&sampler(), &SamplerBinding::stopped);
        QElapsedTimer clock;
        clock.start();
        m_bench->window().close();
        QVERIFY(clock.elapsed() < 200);
        QVERIFY(!m_bench->window().isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, kSoonMs);
        m_bench.reset();
        start();
        QTRY_COMPARE_WITH_TIMEOUT(sampler().queue().entries().size(), std::size_t{1}, kSoonMs);
        QCOMPARE(sampler().queue().entries()[0].jobs[0].resume, path.toStdString());
        QVERIFY(sampler().queue().held());
    }
};

int main(int argc, char **argv)
{
    if (argc == 3 && QString::fromLocal8Bit(argv[1]) == kVictim) {
        prepareWindows("test_runs_work");
        QApplication app(argc, argv);
        QStandardPaths::setTestModeEnabled(true);
        return beKilled(QString::fromLocal8Bit(argv[2]));
    }
    return runInWindow<RunsWorkTest>(argc, argv, "test_runs_work");
}
#include "RunsWorkTest.moc"
