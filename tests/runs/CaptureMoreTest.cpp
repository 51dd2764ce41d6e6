#include "core/runs/MapFile.h"
#include "core/runs/MapReader.h"
#include "tests/runs/EngineRuns.h"

#include <QFile>
#include <QTest>

#include <algorithm>

using namespace dare;

namespace
{

QByteArray bytesOf(const std::filesystem::path &path)
{
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

CaptureWindow everyHead(std::vector<int> steps)
{
    CaptureWindow out;
    out.heads = {IndexChoice::Mode::All, {}};
    out.steps = {IndexChoice::Mode::List, std::move(steps)};
    return out;
}

} // namespace

/// Maps that were not kept, from the stored latents: the same maps, and the same run.
class CaptureMoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_recipe = engine_runs::recipe(3);
        m_recipe.capture.heads = {IndexChoice::Mode::Mean, {}};
        m_recipe.capture.steps = {IndexChoice::Mode::List, {0, 2}};
        m_recipe.capture.words = CaptureWindow::Words::All;
    }
    void mapsEqualThoseOfARunThatKeptThem();
    void otherLatentsAreRefused();
    void cancelledKeepsWhatIsDone();

private:
    Recipe m_recipe;
};

void CaptureMoreTest::mapsEqualThoseOfARunThatKeptThem()
{
    QTemporaryDir runs;
    Engine engine(engine_runs::kOneThread);
    const auto narrow = engine_runs::run(engine, m_recipe, runs);
    QVERIFY2(narrow, narrow ? "" : narrow.error().text().c_str());
    Recipe whole = m_recipe;
    whole.capture.heads = {IndexChoice::Mode::All, {}};
    whole.capture.steps = {};
    const auto wide = engine_runs::run(engine, whole, runs);
    QVERIFY(wide);
    std::map<std::filesystem::path, QByteArray> before;
    for (const Side side : kSides) {
        for (int step = 0; step < 3; ++step)
            before[narrow->stepFile(side, step)] = bytesOf(narrow->stepFile(side, step));
        before[narrow->noiseFile(side)] = bytesOf(narrow->noiseFile(side));
    }
    before[narrow->path() / "run.json"] = bytesOf(narrow->path() / "run.json");
    RunControl control;
    int reported = 0;
    const auto report =
        engine.captureMore(narrow->path(), everyHead({1, 2}), control, [&](int, int total) {
            QCOMPARE(total, 4);
            ++reported;
        });
    QVERIFY2(report, report ? "" : report.error().text().c_str());
    QCOMPARE(reported, 4);
    QCOMPARE(report->sideSteps, 4);
    QCOMPARE(report->latents.at(Side::A), wide->manifest().a.latentsSha256);
    QCOMPARE(report->latents.at(Side::B), wide->manifest().b.latentsSha256);
    for (const auto &[path, bytes] : before)
        QVERIFY2(bytesOf(path) == bytes, path.c_str());
    for (const Side side : kSides) {
        for (const int step : {1, 2}) {
            const auto ours = SafeTensorsFile::open(narrow->mapsFile(side, step));
            const auto theirs = SafeTensorsFile::open(wide->mapsFile(side, step));
            QVERIFY(ours && theirs);
            QCOMPARE(ours->tensors().size(), theirs->tensors().size());
            for (const auto &[name, view] : theirs->tensors()) {
                const TensorView *own = ours->find(name);
                QVERIFY2(own != nullptr, name.c_str());
                QVERIFY2(std::ranges::equal(own->bytes, view.bytes), name.c_str());
            }
        }
        // The step that was not asked for has its head mean alone.
        QVERIFY(!readCoverage(*narrow, side, 0)->has(0, 1));
        QVERIFY(readCoverage(*narrow, side, 1)->has(0, 1));
    }
}

void CaptureMoreTest::otherLatentsAreRefused()
{
    QTemporaryDir runs;
    Engine engine(engine_runs::kOneThread);
    const auto run = engine_runs::run(engine, m_recipe, runs);
    QVERIFY(run);
    // One bit of the stored latents of step 1 of A.
    const auto file = SafeTensorsFile::open(run->stepFile(Side::A, 1));
    QVERIFY(file);
    const auto bytes = bytesOf(run->stepFile(Side::A, 1));
    const auto *latents = file->find("latents");
    const QByteArray wanted(reinterpret_cast<const char *>(latents->bytes.data()), 64);
    const auto place = bytes.indexOf(wanted);
    QVERIFY(place > 0);
    QFile step(QString::fromStdString(run->stepFile(Side::A, 1).string()));
    QByteArray changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    QVERIFY(step.open(QIODevice::WriteOnly));
    QCOMPARE(step.write(changed), changed.size());
    step.close();
    RunControl control;
    const auto report = engine.captureMore(run->path(), everyHead({1}), control, {});
    QVERIFY(!report);
    QVERIFY2(report.error().message.find("other latents") != std::string::npos,
             report.error().text().c_str());
    QVERIFY(!std::filesystem::exists(run->mapsFile(Side::A, 1)));
}

void CaptureMoreTest::cancelledKeepsWhatIsDone()
{
    QTemporaryDir runs;
    Engine engine(engine_runs::kOneThread);
    const auto run = engine_runs::run(engine, m_recipe, runs);
    QVERIFY(run);
    RunControl control;
    const auto report =
        engine.captureMore(run->path(), everyHead({0, 1, 2}), control, [&](int done, int) {
            if (done == 1)
                control.cancel();
        });
    QVERIFY(!report);
    QCOMPARE(report.error().code, ErrorCode::Cancelled);
    QVERIFY(readCoverage(*run, Side::A, 0)->has(0, 1));
    // The step that had begun ends with its forward, without maps.
    QVERIFY(!std::filesystem::exists(run->mapsFile(Side::A, 1)));
    const auto again = RunFolder::open(run->path());
    QVERIFY(again);
    QCOMPARE(again->manifest().status, RunStatus::Done);
}

QTEST_GUILESS_MAIN(CaptureMoreTest)
#include "CaptureMoreTest.moc"
