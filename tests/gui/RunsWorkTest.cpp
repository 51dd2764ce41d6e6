#include "app/gui/MainWindow.h"
#include "app/gui/ProcessMemory.h"
#include "app/gui/RunsBinding.h"
#include "app/gui/RunsFeature.h"
#include "app/gui/SamplerBinding.h"
#include "app/gui/Workbench.h"
#include "core/runs/RunFolder.h"
#include "tests/widgets/TextFit.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/runs/TriageDialog.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

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

constexpr int kRunMs = 120'000; // generous: two cores under load
constexpr int kSoonMs = 20'000;
constexpr const char *kVictim = "--victim";

/// A window on the runs in `folder`, of the size that the tests use.
std::unique_ptr<Workbench> openWorkbench(const QString &folder, ThemeApplier &theme)
{
    CommandLine options;
    options.runs = folder;
    options.theme = "dark";
    options.size = QSize(1280, 800);
    auto out = std::make_unique<Workbench>(options, theme);
    out->start();
    return out;
}

/// A small and quick run, always the same.
void writeRecipe(Workbench &bench, int steps, std::uint64_t seed, const std::string &prompt)
{
    bench.models().recipe.edit("Test", {}, [&](Recipe &recipe) {
        recipe.prompt = prompt;
        recipe.steps = steps;
        recipe.seed = seed;
        recipe.size = {24, 24, 4};
        recipe.device = "cpu";
        recipe.precision = Precision::Fp32;
    });
    bench.window().findChild<QToolButton *>("seedLock")->setChecked(true);
}

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

std::string hashOf(const QString &path, Side side = Side::B)
{
    const auto run = RunFolder::open(path.toStdString());
    return run ? run->manifest().side(side).latentsSha256 : std::string("no run");
}

} // namespace

/// Queue, triage, trash, crash and the rest of the Runs dock on tiny clips of the embedded model,
/// driven by object names.
class RunsWorkTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_runs;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<Workbench> m_bench;

    template <typename T> T *find(const char *name)
    {
        return m_bench->window().findChild<T *>(QString::fromLatin1(name));
    }
    RunBox *box() { return m_bench->window().sides()->runBox(); }
    RunsModel &list() { return m_bench->models().runs; }
    SamplerBinding &sampler() { return m_bench->sampler(); }
    QStringList folders() const
    {
        return QDir(m_runs->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    }
    /// Paths of the runs in the list that have ended, oldest first.
    QStringList ended()
    {
        QStringList out;
        for (const QString &name : folders()) {
            const RunRow *row = list().row(m_runs->filePath(name));
            if (row != nullptr && row->state != RunRow::State::Running)
                out << row->path;
        }
        return out;
    }
    void start()
    {
        m_bench = openWorkbench(m_runs->path(), *m_theme);
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->presets().empty(), kSoonMs);
    }
    void write(int steps, std::uint64_t seed, const std::string &prompt = "a turtle and a rocket")
    {
        writeRecipe(*m_bench, steps, seed, prompt);
        QTRY_VERIFY_WITH_TIMEOUT(box()->blocked().isEmpty(), kSoonMs);
    }
    void waitUntilIdle() { QTRY_VERIFY_WITH_TIMEOUT(!sampler().busy(), kRunMs); }
    QString runToEnd(int steps, std::uint64_t seed)
    {
        write(steps, seed);
        const QStringList before = folders();
        sampler().run();
        [&] { waitUntilIdle(); }();
        for (const QString &name : folders()) {
            if (!before.contains(name))
                return m_runs->filePath(name);
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_theme = std::make_unique<ThemeApplier>();
    }
    void init()
    {
        failOnAnyWarning();
        m_runs = std::make_unique<QTemporaryDir>();
        start();
    }
    void cleanup() { m_bench.reset(); }

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
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QCoreApplication::setOrganizationName("dare-workbench-tests");
    QCoreApplication::setApplicationName("test_runs_work");
    QApplication app(argc, argv);
    if (argc == 3 && QString::fromLocal8Bit(argv[1]) == kVictim) {
        QStandardPaths::setTestModeEnabled(true);
        return beKilled(QString::fromLocal8Bit(argv[2]));
    }
    RunsWorkTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "RunsWorkTest.moc"
