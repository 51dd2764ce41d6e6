#include "RunSamples.h"

#include "core/tensors/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace dare;

class RunWriterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    void readerCannotWrite();
    void interruptedRunReadsCancelled();
    void secondProcessIsBusy();
    void copiesShareTheLock();
    void lockingSeesWhatAnotherWriterDid();
    void runsFolderThatCannotBeMade();
    void fullDisk();

private:
    [[nodiscard]] fs::path at(const char *name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    [[nodiscard]] RunFolder make() const
    {
        auto run = RunFolder::create(at("runs"), samples::manifest());
        return run ? std::move(*run) : RunFolder();
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void RunWriterTest::readerCannotWrite()
{
    const RunFolder writer = make();
    auto reader = RunFolder::open(writer.path());
    QVERIFY(reader);
    QVERIFY(!reader->save(reader->manifest()));
    QVERIFY(!samples::writeStep(*reader, Side::A, 0));
    QVERIFY(!fs::exists(reader->stepFile(Side::A, 0)));
}

void RunWriterTest::interruptedRunReadsCancelled()
{
    fs::path path;
    {
        const RunFolder writer = make();
        path = writer.path();
        const auto reader = RunFolder::open(path);
        QVERIFY(reader);
        QCOMPARE(reader->manifest().status, RunStatus::Running);
    }
    const auto reader = RunFolder::open(path);
    QVERIFY(reader);
    QCOMPARE(reader->manifest().status, RunStatus::Cancelled);
    fs::remove(path / "lock"); // a copied run need not have one
    QCOMPARE(RunFolder::open(path)->manifest().status, RunStatus::Cancelled);
}

void RunWriterTest::secondProcessIsBusy()
{
    const RunFolder writer = make();
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe(pipe.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        auto run = RunFolder::open(writer.path());
        const Result<void> locked = run->lockForWriting();
        const bool busy = !locked && locked.error().code == ErrorCode::Busy &&
                          locked.error().text().find(writer.path().string()) != std::string::npos &&
                          run->manifest().status == RunStatus::Running;
        const char answer = busy ? 'y' : 'n';
        _exit(::write(pipe[1], &answer, 1) == 1 ? 0 : 1);
    }
    char answer = '?';
    QCOMPARE(::read(pipe[0], &answer, 1), ssize_t{1});
    QCOMPARE(answer, 'y');
    QCOMPARE(waitpid(child, nullptr, 0), child);
    ::close(pipe[0]);
    ::close(pipe[1]);
}

void RunWriterTest::copiesShareTheLock()
{
    auto copy = std::make_unique<RunFolder>();
    {
        const RunFolder writer = make();
        *copy = writer;
    }
    auto other = RunFolder::open(copy->path());
    QVERIFY(other);
    QVERIFY(!other->lockForWriting());
    QVERIFY(copy->lockForWriting()); // has it already
    copy.reset();
    QVERIFY(other->lockForWriting());
}

void RunWriterTest::lockingSeesWhatAnotherWriterDid()
{
    auto writer = std::make_unique<RunFolder>(make());
    auto second = RunFolder::open(writer->path());
    QVERIFY(samples::writeStep(*writer, Side::A, 0));
    RunManifest manifest = writer->manifest();
    manifest.title = "renamed";
    QVERIFY(writer->save(manifest));
    writer.reset();
    QVERIFY(second->lockForWriting());
    QCOMPARE(second->manifest().title, std::string("renamed"));
    QCOMPARE(second->manifest().a.stepsDone, 1);
    QCOMPARE(second->manifest().status, RunStatus::Cancelled);
}

void RunWriterTest::runsFolderThatCannotBeMade()
{
    QVERIFY(writeFileAtomically(at("file"), std::string("x")));
    const auto run = RunFolder::create(at("file/runs"), samples::manifest());
    QVERIFY(!run);
    QCOMPARE(run.error().code, ErrorCode::Io);
    QVERIFY(run.error().context.find("file/runs") != std::string::npos);
}

void RunWriterTest::fullDisk()
{
    const RunFolder run = make();
    QVERIFY(samples::writeStep(run, Side::A, 0));
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    auto *const handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1500;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto step = samples::writeStep(run, Side::A, 1, 4096);
    const auto fresh = RunFolder::create(at("runs"), samples::manifest());
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!step);
    QCOMPARE(step.error().code, ErrorCode::Io);
    QVERIFY(!fresh);
    QCOMPARE(fresh.error().code, ErrorCode::Io);
    // Nothing half made is left, and the run goes on where space comes back.
    QCOMPARE(std::distance(fs::directory_iterator(at("runs")), fs::directory_iterator()), 1);
    QCOMPARE(RunFolder::open(run.path())->manifest().a.stepsDone, 1);
    QVERIFY(samples::writeStep(run, Side::A, 1));
    QCOMPARE(RunFolder::open(run.path())->manifest().a.stepsDone, 2);
}

QTEST_GUILESS_MAIN(RunWriterTest)
#include "RunWriterTest.moc"
