#include "tests/models/ModelCopy.h"
#include "tests/runs/EngineRuns.h"

#include <QDir>
#include <QTest>

using namespace dare;
using namespace engine_runs;

Q_DECLARE_METATYPE(dare::SamplerKind)

/// A run that was stopped goes on as if it had not been.
class EngineResumeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY((m_runs = std::make_unique<QTemporaryDir>())->isValid()); }

    void stoppedRunGoesOn_data();
    void stoppedRunGoesOn();
    void eventsOfAResumedRun();
    void killedBetweenTheSides();
    void killedWhileWritingMaps();
    void cancelledBetweenSteps_data();
    void cancelledBetweenSteps();
    void cancelledBeforeTheFirstStep();
    void takenBackBeforeItBegan();
    void resumedTwiceAndWhenDone();
    void changedModelIsRefused_data();
    void changedModelIsRefused();
    void changedNoiseIsRefused();
    void aBusyOrMissingRunIsRefused();

private:
    Engine m_engine{kOneThread};
    std::unique_ptr<QTemporaryDir> m_runs;
};

void EngineResumeTest::stoppedRunGoesOn_data()
{
    QTest::addColumn<SamplerKind>("sampler");
    QTest::addColumn<int>("stopAfter");
    for (int stop = 1; stop < 4; ++stop)
        QTest::addRow("UniPC after %d", stop) << SamplerKind::UniPc << stop;
    QTest::newRow("DPM++ 2M after 2") << SamplerKind::DpmPp2M << 2;
    QTest::newRow("Euler after 2") << SamplerKind::Euler << 2;
}

void EngineResumeTest::stoppedRunGoesOn()
{
    QFETCH(SamplerKind, sampler);
    QFETCH(int, stopAfter);
    Recipe wanted = recipe(4);
    wanted.sampler = sampler;
    wanted.b.curves[Option::S] = {{{0, 2.0}, {3, 0.0}}};
    const auto whole = run(m_engine, wanted, *m_runs);
    wanted.stopAfter = stopAfter;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY(whole && stopped);
    QVERIFY(stopped->manifest().status == RunStatus::Cancelled);
    QCOMPARE(stopped->manifest().a.stepsDone, stopAfter);
    QCOMPARE(stopped->manifest().b.stepsDone, stopAfter);
    QVERIFY(!difference(*whole, *stopped).isEmpty());
    const auto resumed = resume(m_engine, stopped->path());
    QVERIFY2(resumed, resumed ? "" : resumed.error().text().c_str());
    QVERIFY(resumed->manifest().status == RunStatus::Done);
    QCOMPARE(difference(*whole, *resumed), QString());
    // Where it stopped is no part of what was made: its recipe makes the whole run again.
    QVERIFY(resumed->manifest().recipe == whole->manifest().recipe);
}

void EngineResumeTest::eventsOfAResumedRun()
{
    Recipe wanted = recipe(3);
    wanted.stopAfter = 2;
    Recorder before;
    RunControl control;
    const auto stopped = m_engine.run(wanted, pathOf(*m_runs), 1, control, before.sink());
    QVERIFY(stopped && !stopped->finished);
    QCOMPARE(stopped->stepsDone, 2);
    QCOMPARE(before.story(), QString("S A0m A0 B0m B0 A1m A1 B1m B1 C"));
    QCOMPARE(before.all<RunCancelled>()[0].stepsDone, 2);
    QCOMPARE(before.all<RunCancelled>()[0].totalSteps, 3);
    Recorder after;
    const auto done = m_engine.resume(stopped->path, 9, control, after.sink());
    QVERIFY(done && done->finished);
    // The finished steps are told again, so that a view can show the whole run.
    QCOMPARE(after.story(), QString("S A0 A1 B0 B1 A2m A2 B2m B2 Af Bf F"));
    QCOMPARE(after.all<RunStarted>()[0].firstStep, 2);
    QCOMPARE(after.all<RunStarted>()[0].run, RunId{9});
    QVERIFY(after.all<StepDone>()[1].metrics.massBefore ==
            before.all<StepDone>()[2].metrics.massBefore);
}

void EngineResumeTest::killedBetweenTheSides()
{
    const auto whole = run(m_engine, recipe(4), *m_runs);
    Recipe wanted = recipe(4);
    wanted.stopAfter = 3;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY(whole && stopped);
    QVERIFY(std::filesystem::remove(stopped->stepFile(Side::B, 2)));
    const auto resumed = resume(m_engine, stopped->path());
    QVERIFY2(resumed, resumed ? "" : resumed.error().text().c_str());
    QCOMPARE(difference(*whole, *resumed), QString());
    QCOMPARE(resumed->manifest().a.stepsDone, 4);
    QCOMPARE(resumed->manifest().b.stepsDone, 4);
}

void EngineResumeTest::killedWhileWritingMaps()
{
    const auto whole = run(m_engine, recipe(3), *m_runs);
    Recipe wanted = recipe(3);
    wanted.stopAfter = 2;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY(whole && stopped);
    // Maps of the step are there, in part; the step file, written last, is not.
    QVERIFY(std::filesystem::remove(stopped->stepFile(Side::A, 1)));
    QVERIFY(std::filesystem::remove(stopped->stepFile(Side::B, 1)));
    std::filesystem::resize_file(stopped->mapsFile(Side::A, 1), 100);
    QVERIFY(std::filesystem::remove(stopped->mapsFile(Side::B, 1)));
    const auto resumed = resume(m_engine, stopped->path());
    QVERIFY(resumed);
    QCOMPARE(difference(*whole, *resumed), QString());
}

void EngineResumeTest::cancelledBetweenSteps_data()
{
    QTest::addColumn<bool>("afterB");
    QTest::newRow("after A") << false;
    QTest::newRow("after B") << true;
}

void EngineResumeTest::cancelledBetweenSteps()
{
    QFETCH(bool, afterB);
    const auto whole = run(m_engine, recipe(3), *m_runs);
    QVERIFY(whole);
    RunControl control;
    Recorder recorder;
    const auto outcome = m_engine.run(recipe(3), pathOf(*m_runs), 1, control, [&](RunEvent event) {
        if (const auto *done = std::get_if<StepDone>(&event))
            if (done->metrics.step == 1 && (done->side == Side::B) == afterB)
                control.cancel();
        recorder.events.push_back(std::move(event));
    });
    QVERIFY(outcome && !outcome->finished);
    QCOMPARE(recorder.story(), QString("S A0m A0 B0m B0 A1m A1 %1C").arg(afterB ? "B1m B1 " : ""));
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder);
    QVERIFY(folder->manifest().status == RunStatus::Cancelled && !folder->manifest().error);
    QCOMPARE(folder->manifest().a.stepsDone, 2);
    QCOMPARE(folder->manifest().b.stepsDone, afterB ? 2 : 1);
    QCOMPARE(outcome->stepsDone, afterB ? 2 : 1);
    const auto resumed = resume(m_engine, outcome->path);
    QVERIFY(resumed);
    QCOMPARE(difference(*whole, *resumed), QString());
}

void EngineResumeTest::cancelledBeforeTheFirstStep()
{
    const auto whole = run(m_engine, recipe(2), *m_runs);
    RunControl control;
    Recorder recorder;
    const auto outcome = m_engine.run(recipe(2), pathOf(*m_runs), 1, control, [&](RunEvent event) {
        if (std::holds_alternative<RunStarted>(event))
            control.cancel();
        recorder.events.push_back(std::move(event));
    });
    QVERIFY(whole && outcome && !outcome->finished);
    QCOMPARE(outcome->stepsDone, 0);
    QCOMPARE(recorder.story(), QString("S C"));
    const auto resumed = resume(m_engine, outcome->path);
    QVERIFY(resumed);
    QCOMPARE(difference(*whole, *resumed), QString());
}

void EngineResumeTest::takenBackBeforeItBegan()
{
    RunControl control;
    control.cancel();
    Recorder recorder;
    const auto outcome = m_engine.run(recipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY(outcome && !outcome->finished && outcome->path.empty());
    QCOMPARE(recorder.story(), QString("C"));
    QVERIFY(QDir(m_runs->path()).isEmpty()); // no folder of 0 steps
    Recipe stopping = recipe(2);
    stopping.stopAfter = 1;
    const auto stopped = run(m_engine, stopping, *m_runs);
    QVERIFY(stopped);
    const auto resumed = m_engine.resume(stopped->path(), 1, control, recorder.sink());
    QVERIFY(resumed && !resumed->finished);
    QCOMPARE(resumed->stepsDone, 1);
    QCOMPARE(RunFolder::open(stopped->path())->manifest().status, RunStatus::Cancelled);
}

void EngineResumeTest::resumedTwiceAndWhenDone()
{
    Recipe wanted = recipe(2);
    wanted.stopAfter = 1;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY(stopped);
    const auto resumed = resume(m_engine, stopped->path());
    QVERIFY(resumed);
    const std::string hash = resumed->manifest().b.latentsSha256;
    const auto again = resume(m_engine, stopped->path());
    QVERIFY(again && again->manifest().status == RunStatus::Done);
    QCOMPARE(again->manifest().b.latentsSha256, hash);
}

void EngineResumeTest::changedModelIsRefused_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("transformer") << "transformer/config.json"
                                 << "eps" << QJsonValue(1e-5);
    QTest::newRow("scheduler") << "scheduler/scheduler_config.json"
                               << "num_train_timesteps" << QJsonValue(500);
    QTest::newRow("densities") << "semantic_density.json"
                               << "unknown" << QJsonValue(0.11);
}

void EngineResumeTest::changedModelIsRefused()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const ModelCopy model(DARE_MODELS "/emoji-world/plain");
    Recipe wanted = recipe(2);
    wanted.model = model.root().string();
    wanted.prompt = "a turtle and a zeppelin"; // one word that no list knows
    wanted.a.variant.clear();
    wanted.runB = false;
    wanted.b = wanted.a;
    wanted.stopAfter = 1;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY2(stopped, stopped ? "" : stopped.error().text().c_str());
    QVERIFY(model.set(file.toUtf8(), key, value));
    Engine fresh(kOneThread); // this one has the old files in memory
    const auto resumed = resume(fresh, stopped->path());
    QVERIFY(!resumed);
    QCOMPARE(resumed.error().code, ErrorCode::InvalidInput);
    QVERIFY2(resumed.error().message.find("model has changed") != std::string::npos,
             resumed.error().text().c_str());
    const auto folder = RunFolder::open(stopped->path());
    QVERIFY(folder && folder->manifest().status == RunStatus::Failed);
    QCOMPARE(folder->manifest().error->message, resumed.error().message);
    QCOMPARE(folder->manifest().a.stepsDone, 1);
}

void EngineResumeTest::changedNoiseIsRefused()
{
    Recipe wanted = recipe(2);
    wanted.stopAfter = 1;
    const auto stopped = run(m_engine, wanted, *m_runs);
    wanted.seed += 1;
    const auto other = run(m_engine, wanted, *m_runs);
    QVERIFY(stopped && other);
    std::filesystem::copy_file(other->noiseFile(Side::B), stopped->noiseFile(Side::B),
                               std::filesystem::copy_options::overwrite_existing);
    const auto resumed = resume(m_engine, stopped->path());
    QVERIFY(!resumed);
    QCOMPARE(resumed.error().code, ErrorCode::InvalidInput);
    QVERIFY(resumed.error().text().find("noise") != std::string::npos);
}

void EngineResumeTest::aBusyOrMissingRunIsRefused()
{
    Recipe wanted = recipe(2);
    wanted.stopAfter = 1;
    const auto stopped = run(m_engine, wanted, *m_runs);
    QVERIFY(stopped);
    auto holder = RunFolder::open(stopped->path());
    QVERIFY(holder && holder->lockForWriting());
    Recorder recorder;
    RunControl control;
    const auto busy = m_engine.resume(stopped->path(), 4, control, recorder.sink());
    QVERIFY(!busy);
    QCOMPARE(busy.error().code, ErrorCode::Busy);
    QCOMPARE(recorder.story(), QString("X"));
    const auto missing = resume(m_engine, pathOf(*m_runs) / "none");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(EngineResumeTest)
#include "EngineResumeTest.moc"
