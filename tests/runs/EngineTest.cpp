#include "core/tensors/SafeTensors.h"
#include "tests/runs/EngineRuns.h"

#include <QTest>

using namespace dare;
using namespace engine_runs;

/// What a recipe gives does not depend on anything but the recipe.
class EngineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY((m_runs = std::make_unique<QTemporaryDir>())->isValid()); }

    void aSideAloneEqualsItselfInAPair();
    void theSameRecipeGivesTheSameHash();
    void everyPartOfTheRecipeCounts();
    void offIsBitIdenticalToPlain();
    void captureChangesNothing();
    void eventsComeInOrder();
    void theFolderHoldsWhatTheEventsSaid();
    void outOfMemoryGoesOnLean();
    void outOfMemoryInTheLastModeFails();
    void predictionFitsTheFiles();
    void previewsComeFromTheFolder();

private:
    [[nodiscard]] std::string hash(const Result<RunFolder> &run, Side side) const
    {
        return run ? run->manifest().side(side).latentsSha256 : run.error().text();
    }
    Engine m_engine{kOneThread};
    std::unique_ptr<QTemporaryDir> m_runs;
};

void EngineTest::aSideAloneEqualsItselfInAPair()
{
    Recipe pair = recipe(2);
    pair.size = {48, 48, 8};
    const auto both = run(m_engine, pair, *m_runs);
    QVERIFY2(both, both ? "" : both.error().text().c_str());
    QCOMPARE(hash(both, Side::A).size(), std::size_t{64});
    QVERIFY(hash(both, Side::A) != hash(both, Side::B));
    for (const Side side : kSides) {
        Recipe single = pair;
        single.runA = side == Side::A;
        single.runB = side == Side::B;
        const auto alone = run(m_engine, single, *m_runs);
        QVERIFY(alone);
        QCOMPARE(hash(alone, side), hash(both, side));
        const Side other = side == Side::A ? Side::B : Side::A;
        QVERIFY(hash(alone, other).empty());
        QVERIFY(!std::filesystem::exists(alone->noiseFile(other)));
    }
}

void EngineTest::theSameRecipeGivesTheSameHash()
{
    const auto first = run(m_engine, recipe(3), *m_runs);
    QVERIFY(first);
    Recipe other = recipe(2);
    other.prompt = "an owl";
    other.size = {48, 36, 8};
    other.runA = false;
    QVERIFY(run(m_engine, other, *m_runs));
    const auto again = run(m_engine, recipe(3), *m_runs);
    QVERIFY(again);
    QCOMPARE(difference(*first, *again), QString());
    Engine fresh(kOneThread);
    const auto elsewhere = run(fresh, recipe(3), *m_runs);
    QVERIFY(elsewhere);
    QCOMPARE(difference(*first, *elsewhere), QString());
}

void EngineTest::everyPartOfTheRecipeCounts()
{
    const auto base = run(m_engine, recipe(2), *m_runs);
    QVERIFY(base);
    const std::vector<std::pair<const char *, std::function<void(Recipe &)>>> changes{
        {"seed", [](Recipe &r) { r.seed += 1; }},
        {"sampler", [](Recipe &r) { r.sampler = SamplerKind::Euler; }},
        {"shift", [](Recipe &r) { r.shift = 3.0; }},
        {"sigmas", [](Recipe &r) { r.sigmaTable = SigmaTable::Old; }},
        {"negative", [](Recipe &r) { r.negative = "a rocket"; }},
        {"rho", [](Recipe &r) { r.rho["turtle"] = 0.1; }},
        {"w", [](Recipe &r) { r.b.value(Option::W) = 4.0; }},
        {"lambda", [](Recipe &r) { r.b.value(Option::Lambda) = 1.0; }},
        {"s", [](Recipe &r) { r.b.value(Option::S) = 0.5; }},
        {"gamma", [](Recipe &r) { r.b.value(Option::Gamma) = 0.0; }},
        {"kappa", [](Recipe &r) { r.b.value(Option::Kappa) = 0.0; }},
        {"pads", [](Recipe &r) { r.b.value(Option::PadWeight) = 0.5; }},
        {"end", [](Recipe &r) { r.b.value(Option::EndWeight) = 0.0; }},
        {"weights", [](Recipe &r) { r.b.wordWeights = false; }},
        {"curve",
         [](Recipe &r) {
             r.b.curves[Option::S] = {{{0, 1.0}, {1, 2.0}}};
         }},
        {"variant", [](Recipe &r) { r.b.variant = "plain"; }},
        {"tokens", [](Recipe &r) { r.maxTokens = 20; }}};
    for (const auto &[name, change] : changes) {
        Recipe other = recipe(2);
        change(other);
        other.runA = false;
        const auto changed = run(m_engine, other, *m_runs);
        QVERIFY2(changed, changed ? "" : changed.error().text().c_str());
        QVERIFY2(hash(changed, Side::B) != hash(base, Side::B), name);
    }
}

void EngineTest::offIsBitIdenticalToPlain()
{
    Recipe off = recipe(3);
    off.b = off.a;
    off.b.value(Option::Kappa) = 0.8;
    off.b.value(Option::Tau) = 0.9;
    off.prompt = "a turtle next to a rocket";
    off.b.wordWeights = true; // u = 1 everywhere
    const auto same = run(m_engine, off, *m_runs);
    QVERIFY(same);
    QCOMPARE(hash(same, Side::A), hash(same, Side::B));
    off.b.value(Option::S) = 0.05;
    const auto slightly = run(m_engine, off, *m_runs);
    QVERIFY(slightly);
    QCOMPARE(hash(slightly, Side::A), hash(same, Side::A));
    QVERIFY(hash(slightly, Side::A) != hash(slightly, Side::B));
}

void EngineTest::captureChangesNothing()
{
    const auto kept = run(m_engine, recipe(2), *m_runs);
    Recipe none = recipe(2);
    none.capture.words = CaptureWindow::Words::None;
    const auto without = run(m_engine, none, *m_runs);
    Recipe much = recipe(2);
    much.capture.heads = {IndexChoice::Mode::All, {}};
    much.capture.branches = {Branch::Cond, Branch::Neg, Branch::Dom};
    const auto everything = run(m_engine, much, *m_runs);
    Recipe mean = recipe(2);
    mean.capture.layers = {IndexChoice::Mode::Mean, {}};
    mean.capture.words = CaptureWindow::Words::List;
    mean.capture.wordList = {"rocket"};
    mean.capture.steps = {IndexChoice::Mode::List, {1}};
    const auto few = run(m_engine, mean, *m_runs);
    QVERIFY(kept && without && everything && few);
    for (const Side side : kSides) {
        QCOMPARE(hash(without, side), hash(kept, side));
        QCOMPARE(hash(everything, side), hash(kept, side));
        QCOMPARE(hash(few, side), hash(kept, side));
    }
    QVERIFY(!std::filesystem::exists(without->mapsFile(Side::B, 1)));
    QVERIFY(!std::filesystem::exists(few->mapsFile(Side::B, 0)));
    const auto maps = SafeTensorsFile::open(few->mapsFile(Side::B, 1));
    QVERIFY(maps);
    QCOMPARE(maps->tensors().size(), std::size_t{2});
    const TensorView *map = maps->find("block.mean.cond.before");
    QVERIFY(map != nullptr);
    QCOMPARE(map->shape, (std::vector<std::int64_t>{1, 1, 1, 4, 4}));
    const auto all = SafeTensorsFile::open(everything->mapsFile(Side::B, 0));
    QVERIFY(all && all->find("block.5.dom.before") && !all->find("block.5.dom.after"));
    QCOMPARE(all->find("block.0.cond.after")->shape[0], 6);
}

void EngineTest::eventsComeInOrder()
{
    Recorder recorder;
    RunControl control;
    const auto outcome = m_engine.run(recipe(2), pathOf(*m_runs), 77, control, recorder.sink());
    QVERIFY(outcome && outcome->finished);
    QCOMPARE(outcome->stepsDone, 2);
    QCOMPARE(recorder.story(), QString("S A0m A0 B0m B0 A1m A1 B1m B1 Af Bf F"));
    const auto started = recorder.all<RunStarted>();
    QVERIFY(std::holds_alternative<RunStarted>(recorder.events.front()));
    QVERIFY(std::holds_alternative<RunFinished>(recorder.events.back()));
    QCOMPARE(started[0].run, RunId{77});
    QCOMPARE(started[0].firstStep, 0);
    QCOMPARE(started[0].path, outcome->path);
    QCOMPARE(started[0].sigmas.size(), std::size_t{3});
    QVERIFY(started[0].tokens.words.size() >= 6);
    QVERIFY(!started[0].rows.empty());
    for (const StepDone &done : recorder.all<StepDone>()) {
        QCOMPARE(done.run, RunId{77});
        QCOMPARE(done.totalSteps, 2);
        QCOMPARE(done.metrics.blocks, 6);
        QCOMPARE(done.metrics.massBefore.size(), std::size_t{6 * 48});
        double sum = 0.0;
        for (int t = 0; t < 48; ++t)
            sum += static_cast<double>(done.metrics.massAfter[static_cast<std::size_t>(t)]);
        QVERIFY(std::abs(sum - 1.0) < 1e-4);
        QCOMPARE(done.metrics.massBefore == done.metrics.massAfter, done.side == Side::A);
    }
    QCOMPARE(recorder.all<Preview>().size(), std::size_t{4});
    QCOMPARE(recorder.all<Preview>()[0].clip->frames, 4);
}

void EngineTest::theFolderHoldsWhatTheEventsSaid()
{
    Recorder recorder;
    RunControl control;
    const auto outcome = m_engine.run(recipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY(outcome);
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder);
    const RunManifest &manifest = folder->manifest();
    QVERIFY(manifest.status == RunStatus::Done && !manifest.error);
    QVERIFY(manifest.recipe == recorder.all<RunStarted>()[0].recipe);
    QCOMPARE(manifest.noiseSha256, recorder.all<RunStarted>()[0].noiseHash);
    QVERIFY(manifest.densitySource.find("semantic_density.json") != std::string::npos);
    QCOMPARE(manifest.environment.at("precision"), std::string("fp32"));
    QCOMPARE(manifest.environment.at("memory mode"), std::string("resident"));
    for (const SideFinished &side : recorder.all<SideFinished>()) {
        QCOMPARE(manifest.side(side.side).latentsSha256, side.latentsSha256);
        QCOMPARE(manifest.side(side.side).stepsDone, 2);
    }
    for (const StepDone &done : recorder.all<StepDone>()) {
        const auto stored = folder->readMetrics(done.side, done.metrics.step);
        QVERIFY(stored);
        QVERIFY(stored->massBefore == done.metrics.massBefore);
        QVERIFY(stored->massAfter == done.metrics.massAfter);
        QVERIFY(stored->share == done.metrics.share);
    }
    QVERIFY(manifest.a.modelHash != manifest.b.modelHash);
}

void EngineTest::outOfMemoryGoesOnLean()
{
    Recipe wanted = recipe(3);
    wanted.capture.heads = {IndexChoice::Mode::All, {}};
    const auto whole = run(m_engine, wanted, *m_runs);
    QVERIFY(whole);
    for (const int failing : {0, 1}) {
        Engine engine({1, [failing](MemoryMode mode, int step) {
                           return mode == MemoryMode::Resident && step == failing;
                       }});
        Recorder recorder;
        RunControl control;
        const auto outcome = engine.run(wanted, pathOf(*m_runs), 1, control, recorder.sink());
        QVERIFY2(outcome && outcome->finished, outcome ? "" : outcome.error().text().c_str());
        const auto lean = RunFolder::open(outcome->path);
        QVERIFY(lean);
        QCOMPARE(difference(*whole, *lean), QString());
        QCOMPARE(lean->manifest().environment.at("memory mode"), std::string("lean"));
        QVERIFY(!recorder.all<RunLog>().empty()); // it is said
        QVERIFY(recorder.story().endsWith("F"));
    }
}

void EngineTest::outOfMemoryInTheLastModeFails()
{
    const auto whole = run(m_engine, recipe(3), *m_runs);
    QVERIFY(whole);
    Engine engine({1, [](MemoryMode, int step) { return step == 2; }});
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(recipe(3), pathOf(*m_runs), 5, control, recorder.sink());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::OutOfMemory);
    QVERIFY(recorder.story().endsWith("X"));
    const RunFailed failed = recorder.all<RunFailed>().at(0);
    QCOMPARE(failed.run, RunId{5});
    QCOMPARE(failed.error.code, ErrorCode::OutOfMemory);
    const auto folder = RunFolder::open(failed.path);
    QVERIFY(folder);
    QVERIFY(folder->manifest().status == RunStatus::Failed);
    QCOMPARE(folder->manifest().error->code, ErrorCode::OutOfMemory);
    QCOMPARE(folder->manifest().a.stepsDone, 2);
    const auto resumed = resume(m_engine, failed.path);
    QVERIFY2(resumed, resumed ? "" : resumed.error().text().c_str());
    QVERIFY(resumed->manifest().status == RunStatus::Done && !resumed->manifest().error);
    QCOMPARE(difference(*whole, *resumed), QString());
}

void EngineTest::predictionFitsTheFiles()
{
    auto resolved = m_engine.resolve(recipe(2));
    QVERIFY(resolved);
    const auto prediction = m_engine.predict(*resolved);
    QVERIFY(prediction);
    const auto done = run(m_engine, *resolved, *m_runs);
    QVERIFY(done);
    std::uintmax_t maps = 0;
    std::uintmax_t states = 0;
    for (const Side side : kSides) {
        states += std::filesystem::file_size(done->noiseFile(side));
        for (int step = 0; step < 2; ++step) {
            maps += std::filesystem::file_size(done->mapsFile(side, step));
            states += std::filesystem::file_size(done->stepFile(side, step));
        }
    }
    // "If every step reweights": side A does not, so that it keeps half of what is foretold.
    QVERIFY2(maps <= prediction->mapBytes + 65536 && maps * 2 > prediction->mapBytes,
             qPrintable(QString("%1 of %2").arg(maps).arg(prediction->mapBytes)));
    QVERIFY2(states < prediction->stateBytes + 65536 && states > prediction->stateBytes / 2,
             qPrintable(QString("%1 of %2").arg(states).arg(prediction->stateBytes)));
    QVERIFY(prediction->memoryBytes > 1U << 20U);
}

void EngineTest::previewsComeFromTheFolder()
{
    Recorder recorder;
    RunControl control;
    const auto outcome = m_engine.run(recipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY(outcome);
    for (const Preview &preview : recorder.all<Preview>()) {
        const auto clip = m_engine.preview(outcome->path, preview.side, preview.step);
        QVERIFY(clip);
        QVERIFY(clip->rgb == preview.clip->rgb);
    }
    const auto beyond = m_engine.preview(outcome->path, Side::A, 2);
    QVERIFY(!beyond);
    QCOMPARE(beyond.error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(EngineTest)
#include "EngineTest.moc"
