#include "tests/cli/DareProgram.h"

#include <QDir>
#include <QTest>

#include <csignal>

using namespace dare::test;
using namespace Qt::StringLiterals;

namespace
{

// fp32: hashes of separate runs are compared, and `auto` decides by a timing of its own in each.
const QStringList kSample{"sample",      "a turtle next to a rocket",
                          "--steps",     "3",
                          "--sides",     "b",
                          "--b",         "gamma=0.5",
                          "--precision", "fp32",
                          "--json"};

QString hashOf(const CommandResult &result)
{
    return result.json()["sides"_L1]["b"_L1]["latents_sha256"_L1].toString();
}

} // namespace

/// Runs that do not end by themselves.
class InterruptTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;
    QString m_hash;
    [[nodiscard]] std::unique_ptr<QProcess> start(QString *run) const;

private Q_SLOTS:
    void initTestCase();
    void killedRunResumesToTheSameResult();
    void interruptedRunSaysHowToResume();
    void aRunHasOneWriter();
};

void InterruptTest::initTestCase()
{
    const CommandResult result = m_dare.run(kSample);
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    m_hash = hashOf(result);
    QCOMPARE(m_hash.size(), 64);
}

std::unique_ptr<QProcess> InterruptTest::start(QString *run) const
{
    QString err;
    auto process = m_dare.startUntil(kSample, "step 1/3", &err);
    *run = runPathIn(err);
    return process;
}

void InterruptTest::killedRunResumesToTheSameResult()
{
    QString run;
    const auto process = start(&run);
    QVERIFY(process);
    process->kill();
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitStatus(), QProcess::CrashExit);
    const CommandResult killed = m_dare.run({"show", run, "--json"});
    QVERIFY2(killed.exitCode == 0, qPrintable(killed.err));
    QCOMPARE(killed.json()["status"_L1].toString(), QString("cancelled"));
    const CommandResult resumed = m_dare.run({"resume", run, "--json"});
    QVERIFY2(resumed.exitCode == 0, qPrintable(resumed.err));
    QCOMPARE(hashOf(resumed), m_hash);
}

void InterruptTest::interruptedRunSaysHowToResume()
{
    QString run;
    const auto process = start(&run);
    QVERIFY(process);
    QCOMPARE(::kill(static_cast<pid_t>(process->processId()), SIGINT), 0);
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitStatus(), QProcess::NormalExit);
    QCOMPARE(process->exitCode(), 5);
    const QString err = QString::fromUtf8(process->readAllStandardError());
    QVERIFY2(err.contains("dare resume '" + run + "'"), qPrintable(err));
    const CommandResult document{5, false, process->readAllStandardOutput(), {}};
    QCOMPARE(document.json()["status"_L1].toString(), QString("cancelled"));
    const CommandResult resumed = m_dare.run({"resume", run, "--json"});
    QVERIFY2(resumed.exitCode == 0, qPrintable(resumed.err));
    QCOMPARE(hashOf(resumed), m_hash);
}

void InterruptTest::aRunHasOneWriter()
{
    QString run;
    const auto process = start(&run);
    QVERIFY(process);
    const auto id = static_cast<pid_t>(process->processId());
    QCOMPARE(::kill(id, SIGSTOP), 0); // holds the lock for as long as the second one tries
    const CommandResult second = m_dare.run({"resume", run, "--json"});
    process->kill();
    QVERIFY(process->waitForFinished());
    QCOMPARE(second.exitCode, 3);
    QCOMPARE(second.json()["error"_L1]["code"_L1].toString(), QString("busy"));
    QVERIFY2(second.err.contains(QDir(run).dirName()), qPrintable(second.err));
}

QTEST_GUILESS_MAIN(InterruptTest)
#include "InterruptTest.moc"
