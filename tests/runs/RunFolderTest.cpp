#include "RunSamples.h"

#include "core/runs/RunJson.h"
#include "core/runs/RunName.h"
#include "core/tensors/AtomicFile.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace fs = std::filesystem;
using namespace dare;

class RunFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    void namesTellTimeWordsAndSalt();
    void slugs();
    void titles();
    void manyRunsInOneSecond();
    void manifestSurvives();
    void errorOfARunSurvives();
    void damagedManifest_data();
    void damagedManifest();
    void stepsAreCountedWithoutGap();
    void metricsSurvive();
    void stepWithoutMetricsIsRefused();
    void damagedStepIsNamedWhenAskedFor();
    void missingStepSaysHowManyAreDone();
    void openingWhatIsNoRun();

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

void RunFolderTest::namesTellTimeWordsAndSalt()
{
    // 2026-11-24 03:12:55 UTC is 1795489975 seconds after 1970.
    QCOMPARE(isoTime(1795489975), std::string("2026-11-24T03:12:55Z"));
    QCOMPARE(folderName(1795489975, "turtle-and-rocket", 0xABCD1F3A),
             std::string("2026-11-24T03-12-55_turtle-and-rocket_1f3a"));
    const RunFolder run = make();
    const QString name = QString::fromStdString(run.path().filename().string());
    QVERIFY2(QRegularExpression(
                 "^\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d_turtle-next-rocket_[0-9a-f]{4}$")
                 .match(name)
                 .hasMatch(),
             qPrintable(name));
    QVERIFY(fs::is_directory(run.path() / "a/steps"));
    QVERIFY(fs::is_directory(run.path() / "b/maps"));
    QVERIFY(fs::is_directory(run.exportsFolder()));
    QCOMPARE(run.stepFile(Side::A, 0), run.path() / "a/steps/0000.safetensors");
    QCOMPARE(run.mapsFile(Side::B, 12), run.path() / "b/maps/0012.safetensors");
    QCOMPARE(run.noiseFile(Side::A), run.path() / "a/noise.safetensors");
    QCOMPARE(run.framesFile(Side::B), run.path() / "b/frames.mkv");
}

void RunFolderTest::slugs()
{
    const auto slug = [](const std::vector<std::pair<std::string, double>> &words) {
        TokenSequence tokens;
        for (const auto &[text, rho] : words) {
            Word word;
            word.text = text;
            word.rho = rho;
            tokens.words.push_back(word);
        }
        return slugOf(tokens);
    };
    QCOMPARE(slug({}), std::string("run"));
    QCOMPARE(slug({{"a", 0.02}, {"Turtle", 0.9}}), std::string("turtle"));
    QCOMPARE(slug({{"the", 0.02}, {"of", 0.1}}), std::string("the-of"));
    QCOMPARE(slug({{"fox", 0.5}, {"bus", 0.9}, {"night", 0.8}, {"tree", 0.7}}),
             std::string("bus-night-tree"));
    QCOMPARE(slug({{"fox", 0.9}, {"Fox", 0.9}, {"fox", 0.9}}), std::string("fox"));
    QCOMPARE(slug({{"../x/..", 0.9}, {"/", 0.95}}), std::string("x"));
    QCOMPARE(slug({{"火箭", 0.9}}), std::string("火箭"));
    const std::string longWord = slug({{std::string(40, 'a') + "é", 0.9}});
    QCOMPARE(longWord, std::string(24, 'a'));
    QCOMPARE(slug({{std::string(23, 'a') + "é", 0.9}}), std::string(23, 'a'));
}

void RunFolderTest::titles()
{
    QCOMPARE(titleOf(samples::manifest().tokens, "x"), std::string("turtle rocket"));
    QCOMPARE(titleOf({}, "a plain prompt"), std::string("a plain prompt"));
    QCOMPARE(titleOf({}, ""), std::string("run"));
    RunManifest named = samples::manifest();
    named.title = "my name";
    const auto run = RunFolder::create(at("runs"), named);
    QVERIFY(run);
    QCOMPARE(run->manifest().title, std::string("my name"));
}

void RunFolderTest::manyRunsInOneSecond()
{
    std::set<std::string> paths;
    for (int i = 0; i < 40; ++i) {
        const auto run = RunFolder::create(at("runs"), samples::manifest());
        QVERIFY2(run, run ? "" : run.error().text().c_str());
        QVERIFY(paths.insert(run->path().string()).second);
    }
    for (const auto &entry : fs::directory_iterator(at("runs")))
        QVERIFY(paths.contains(entry.path().string())); // and nothing else is left there
}

void RunFolderTest::manifestSurvives()
{
    RunFolder run = make();
    RunManifest manifest = run.manifest();
    QVERIFY(!manifest.created.empty());
    manifest.status = RunStatus::Done;
    manifest.seconds = 12.345678901234567;
    manifest.a.latentsSha256 = "0123";
    QVERIFY(run.save(manifest));
    const auto opened = RunFolder::open(run.path() / "");
    QVERIFY2(opened, opened ? "" : opened.error().text().c_str());
    QCOMPARE(opened->path(), run.path());
    // One text holds every field, so equal texts are equal manifests ...
    QCOMPARE(manifestToJson(opened->manifest()), manifestToJson(manifest));
    // ... and these make sure that fields are in the text at all.
    const RunManifest &read = opened->manifest();
    QVERIFY(read.recipe == manifest.recipe);
    QVERIFY(read.tokens == manifest.tokens);
    QVERIFY(read.negativeTokens == manifest.negativeTokens);
    QVERIFY(read.rows == manifest.rows);
    QCOMPARE(read.sigmas, manifest.sigmas);
    QCOMPARE(read.environment, manifest.environment);
    QCOMPARE(read.grid, manifest.grid);
    QCOMPARE(read.seconds, manifest.seconds);
    QCOMPARE(read.fps, 12.5);
    QCOMPARE(read.blocks, 6);
    QCOMPARE(read.heads, 4);
    QCOMPARE(read.status, RunStatus::Done);
    QCOMPARE(read.title, std::string("turtle rocket"));
    QCOMPARE(read.created, manifest.created);
    QCOMPARE(read.noiseSha256, std::string("ab12"));
    QCOMPARE(read.densitySource, std::string("semantic_density.json"));
    QCOMPARE(read.a.latentsSha256, std::string("0123"));
    QCOMPARE(read.a.neglected, std::vector<std::string>{"rocket"});
    QCOMPARE(read.b.variant, std::string("dare"));
    QCOMPARE(read.b.modelHash, std::string("ff00"));
    QVERIFY(!read.error);
}

void RunFolderTest::errorOfARunSurvives()
{
    RunFolder run = make();
    RunManifest manifest = run.manifest();
    manifest.status = RunStatus::Failed;
    manifest.error = Error{ErrorCode::OutOfMemory, "4 GB are missing", "step 3"};
    QVERIFY(run.save(manifest));
    const auto opened = RunFolder::open(run.path());
    QVERIFY(opened && opened->manifest().error);
    QCOMPARE(opened->manifest().status, RunStatus::Failed);
    QCOMPARE(opened->manifest().error->code, ErrorCode::OutOfMemory);
    QCOMPARE(opened->manifest().error->message, std::string("4 GB are missing"));
    QCOMPARE(opened->manifest().error->context, std::string("step 3"));
}

void RunFolderTest::damagedManifest_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("empty") << QByteArray() << QByteArray("JSON");
    QTest::newRow("cut") << QByteArray(R"({"schema":1,"recipe":{)") << QByteArray("JSON");
    QTest::newRow("another JSON") << QByteArray(R"({"a":1})") << QByteArray("schema");
    QTest::newRow("newer") << QByteArray(R"({"schema":2,"recipe":{}})") << QByteArray("schema 2");
    QTest::newRow("recipe") << QByteArray(R"({"schema":1,"recipe":{"b":{"s":"x"}}})")
                            << QByteArray("recipe.b.s");
    QTest::newRow("word") << QByteArray(
                                 R"({"schema":1,"recipe":{},"tokens":{"words":[{},{"rho":"x"}]}})")
                          << QByteArray("tokens.words[1].rho");
    QTest::newRow("status") << QByteArray(R"({"schema":1,"recipe":{},"status":"lost"})")
                            << QByteArray("status");
}

void RunFolderTest::damagedManifest()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const RunFolder run = make();
    QVERIFY(writeFileAtomically(run.path() / "run.json", text.toStdString()));
    const auto opened = RunFolder::open(run.path());
    QVERIFY(!opened);
    QCOMPARE(opened.error().code, ErrorCode::InvalidInput);
    const QByteArray message = QByteArray::fromStdString(opened.error().text());
    QVERIFY2(message.contains("run.json"), message.constData());
    QVERIFY2(message.contains(expected), message.constData());
}

void RunFolderTest::stepsAreCountedWithoutGap()
{
    const RunFolder run = make();
    for (const int step : {0, 1, 2, 4})
        QVERIFY(samples::writeStep(run, Side::A, step));
    QVERIFY(samples::writeStep(run, Side::B, 0));
    const auto opened = RunFolder::open(run.path());
    QVERIFY(opened);
    QCOMPARE(opened->manifest().a.stepsDone, 3);
    QCOMPARE(opened->manifest().b.stepsDone, 1);
}

void RunFolderTest::metricsSurvive()
{
    const RunFolder run = make();
    QVERIFY(samples::writeStep(run, Side::B, 3));
    const auto read = run.readMetrics(Side::B, 3);
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    const StepMetrics expected = samples::metrics(3);
    QCOMPARE(read->step, 3);
    QCOMPARE(read->blocks, 2);
    QCOMPARE(read->tokens, 3);
    QCOMPARE(read->massBefore, expected.massBefore);
    QCOMPARE(read->massAfter, expected.massAfter);
    QCOMPARE(read->normBefore, expected.normBefore);
    QCOMPARE(read->normAfter, expected.normAfter);
    QCOMPARE(read->consistency, expected.consistency);
    QCOMPARE(read->wordConsistency, expected.wordConsistency);
    QCOMPARE(read->share, expected.share);
    QCOMPARE(read->seconds, expected.seconds);

    const auto file = SafeTensorsFile::open(run.stepFile(Side::B, 3));
    QVERIFY(file);
    QCOMPARE(file->metadata().at("order"), std::string("2"));
    QCOMPARE(file->metadata().at("step"), std::string("3"));
    QCOMPARE(file->find("mass_before")->shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(file->find("word_consistency")->shape, (std::vector<std::int64_t>{2, 2}));
    QCOMPARE(file->find("share")->shape, (std::vector<std::int64_t>{2}));
    QCOMPARE(file->find("x")->elements(), 64);
}

void RunFolderTest::stepWithoutMetricsIsRefused()
{
    const RunFolder run = make();
    StepRecord record;
    record.metrics = samples::metrics(0);
    record.metrics.massBefore.pop_back();
    QVERIFY(!run.writeStep(Side::A, 0, record)); // 5 numbers are no [2,3]
    record.metrics = samples::metrics(1);
    QVERIFY(!run.writeStep(Side::A, 0, record)); // another step's
    QVERIFY(!fs::exists(run.stepFile(Side::A, 0)));
}

void RunFolderTest::damagedStepIsNamedWhenAskedFor()
{
    const RunFolder run = make();
    for (int step = 0; step < 3; ++step)
        QVERIFY(samples::writeStep(run, Side::A, step));
    fs::resize_file(run.stepFile(Side::A, 1), 200);
    const auto opened = RunFolder::open(run.path());
    QVERIFY2(opened, "a damaged step does not hide the run");
    QCOMPARE(opened->manifest().a.stepsDone, 1);
    const auto metrics = opened->readMetrics(Side::A, 1);
    QVERIFY(!metrics);
    QCOMPARE(metrics.error().code, ErrorCode::InvalidInput);
    QVERIFY(metrics.error().context.find("a/steps/0001.safetensors") != std::string::npos);
    fs::copy_file(run.stepFile(Side::A, 2), run.stepFile(Side::A, 1),
                  fs::copy_options::overwrite_existing);
    const auto other = opened->readMetrics(Side::A, 1);
    QVERIFY(!other);
    QVERIFY(other.error().text().find("step 2") != std::string::npos);
}

void RunFolderTest::missingStepSaysHowManyAreDone()
{
    const RunFolder run = make();
    QVERIFY(samples::writeStep(run, Side::A, 0));
    const auto opened = RunFolder::open(run.path());
    const auto metrics = opened->readMetrics(Side::A, 7);
    QVERIFY(!metrics);
    QCOMPARE(metrics.error().code, ErrorCode::NotFound);
    QVERIFY(metrics.error().message.find("1 of 16") != std::string::npos);
}

void RunFolderTest::openingWhatIsNoRun()
{
    for (const char *path : {"absent", ""}) {
        const auto opened = RunFolder::open(at(path));
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
        QVERIFY(opened.error().message.find("run.json") != std::string::npos);
    }
}

QTEST_GUILESS_MAIN(RunFolderTest)
#include "RunFolderTest.moc"
