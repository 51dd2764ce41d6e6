#include "core/runs/RunMarks.h"
#include "core/runs/QueueFile.h"
#include "core/runs/RunUpkeep.h"
#include "core/tensors/AtomicFile.h"
#include "tests/runs/RunSamples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace dare;

/// What is kept beside a run's own files: marks, the queue, what upkeep removes.
class RunMarksTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_runs;
    [[nodiscard]] std::filesystem::path runs() const { return m_runs->path().toStdString(); }

private Q_SLOTS:
    void init() { m_runs = std::make_unique<QTemporaryDir>(); }

    void marksSurviveAndReachTheSummary()
    {
        const auto run = RunFolder::create(runs(), samples::manifest());
        QVERIFY(run);
        QVERIFY(*readMarks(run->path()) == RunMarks{});
        RunMarks marks{"best one #keep", true, {"ab", BatchKind::Sweep, "Sweep λ", {}, {1, 2}}};
        marks.batch.axes = {{Option::S, true, false, {0.0, 2.0}}};
        QVERIFY(writeMarks(run->path(), marks)); // while somebody writes the run
        QVERIFY(*readMarks(run->path()) == marks);
        const auto summary =
            summaryFromJson(summaryToJson(summarize(*RunFolder::open(run->path()))));
        QVERIFY(summary);
        QCOMPARE(summary->title, marks.name);
        QVERIFY(summary->starred && summary->batch == marks.batch);
        QCOMPARE(tagsOf(marks.name), std::vector<std::string>{"keep"});
        QVERIFY(writeMarks(run->path(), {}));
        QVERIFY(!std::filesystem::exists(run->path() / "marks.json"));
    }

    void damagedMarksAreNamed()
    {
        QVERIFY(writeFileAtomically(runs() / "marks.json", std::string("{\"starred\": 3}")));
        const auto marks = readMarks(runs());
        QVERIFY(!marks && marks.error().text().find("starred") != std::string::npos);
    }

    void queueSurvivesARestart()
    {
        QVERIFY(readQueue(runs())->empty());
        Batch sweep{
            "1", BatchKind::Sweep, "Sweep λ 0…1", {{Option::Lambda, false, true, {0, 1}}}, {}};
        Recipe recipe = samples::manifest().recipe;
        sweep.jobs = {{recipe, "", {0}}, {recipe, "", {1}}};
        const Batch resume{"2", BatchKind::Resume, "turtle", {}, {{{}, "/runs/x", {}}}};
        const std::vector<Batch> queue{sweep, resume};
        QVERIFY(writeQueue(runs() / "new", queue));
        const auto read = readQueue(runs() / "new");
        QVERIFY(read && *read == queue);
        QVERIFY(writeQueue(runs() / "new", {}));
        QVERIFY(readQueue(runs() / "new")->empty());
        QVERIFY(writeFileAtomically(runs() / "queue.json", std::string("{\"queue\": 1}")));
        QVERIFY(!readQueue(runs()));
    }

    void unfinishedRunsAreJudgedFromTheirSteps()
    {
        RunManifest manifest = samples::manifest();
        manifest.a.neglected.clear();
        manifest.tokens.words = {manifest.tokens.words[1], manifest.tokens.words[5]};
        manifest.recipe.neglectShare = 0.6; // the second word's share is 0.5 at every step
        const auto run = RunFolder::create(runs(), manifest);
        QVERIFY(run);
        for (int step = 0; step < 5; ++step)
            QVERIFY(samples::writeStep(*run, Side::A, step));
        QVERIFY(summarize(*RunFolder::open(run->path())).neglectedA.empty()); // five are too few
        QVERIFY(samples::writeStep(*run, Side::A, 5));
        const RunSummary summary = summarize(*RunFolder::open(run->path()));
        QCOMPARE(summary.neglectedA, std::vector<std::string>{"rocket"});
        QVERIFY(summary.shareA.ran && summary.shareA.below == 1);
        QCOMPARE(summary.shareA.word, std::string("rocket"));
        QCOMPARE(summary.shareA.worst, 0.5);
        QCOMPARE(summary.shareB.worst, -1.0); // not begun
    }

    void aDeadWritersRunIsInterruptedUntilKept()
    {
        std::filesystem::path path;
        {
            const auto run = RunFolder::create(runs(), samples::manifest());
            QVERIFY(run);
            path = run->path();
            QVERIFY(!RunFolder::open(path)->interrupted());
            QVERIFY(!keepInterrupted(path)); // alive
        }
        QVERIFY(RunFolder::open(path)->interrupted());
        QVERIFY(summarize(*RunFolder::open(path)).interrupted);
        QVERIFY(keepInterrupted(path));
        const auto kept = RunFolder::open(path);
        QVERIFY(!kept->interrupted());
        QCOMPARE(kept->manifest().status, RunStatus::Cancelled);
    }

    void mapsGoLatentsAndFramesStay()
    {
        std::filesystem::path path;
        {
            const auto run = RunFolder::create(runs(), samples::manifest());
            QVERIFY(run);
            path = run->path();
            QVERIFY(samples::writeStep(*run, Side::A, 0));
            QVERIFY(writeFileAtomically(run->mapsFile(Side::A, 0), std::string(1000, 'm')));
            QVERIFY(writeFileAtomically(run->framesFile(Side::A), std::string(500, 'f')));
            QVERIFY(!dropMaps(path)); // somebody writes it
        }
        const RunBytes before = bytesOf(path);
        QCOMPARE(before.maps, std::uint64_t{1000});
        QVERIFY(dropMaps(path));
        QCOMPARE(bytesOf(path), (RunBytes{before.all - 1000, 0}));
        QVERIFY(RunFolder::open(path)->readMetrics(Side::A, 0));
        QVERIFY(std::filesystem::exists(RunFolder::open(path)->framesFile(Side::A)));
    }

    void theOldestUnstarredRunsLoseTheirMapsFirst()
    {
        const auto run = [](const char *path, const char *created, std::uint64_t maps) {
            RunSummary out;
            out.path = path;
            out.created = created;
            out.bytes = maps + 100;
            out.mapBytes = maps;
            return out;
        };
        std::vector<RunSummary> list{run("new", "4", 1000), run("starred", "1", 1000),
                                     run("old", "2", 1000), run("older", "1", 1000),
                                     run("running", "0", 1000)};
        list[1].starred = true;
        list[4].status = RunStatus::Running;
        QVERIFY(planBudget(list, 0).runs.empty());
        QVERIFY(planBudget(list, 5500).runs.empty());
        QCOMPARE(planBudget(list, 5499).runs, std::vector<std::string>{"older"});
        const BudgetPlan all = planBudget(list, 1);
        QCOMPARE(all.runs, (std::vector<std::string>{"older", "old", "new"}));
        QCOMPARE(all.freed, std::uint64_t{3000});
        QCOMPARE(all.total, std::uint64_t{5500});
    }
};

QTEST_GUILESS_MAIN(RunMarksTest)
#include "RunMarksTest.moc"
