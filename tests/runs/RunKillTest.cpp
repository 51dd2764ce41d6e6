#include "RunSamples.h"

#include "core/tensors/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace dare;

namespace
{

constexpr std::size_t kLatents = 50'000; // large enough that kills hit the middle of a write

/// The writer of a child process: steps of both sides, one byte down the pipe after each pair.
[[noreturn]] void writeUntilKilled(RunFolder run, int first, int pipe)
{
    for (int step = first; step < 9999; ++step) {
        RunManifest manifest = run.manifest();
        manifest.seconds = step;
        if (!samples::writeStep(run, Side::A, step, kLatents) ||
            !samples::writeStep(run, Side::B, step, kLatents) || !run.save(manifest) ||
            ::write(pipe, "+", 1) != 1)
            _exit(1);
    }
    _exit(0);
}

int temporaryFiles(const fs::path &run)
{
    int count = 0;
    for (const auto &entry : fs::recursive_directory_iterator(run))
        count += isTemporaryFile(entry.path()) ? 1 : 0;
    return count;
}

} // namespace

class RunKillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedRunReopensAndGoesOn();
    void killedCreateLeavesNoHalfRun();
    void staleFilesGoWithTheLockAlone();

private:
    QTemporaryDir m_folder;
};

void RunKillTest::killedRunReopensAndGoesOn()
{
    const fs::path runs = fs::path(m_folder.path().toStdString()) / "runs";
    fs::path path;
    {
        const auto run = RunFolder::create(runs, samples::manifest());
        QVERIFY(run);
        path = run->path();
    }
    int done = 0;
    for (int round = 0; round < 25; ++round) {
        std::array<int, 2> pipe{};
        QCOMPARE(::pipe(pipe.data()), 0);
        const pid_t child = fork();
        if (child == 0) {
            auto run = RunFolder::open(path);
            if (!run || !run->lockForWriting())
                _exit(2);
            writeUntilKilled(std::move(*run), done, pipe[1]);
        }
        ::close(pipe[1]);
        char byte = 0;
        QCOMPARE(::read(pipe[0], &byte, 1), ssize_t{1}); // at least one step is done
        QTest::qSleep(1 + round % 5);
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
        int told = 1;
        while (::read(pipe[0], &byte, 1) == 1)
            ++told;
        ::close(pipe[0]);

        const auto run = RunFolder::open(path);
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        QCOMPARE(run->manifest().status, RunStatus::Cancelled);
        const int a = run->manifest().a.stepsDone;
        const int b = run->manifest().b.stepsDone;
        QVERIFY(b >= done + told); // what was reported is there
        QVERIFY(a == b || a == b + 1);
        for (int step = done; step < a; ++step) {
            const auto metrics = run->readMetrics(Side::A, step);
            QVERIFY2(metrics, metrics ? "" : metrics.error().text().c_str());
            QCOMPARE(metrics->massAfter[5], static_cast<float>(step));
        }
        done = b;
    }
    auto last = RunFolder::open(path);
    QVERIFY(last->lockForWriting());
    QCOMPARE(temporaryFiles(path), 0);
}

void RunKillTest::killedCreateLeavesNoHalfRun()
{
    const fs::path runs = fs::path(m_folder.path().toStdString()) / "created";
    for (int round = 0; round < 15; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (;;) {
                if (!RunFolder::create(runs, samples::manifest()))
                    _exit(1);
            }
        }
        QTest::qSleep(3 + round);
        ::kill(child, SIGKILL);
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        QVERIFY(WIFSIGNALED(status));
    }
    int whole = 0;
    for (const auto &entry : fs::directory_iterator(runs)) {
        if (isTemporaryFile(entry.path()))
            continue;
        const auto run = RunFolder::open(entry.path());
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        ++whole;
    }
    QVERIFY(whole > 0);
}

void RunKillTest::staleFilesGoWithTheLockAlone()
{
    auto writer =
        RunFolder::create(fs::path(m_folder.path().toStdString()) / "stale", samples::manifest());
    QVERIFY(writer);
    const fs::path left = writer->stepFile(Side::A, 0).string() + std::string(kTemporaryMark) + "1";
    QVERIFY(writeFileAtomically(left, std::string("half")));
    auto reader = RunFolder::open(writer->path());
    QVERIFY(reader);
    QCOMPARE(reader->manifest().a.stepsDone, 0);
    QVERIFY(!reader->lockForWriting());
    QVERIFY(fs::exists(left)); // it may be the living writer's
    *writer = RunFolder();
    QVERIFY(reader->lockForWriting());
    QVERIFY(!fs::exists(left));
}

QTEST_GUILESS_MAIN(RunKillTest)
#include "RunKillTest.moc"
