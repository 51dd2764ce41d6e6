#include "core/tensors/SafeTensors.h"
#include "tests/cli/DareProgram.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

using namespace dare::test;
using namespace Qt::StringLiterals;

namespace
{

const QStringList kTiny{"a turtle next to a rocket",
                        "--size",
                        "24x24x4",
                        "--seed",
                        "20",
                        "--precision",
                        "fp32",
                        "--words",
                        "none",
                        "--json"};

QString hashOf(const QJsonObject &report)
{
    return report["sides"_L1].toObject()["b"_L1].toObject()["latents_sha256"_L1].toString();
}

} // namespace

/// Many runs from one command.
class BatchTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;

private Q_SLOTS:
    void triageRanksAndFinishesTheBest()
    {
        const CommandResult result =
            m_dare.run(QStringList{"triage"} + kTiny +
                       QStringList{"--steps", "8", "--seeds", "3", "--to", "6", "--finish", "1"});
        QCOMPARE(result.exitCode, 0);
        const QJsonArray runs = result.json()["runs"_L1].toArray();
        QCOMPARE(runs.size(), 3);
        QString finished;
        int done = 0;
        for (const QJsonValue &run : runs) {
            const QJsonObject each = run.toObject();
            QVERIFY(each["share_b"_L1].toObject()["worst"_L1].toDouble() > 0.0);
            QCOMPARE(each["batch"_L1].toObject()["kind"_L1].toString(), QString("triage"));
            if (each["status"_L1].toString() == "done") {
                ++done;
                finished = each["run"_L1].toString();
                const CommandResult whole =
                    m_dare.run(QStringList{"sample"} + kTiny +
                               QStringList{"--steps", "8", "--seed",
                                           QString::number(each["seed"_L1].toInt())});
                const CommandResult resumed = m_dare.run({"show", finished, "--json"});
                QVERIFY(!hashOf(whole.json()).isEmpty());
                QCOMPARE(hashOf(resumed.json()), hashOf(whole.json()));
            } else {
                QCOMPARE(each["steps_done"_L1].toInt(), 6);
            }
        }
        QCOMPARE(done, 1);
    }

    void sweepRunsEveryCombination()
    {
        const CommandResult result =
            m_dare.run(QStringList{"sweep"} + kTiny +
                       QStringList{"--steps", "1", "--sides", "b", "--vary", "b.lambda=0:1:3",
                                   "--vary", "b.s=0,2"});
        QCOMPARE(result.exitCode, 0);
        const QJsonArray runs = result.json()["runs"_L1].toArray();
        QCOMPARE(runs.size(), 6);
        QStringList settings;
        for (const QJsonValue &run : runs)
            settings << run.toObject()["settings"_L1].toString();
        QCOMPARE(settings.removeDuplicates(), 0);
        QVERIFY(!runs[0].toObject()["runs_a"_L1].toBool());
    }

    void whatCannotBeVariedIsSaid_data()
    {
        QTest::addColumn<QString>("vary");
        QTest::addColumn<QString>("says");
        QTest::newRow("no side") << "lambda=0,1"
                                 << "b.lambda=0,0.5,1";
        QTest::newRow("no option") << "b.mu=0,1"
                                   << "lambda";
        QTest::newRow("outside") << "b.lambda=0,2"
                                 << "between 0 and 1";
        QTest::newRow("no value") << "b.lambda="
                                  << "between 0 and 1";
    }
    void whatCannotBeVariedIsSaid()
    {
        QFETCH(QString, vary);
        QFETCH(QString, says);
        const CommandResult result = m_dare.run({"sweep", "a turtle", "--vary", vary});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(says), qPrintable(result.err));
        QVERIFY(!QDir(m_dare.runsFolder()).exists() || result.out.isEmpty());
    }
};

QTEST_GUILESS_MAIN(BatchTest)
#include "BatchTest.moc"
