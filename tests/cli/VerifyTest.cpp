#include "tests/cli/DareProgram.h"

#include "core/tensors/SafeTensors.h"

#include <QJsonArray>
#include <QTest>

#include <cstring>

using namespace dare;
using namespace dare::test;
using namespace Qt::StringLiterals;

/// `dare verify` on folders of known answers, whole and damaged.
class VerifyTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;

private Q_SLOTS:
    void fixturesPass();
    void filesOfOneFixtureCountOnce();
    void aWrongAnswerFails();
    void aTruncatedFixtureIsBadInput();
};

void VerifyTest::fixturesPass()
{
    const CommandResult result = m_dare.run(
        {"verify", DARE_TEST_DATA "/oracle/tiny", DARE_TEST_DATA "/oracle/sharded", "--json"});
    QVERIFY2(result.exitCode == 0, result.out.constData());
    const QJsonObject document = result.json();
    QCOMPARE(document["ok"_L1].toBool(), true);
    QCOMPARE(document["fixtures"_L1].toArray().size(), 2);
    qsizetype stages = 0;
    for (const auto fixture : document["fixtures"_L1].toArray()) {
        QCOMPARE(fixture["ok"_L1].toBool(), true);
        stages += fixture["stages"_L1].toArray().size();
    }
    QCOMPARE(document["stages"_L1].toArray().size(), stages);
    for (const auto stage : document["stages"_L1].toArray()) {
        const QString name = stage["stage"_L1].toString();
        QVERIFY2(stage["ok"_L1].toBool(false), qPrintable(name));
        QVERIFY(stage["max_abs"_L1].toDouble(1) <= stage["allowed"_L1].toDouble(-1));
    }
}

void VerifyTest::filesOfOneFixtureCountOnce()
{
    const QString folder = DARE_TEST_DATA "/oracle/tiny/";
    const CommandResult result =
        m_dare.run({"verify", folder + "fixture.json", folder + "fixture.safetensors", "--json"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(!result.json().contains("fixtures"));
    int tokenStages = 0;
    for (const auto stage : result.json()["stages"_L1].toArray())
        tokenStages += stage["stage"_L1].toString() == "text.ids" ? 1 : 0;
    QCOMPARE(tokenStages, 1);
}

void VerifyTest::aWrongAnswerFails()
{
    const QString folder = m_dare.path("wrong");
    QVERIFY(linkTree(DARE_TEST_DATA "/oracle/tiny", folder));
    const auto original = SafeTensorsFile::open(DARE_TEST_DATA "/oracle/tiny/fixture.safetensors");
    QVERIFY(original);
    std::vector<TensorView> tensors;
    std::vector<std::byte> changed;
    for (const auto &[name, tensor] : original->tensors()) {
        tensors.push_back(tensor);
        if (name != "transformer.output")
            continue;
        changed.assign(tensor.bytes.begin(), tensor.bytes.end());
        float value = 0.0F;
        std::memcpy(&value, changed.data(), sizeof value);
        value += 0.01F;
        std::memcpy(changed.data(), &value, sizeof value);
        tensors.back().bytes = changed;
    }
    QVERIFY(!changed.empty());
    const QString file = folder + "/fixture.safetensors";
    QVERIFY(QFile::remove(file));
    QVERIFY(writeSafeTensors(file.toStdString(), tensors, original->metadata()));
    const CommandResult result = m_dare.run({"verify", folder, "--json"});
    QCOMPARE(result.exitCode, 1);
    QCOMPARE(result.json()["ok"_L1].toBool(true), false);
    for (const auto stage : result.json()["stages"_L1].toArray()) {
        if (stage["stage"_L1].toString() == "transformer.output")
            QCOMPARE(stage["ok"_L1].toBool(true), false);
        if (stage["stage"_L1].toString() == "text.ids")
            QCOMPARE(stage["ok"_L1].toBool(false), true);
    }
}

void VerifyTest::aTruncatedFixtureIsBadInput()
{
    const QString folder = m_dare.path("truncated");
    QVERIFY(linkTree(DARE_TEST_DATA "/oracle/tiny", folder));
    const QString file = folder + "/fixture.safetensors";
    replaceFile(file, readFile(DARE_TEST_DATA "/oracle/tiny/fixture.safetensors").left(100'000));
    const CommandResult result = m_dare.run({"verify", folder});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("fixture.safetensors"), qPrintable(result.err));
}

QTEST_GUILESS_MAIN(VerifyTest)
#include "VerifyTest.moc"
