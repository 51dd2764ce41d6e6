#include "tests/runs/EngineRuns.h"

#include <QDir>
#include <QTest>
#include <QtEndian>

#include <cmath>
#include <limits>

using namespace dare;
using namespace engine_runs;

using Change = std::function<void(Recipe &)>;
Q_DECLARE_METATYPE(Change)

namespace
{

bool mentions(const Error &error, const QStringList &parts)
{
    const QString text = QString::fromStdString(error.text());
    return std::all_of(parts.begin(), parts.end(),
                       [&](const QString &part) { return text.contains(part); });
}

} // namespace

/// Recipes and places that cannot work are refused before anything is computed.
class EngineRefusalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY((m_runs = std::make_unique<QTemporaryDir>())->isValid()); }

    void everyOptionHasItsRange_data();
    void everyOptionHasItsRange();
    void recipesThatCannotWork_data();
    void recipesThatCannotWork();
    void defaultsAreFilledIn();
    void runsFolderThatCannotBeMade();
    void aFailureTouchesNoOtherRun();
    void unknownWordToCapture();
    void nothingLeftToAttendTo();
    void badNoiseFile();
    void modelFolderThatIsNone();
    void clipBeyondAllMemory();
    void damagedLatentsAreNotDecoded();

private:
    Engine m_engine{kOneThread};
    std::unique_ptr<QTemporaryDir> m_runs;
};

void EngineRefusalTest::everyOptionHasItsRange_data()
{
    QTest::addColumn<int>("option");
    for (const OptionSpec &row : kOptions)
        QTest::newRow(std::string(row.name).c_str()) << static_cast<int>(row.option);
}

void EngineRefusalTest::everyOptionHasItsRange()
{
    QFETCH(int, option);
    const OptionSpec &row = spec(static_cast<Option>(option));
    const double tiny = 1e-9 * std::max(1.0, row.maximum);
    for (const Side side : kSides) {
        const QString name =
            QString("%1.%2").arg(letter(side)).arg(QString::fromStdString(std::string(row.name)));
        for (const double good : {row.minimum, row.maximum}) {
            Recipe recipe = engine_runs::recipe(2);
            recipe.side(side).value(row.option) = good;
            QVERIFY(m_engine.resolve(recipe));
        }
        for (const double bad :
             {row.minimum - tiny, row.maximum + tiny, -1e300,
              std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            Recipe recipe = engine_runs::recipe(2);
            recipe.side(side).value(row.option) = bad;
            const auto resolved = m_engine.resolve(recipe);
            QVERIFY(!resolved);
            QCOMPARE(resolved.error().code, ErrorCode::InvalidArgument);
            const QString range = QString("between %1 and %2").arg(row.minimum).arg(row.maximum);
            QVERIFY2(mentions(resolved.error(), {name, range}), resolved.error().text().c_str());
            recipe = engine_runs::recipe(2);
            recipe.side(side).curves[row.option] = {{{1, bad}}};
            const auto curve = m_engine.resolve(recipe);
            QVERIFY(!curve);
            QVERIFY2(mentions(curve.error(), {name}), curve.error().text().c_str());
        }
    }
}

void EngineRefusalTest::recipesThatCannotWork_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, Change change, QStringList expected) {
        QTest::newRow(name) << std::move(change) << std::move(expected);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    row("no steps", [](Recipe &r) { r.steps = 0; }, {"steps", "between 1 and 1000"});
    row("many steps", [](Recipe &r) { r.steps = 1001; }, {"steps", "between 1 and 1000", "1001"});
    row("stop beyond", [](Recipe &r) { r.stopAfter = 3; }, {"stop-after", "between 0 and 2"});
    row("stop before", [](Recipe &r) { r.stopAfter = -1; }, {"stop-after"});
    row("shift 0", [](Recipe &r) { r.shift = 0.0; }, {"shift", "between 0.01 and 100"});
    row("shift NaN", [nan](Recipe &r) { r.shift = nan; }, {"shift"});
    row("tokens", [](Recipe &r) { r.maxTokens = 513; }, {"max-tokens", "between 1 and 512"});
    row("rho", [](Recipe &r) { r.rho["turtle"] = 1.5; }, {"turtle", "between 0 and 1"});
    row("rho NaN", [nan](Recipe &r) { r.rho["turtle"] = nan; }, {"turtle"});
    row("neglect share", [](Recipe &r) { r.neglectShare = -0.1; }, {"neglect share"});
    row("neglect steps", [](Recipe &r) { r.neglectSteps = 0; }, {"neglect steps"});
    row("no side", [](Recipe &r) { r.runA = r.runB = false; }, {"side"});
    row("width", [](Recipe &r) { r.size.width = 25; }, {"size", "width", "multiple of 6", "25"});
    row("height", [](Recipe &r) { r.size.height = 0; }, {"size", "height", "multiple of 6"});
    row("frames", [](Recipe &r) { r.size.frames = 6; }, {"size", "frames", "multiple of 4"});
    row("negative", [](Recipe &r) { r.size.width = -24; }, {"size", "width"});
    row("variant", [](Recipe &r) { r.b.variant = "best"; }, {"b.variant", "best", "plain, dare"});
    row("head",
        [](Recipe &r) {
            r.capture.heads = {IndexChoice::Mode::List, {6}};
        },
        {"heads", "between 0 and 5", "6"});
    row("layer",
        [](Recipe &r) {
            r.capture.layers = {IndexChoice::Mode::List, {-1}};
        },
        {"layers", "between 0 and 5"});
    row("map step",
        [](Recipe &r) {
            r.capture.steps = {IndexChoice::Mode::List, {2}};
        },
        {"map-steps", "between 0 and 1"});
    row("no head", [](Recipe &r) { r.capture.heads = {IndexChoice::Mode::List, {}}; }, {"heads"});
    row("curve beyond",
        [](Recipe &r) {
            r.a.curves[Option::W] = {{{2, 3.0}}};
        },
        {"a.w", "between 0 and 1", "2"});
    row("curve backwards",
        [](Recipe &r) {
            r.a.curves[Option::W] = {{{1, 3.0}, {0, 3.0}}};
        },
        {"a.w", "ascend"});
    row("empty curve", [](Recipe &r) { r.a.curves[Option::W] = {}; }, {"a.w", "point"});
    row("no curve", [](Recipe &r) { r.a.curves[Option::Tau] = {{{0, 0.5}}}; }, {"a.tau", "curve"});
    row("device", [](Recipe &r) { r.device = "abacus"; }, {"device", "abacus", "cpu"});
}

void EngineRefusalTest::recipesThatCannotWork()
{
    QFETCH(Change, change);
    QFETCH(QStringList, expected);
    QVERIFY(m_engine.resolve(recipe(2)));
    Recipe bad = recipe(2);
    change(bad);
    const auto resolved = m_engine.resolve(bad);
    QVERIFY(!resolved);
    QCOMPARE(resolved.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(mentions(resolved.error(), expected), resolved.error().text().c_str());
    Recorder recorder;
    RunControl control;
    const auto outcome = m_engine.run(bad, pathOf(*m_runs), 8, control, recorder.sink());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().text(), resolved.error().text());
    QCOMPARE(recorder.story(), QString("X"));
    QCOMPARE(recorder.all<RunFailed>()[0].run, RunId{8});
    QVERIFY(QDir(m_runs->path()).isEmpty());
}

void EngineRefusalTest::defaultsAreFilledIn()
{
    Recipe bare;
    bare.prompt = "a turtle";
    const auto resolved = m_engine.resolve(bare);
    QVERIFY(resolved);
    QVERIFY((resolved->size == ClipSize{96, 96, 16}));
    QCOMPARE(resolved->maxTokens, 48);
    QCOMPARE(resolved->a.variant, std::string("plain"));
    QVERIFY(resolved->device != "auto");
    QVERIFY(resolved->precision != Precision::Auto);
    QVERIFY(resolved->memory != MemoryMode::Auto);
    QVERIFY(std::filesystem::is_directory(resolved->model));
    QVERIFY(*m_engine.resolve(*resolved) == *resolved);
}

void EngineRefusalTest::runsFolderThatCannotBeMade()
{
    QFile file(m_runs->filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const std::filesystem::path &place :
         {pathOf(*m_runs) / "file" / "runs", std::filesystem::path("/proc/nowhere")}) {
        Recorder recorder;
        RunControl control;
        const auto outcome = m_engine.run(recipe(2), place, 3, control, recorder.sink());
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Io);
        QVERIFY2(mentions(outcome.error(), {QString::fromStdString(place.string())}),
                 outcome.error().text().c_str());
        QCOMPARE(recorder.story(), QString("X"));
        QVERIFY(recorder.all<RunFailed>()[0].path.empty());
    }
}

/// The run that failed has no folder: the one that the program happens to stand in is not it.
void EngineRefusalTest::aFailureTouchesNoOtherRun()
{
    const auto innocent = run(m_engine, recipe(2), *m_runs);
    QVERIFY(innocent);
    const QString before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(QString::fromStdString(innocent->path().string())));
    Recorder recorder;
    RunControl control;
    const auto outcome = m_engine.run(recipe(2), "/proc/nowhere", 3, control, recorder.sink());
    QVERIFY(QDir::setCurrent(before));
    QVERIFY(!outcome);
    const auto after = RunFolder::open(innocent->path());
    QVERIFY(after && after->manifest().status == RunStatus::Done && !after->manifest().error);
}

void EngineRefusalTest::unknownWordToCapture()
{
    Recipe bad = recipe(2);
    bad.capture.words = CaptureWindow::Words::List;
    bad.capture.wordList = {"turtle", "walrus"};
    const auto outcome = run(m_engine, bad, *m_runs);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(mentions(outcome.error(), {"walrus", "turtle", "rocket", "end", "pads"}),
             outcome.error().text().c_str());
}

void EngineRefusalTest::nothingLeftToAttendTo()
{
    Recipe bad = recipe(2);
    bad.prompt = "(turtle:0)";
    bad.b.value(Option::EndWeight) = 0.0;
    bad.b.value(Option::PadWeight) = 0.0;
    bad.b.value(Option::Lambda) = 0.0;
    const auto outcome = run(m_engine, bad, *m_runs);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(mentions(outcome.error(), {"weight 0"}), outcome.error().text().c_str());
    bad.b.wordWeights = false; // the prompt's weights do not act on this side
    QVERIFY(run(m_engine, bad, *m_runs));
}

void EngineRefusalTest::badNoiseFile()
{
    Recipe bad = recipe(2);
    bad.noiseFile = DARE_TEST_DATA "/oracle/tiny/fixture.safetensors"; // pipeline.latents_in
    const auto shape = run(m_engine, bad, *m_runs);
    QVERIFY(!shape);
    QCOMPARE(shape.error().code, ErrorCode::InvalidInput);
    QVERIFY2(mentions(shape.error(), {"[1,3,4,24,24]"}), shape.error().text().c_str());
    bad.noiseFile = "/nonexistent";
    const auto missing = run(m_engine, bad, *m_runs);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(QDir(m_runs->path()).isEmpty());
}

void EngineRefusalTest::modelFolderThatIsNone()
{
    Recipe bad = recipe(2);
    bad.model = "/nonexistent/model";
    const auto missing = run(m_engine, bad, *m_runs);
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    bad.model = m_runs->path().toStdString();
    const auto empty = run(m_engine, bad, *m_runs);
    QVERIFY(!empty);
    QCOMPARE(empty.error().code, ErrorCode::InvalidInput);
}

void EngineRefusalTest::clipBeyondAllMemory()
{
    Recipe bad = recipe(2);
    bad.size = {8190, 8190, 1000}; // the noise alone has 800 GB
    const auto outcome = run(m_engine, bad, *m_runs);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::OutOfMemory);
}

void EngineRefusalTest::damagedLatentsAreNotDecoded()
{
    const auto finished = run(m_engine, recipe(2), *m_runs);
    QVERIFY(finished);
    const std::filesystem::path last = finished->stepFile(Side::B, 1);
    QFile file(QString::fromStdString(last.string()));
    QVERIFY(file.open(QIODevice::ReadWrite));
    const QByteArray whole = file.readAll();
    QByteArray damaged = whole;
    // Everything behind the header, whose size the first eight bytes say.
    const auto header = static_cast<qsizetype>(qFromLittleEndian<quint64>(whole.constData()));
    for (qsizetype i = 8 + header; i < whole.size(); ++i)
        damaged[i] = static_cast<char>(damaged.at(i) ^ 1);
    QVERIFY(file.seek(0) && file.write(damaged) == damaged.size());
    file.close();
    const auto changed = m_engine.decode(finished->path(), false);
    QVERIFY(!changed);
    QCOMPARE(changed.error().code, ErrorCode::InvalidInput);
    QVERIFY(file.resize(1000));
    const auto cut = m_engine.decode(finished->path(), false);
    QVERIFY(!cut);
    QVERIFY2(mentions(cut.error(), {"resume"}), cut.error().text().c_str());
    const auto resumed = resume(m_engine, finished->path());
    QVERIFY(resumed);
    QVERIFY(m_engine.decode(finished->path(), false));
}

QTEST_GUILESS_MAIN(EngineRefusalTest)
#include "EngineRefusalTest.moc"
