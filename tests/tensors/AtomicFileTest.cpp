#include "core/tensors/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace dare;

class AtomicFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    void writesAndReplaces();
    void joinsParts();
    void missingFolderIsNamed();
    void belowARegularFile();
    void fullDiskLeavesTheOldFile();
    void killedWriterLeavesOldOrNew();
    void readsNothingFromAFolder();
    void sha256KnownAnswers();

private:
    [[nodiscard]] fs::path at(const char *name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    [[nodiscard]] std::size_t fileCount() const
    {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(at("")), fs::directory_iterator()));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void AtomicFileTest::writesAndReplaces()
{
    QVERIFY(writeFileAtomically(at("f"), std::string("one")));
    QCOMPARE(*readTextFile(at("f")), std::string("one"));
    QVERIFY(writeFileAtomically(at("f"), std::string()));
    QCOMPARE(*readTextFile(at("f")), std::string());
    QCOMPARE(fileCount(), std::size_t{1});
}

void AtomicFileTest::joinsParts()
{
    const std::string large(300'000, 'x');
    const std::string end = "end";
    QVERIFY(writeFileAtomically(
        at("f"), {std::as_bytes(std::span(large)), {}, std::as_bytes(std::span(end))}));
    QCOMPARE(*readTextFile(at("f")), large + end);
}

void AtomicFileTest::missingFolderIsNamed()
{
    const auto written = writeFileAtomically(at("absent/f"), std::string("x"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
    QVERIFY(written.error().context.find("absent/f") != std::string::npos);
    const auto read = readTextFile(at("absent/f"));
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::NotFound);
}

void AtomicFileTest::belowARegularFile()
{
    QVERIFY(writeFileAtomically(at("file"), std::string("x")));
    const auto written = writeFileAtomically(at("file/inside"), std::string("x"));
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
}

void AtomicFileTest::fullDiskLeavesTheOldFile()
{
    QVERIFY(writeFileAtomically(at("f"), std::string("old")));
    rlimit before{};
    QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
    auto *const handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit small = before;
    small.rlim_cur = 1000;
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &small), 0);
    const auto written = writeFileAtomically(at("f"), std::string(5000, 'n'));
    QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, handler);
    QVERIFY(!written);
    QCOMPARE(written.error().code, ErrorCode::Io);
    QCOMPARE(*readTextFile(at("f")), std::string("old"));
    QCOMPARE(fileCount(), std::size_t{1}); // the temporary file is gone
}

void AtomicFileTest::killedWriterLeavesOldOrNew()
{
    const std::string odd(100'000, '1');
    const std::string even(200'000, '2');
    QVERIFY(writeFileAtomically(at("f"), odd));
    for (int round = 0; round < 20; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (;;) {
                (void)writeFileAtomically(at("f"), even);
                (void)writeFileAtomically(at("f"), odd);
            }
        }
        QVERIFY(child > 0);
        QTest::qSleep(1 + 2 * round);
        ::kill(child, SIGKILL);
        QCOMPARE(waitpid(child, nullptr, 0), child);
        const auto text = readTextFile(at("f"));
        QVERIFY(text);
        QVERIFY(*text == odd || *text == even);
        for (const auto &entry : fs::directory_iterator(at("")))
            QVERIFY(entry.path() == at("f") || isTemporaryFile(entry.path()));
    }
}

void AtomicFileTest::readsNothingFromAFolder()
{
    const auto read = readTextFile(at(""));
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::Io);
}

void AtomicFileTest::sha256KnownAnswers()
{
    QCOMPARE(sha256({}),
             std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    const std::string abc = "abc"; // FIPS 180-4, example 1
    QCOMPARE(sha256(std::as_bytes(std::span(abc))),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

QTEST_GUILESS_MAIN(AtomicFileTest)
#include "AtomicFileTest.moc"
