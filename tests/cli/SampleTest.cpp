#include "tests/cli/DareProgram.h"

#include "core/tensors/SafeTensors.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <cstring>

using namespace dare;
using namespace dare::test;
using namespace Qt::StringLiterals;

namespace
{

const QString kPrompt = "a turtle next to a rocket at night";

QString hashOf(const QJsonObject &run, const char *side)
{
    return run["sides"_L1][QLatin1String(side)]["latents_sha256"_L1].toString();
}

std::vector<float> mapIn(const QString &path)
{
    const Result<SafeTensorsFile> file = SafeTensorsFile::open(path.toStdString());
    const TensorView *map = file ? file->find("map") : nullptr;
    if (map == nullptr || map->dtype != DType::F32)
        return {};
    std::vector<float> values(static_cast<std::size_t>(map->elements()));
    std::memcpy(values.data(), map->bytes.data(), map->bytes.size());
    return values;
}

} // namespace

/// Whole runs of a few steps on the embedded model.
class SampleTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;
    QJsonObject m_pair;
    QString m_run;
    [[nodiscard]] std::vector<float> map(const QString &word, const QStringList &more) const;

private Q_SLOTS:
    void initTestCase();
    void theDocumentHasItsKeys();
    void showSaysTheSame();
    void unknownSignsAreInTheDocument();
    void sideAloneEqualsSideOfThePair();
    void stoppedAndResumedEqualsUninterrupted();
    void emptyPromptRuns();
    void longPromptRunsWithAWarning();
    void runsAreListed();
    void mapsOfAllRowsSumToOne();
    void differenceIsAfterMinusBefore();
    void unknownWordListsTheWords();
    void stepOutsideTheRunIsRefused();
    void unknownVariantIsRefused();
    void readOnlyRunsFolderIsRefused();
    void damagedRunFileIsNamed();
#if DARE_HAS_MEDIA
    void videoHoldsTheRecipeOfTheRun();
    void recipeOfAVideoRunsAgain();
    void videoWithoutRecipeIsRefused();
    void mapPictureShowsEveryFrame();
    void exportWritesEveryFrame();
    void decodeSaysWhatItWrote();
    void picturesWithoutAnyFontAreRefused();
#endif
};

void SampleTest::initTestCase()
{
    QStringList arguments{"sample", kPrompt, "--steps",           "3",     "--seed",
                          "7",      "--b",   "gamma=0.5,kappa=1", "--json"};
#if DARE_HAS_MEDIA
    arguments << "--out" << m_dare.path("pair.mp4");
#endif
    const CommandResult result = m_dare.run(arguments);
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    m_pair = result.json();
    m_run = m_pair["run"_L1].toString();
    QVERIFY2(QDir(m_run).exists(), result.out.constData());
    QCOMPARE(runPathIn(result.err), m_run);
    QVERIFY2(result.err.contains("side b: step 3/3"), qPrintable(result.err));
}

void SampleTest::theDocumentHasItsKeys()
{
    QCOMPARE(m_pair["status"_L1].toString(), QString("done"));
    QVERIFY(m_pair["seconds"_L1].toDouble() > 0);
    QVERIFY(m_run.startsWith(m_dare.runsFolder()));
    QCOMPARE(hashOf(m_pair, "a").size(), 64);
    QCOMPARE(hashOf(m_pair, "b").size(), 64);
    QVERIFY(hashOf(m_pair, "a") != hashOf(m_pair, "b"));
    const QJsonObject options = m_pair["sides"_L1]["b"_L1]["options"_L1].toObject();
    QCOMPARE(options["gamma"_L1].toDouble(), 0.5);
    QCOMPARE(options["variant"_L1].toString(), QString("dare"));
    QCOMPARE(m_pair["sides"_L1]["a"_L1]["options"_L1]["gamma"_L1].toDouble(-1), 0.0);
}

void SampleTest::showSaysTheSame()
{
    const CommandResult result = m_dare.run({"show", QDir(m_run).dirName(), "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QJsonObject shown = result.json();
    QJsonObject sampled = m_pair;
    sampled.remove("out");
    QCOMPARE(shown, sampled);
}

void SampleTest::unknownSignsAreInTheDocument()
{
    const QStringList brief{"--sides", "a", "--steps", "1", "--json"};
    const QJsonObject said = m_dare.run(QStringList{"sample", "a \U0001F98A fox"} + brief).json();
    const QJsonArray warnings = said["warnings"_L1].toArray();
    QCOMPARE(warnings.size(), 1);
    QVERIFY(warnings[0].toString().contains("1 sign outside words"));
    const QString run = said["run"_L1].toString();
    QCOMPARE(m_dare.run({"show", run, "--json"}).json()["warnings"_L1].toArray(), warnings);
    QCOMPARE(m_dare.run({"tokens", "a \U0001F98A fox", "--json"}).json()["warnings"_L1].toArray(),
             warnings);
    const QJsonObject plain = m_dare.run({"tokens", "a fox", "--json"}).json();
    QVERIFY(plain["warnings"_L1].isArray() && plain["warnings"_L1].toArray().isEmpty());
}

void SampleTest::sideAloneEqualsSideOfThePair()
{
    const CommandResult result =
        m_dare.run({"sample", "--recipe", m_run, "--sides", "b", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(hashOf(result.json(), "b"), hashOf(m_pair, "b"));
    QVERIFY(!result.json()["sides"_L1].toObject().contains("a"));
}

void SampleTest::stoppedAndResumedEqualsUninterrupted()
{
    const CommandResult stopped =
        m_dare.run({"sample", "--recipe", m_run, "--sides", "b", "--stop-after", "1", "--json"});
    QCOMPARE(stopped.exitCode, 0);
    QCOMPARE(stopped.json()["status"_L1].toString(), QString("cancelled"));
    QVERIFY(stopped.json()["sides"_L1]["b"_L1]["latents_sha256"_L1].isNull());
    const QString run = stopped.json()["run"_L1].toString();
    QVERIFY2(stopped.err.contains("dare resume '" + run + "'"), qPrintable(stopped.err));
    const CommandResult resumed = m_dare.run({"resume", run, "--json"});
    QVERIFY2(resumed.exitCode == 0, qPrintable(resumed.err));
    QCOMPARE(resumed.json()["status"_L1].toString(), QString("done"));
    QCOMPARE(hashOf(resumed.json(), "b"), hashOf(m_pair, "b"));
    QVERIFY2(!resumed.err.contains("step 1/3"), "a step that was there is not told as new");
}

void SampleTest::emptyPromptRuns()
{
    const CommandResult result =
        m_dare.run({"sample", "", "--steps", "1", "--sides", "b", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(result.json()["prompt"_L1].toString("?"), QString());
    QCOMPARE(hashOf(result.json(), "b").size(), 64);
}

void SampleTest::longPromptRunsWithAWarning()
{
    QString prompt = QString("turtle ").repeated(10'000 / 7);
    prompt.append("now");
    const CommandResult result =
        m_dare.run({"sample", prompt, "--steps", "1", "--sides", "a", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY2(result.err.contains("warning") && result.err.contains("cut off"),
             qPrintable(result.err));
    QCOMPARE(result.json()["prompt"_L1].toString(), prompt);
}

void SampleTest::runsAreListed()
{
    const CommandResult result = m_dare.run({"runs", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    bool found = false;
    for (const auto item : result.json()["runs"_L1].toArray()) {
        if (item["run"_L1].toString() == m_run) {
            found = true;
            QCOMPARE(item["steps_done"_L1].toInt(), 3);
            QCOMPARE(item["status"_L1].toString(), QString("done"));
        }
    }
    QVERIFY(found);
}

std::vector<float> SampleTest::map(const QString &word, const QStringList &more) const
{
    const QString file = m_dare.path("map.safetensors");
    QFile::remove(file);
    const CommandResult result =
        m_dare.run(QStringList{"maps", m_run, "--word", word, "--out", file} + more);
    return result.exitCode == 0 ? mapIn(file) : std::vector<float>();
}

void SampleTest::mapsOfAllRowsSumToOne()
{
    QStringList arguments{"--side", "a", "--step", "0"};
    const QJsonArray words = m_pair["map_words"_L1].toArray();
    for (const auto word : words)
        arguments << "--word" << word.toString(); // several words are summed
    const std::vector<float> sum = map(words.first().toString(), arguments);
    QCOMPARE(sum.size(), std::size_t{4 * 16 * 16});
    for (const float value : sum)
        QVERIFY2(std::abs(value - 1.0F) < 5e-3F, qPrintable(QString::number(value)));
}

void SampleTest::differenceIsAfterMinusBefore()
{
    const QStringList where{"--layer", "2", "--step", "1"};
    const auto before = map("turtle", where + QStringList{"--when", "before"});
    const auto after = map("turtle", where + QStringList{"--when", "after"});
    const auto difference = map("turtle", where + QStringList{"--when", "diff"});
    QCOMPARE(before.size(), std::size_t{4 * 16 * 16});
    QCOMPARE(after.size(), before.size());
    QCOMPARE(difference.size(), before.size());
    float largest = 0.0F;
    for (std::size_t i = 0; i < before.size(); ++i) {
        QVERIFY(std::abs(after[i] - before[i] - difference[i]) < 1e-6F);
        largest = std::max(largest, std::abs(difference[i]));
    }
    QVERIFY2(largest > 1e-4F, "side b reweights, so the maps must differ");
}

void SampleTest::unknownWordListsTheWords()
{
    const CommandResult result = m_dare.run(
        {"maps", m_run, "--word", "sheep", "--out", m_dare.path("no.safetensors"), "--json"});
    QCOMPARE(result.exitCode, 3);
    const QString message = result.json()["error"_L1]["message"_L1].toString();
    for (const char *word : {"sheep", "turtle", "rocket", "end", "pads"})
        QVERIFY2(message.contains(word), qPrintable(message));
}

void SampleTest::stepOutsideTheRunIsRefused()
{
    const CommandResult result = m_dare.run(
        {"maps", m_run, "--word", "turtle", "--step", "3", "--out", m_dare.path("no.safetensors")});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("0, 1, 2"), qPrintable(result.err));
}

void SampleTest::unknownVariantIsRefused()
{
    const CommandResult result = m_dare.run({"sample", "x", "--b", "variant=huge"});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("plain, dare"), qPrintable(result.err));
}

void SampleTest::readOnlyRunsFolderIsRefused()
{
    // A file in the way stops everybody, root included.
    replaceFile(m_dare.path("file"), "x");
    const CommandResult result =
        m_dare.run({"sample", "x", "--steps", "1", "--runs", m_dare.path("file/runs"), "--json"});
    QCOMPARE(result.exitCode, 3);
    QCOMPARE(result.json()["error"_L1]["code"_L1].toString(), QString("io"));
}

void SampleTest::damagedRunFileIsNamed()
{
    const QString copy = m_dare.path("copy");
    QVERIFY(linkTree(m_run, copy));
    replaceFile(copy + "/b/maps/0001.safetensors", "nothing");
    const QStringList query{"maps",   copy,    "--word",
                            "turtle", "--out", m_dare.path("no.safetensors")};
    const CommandResult maps = m_dare.run(query);
    QCOMPARE(maps.exitCode, 3);
    QVERIFY2(maps.err.contains("b/maps/0001.safetensors"), qPrintable(maps.err));
    replaceFile(copy + "/run.json", "{");
    const CommandResult show = m_dare.run({"show", copy});
    QCOMPARE(show.exitCode, 3);
    QVERIFY2(show.err.contains("run.json"), qPrintable(show.err));
}

#if DARE_HAS_MEDIA
void SampleTest::videoHoldsTheRecipeOfTheRun()
{
    const CommandResult ofVideo = m_dare.run({"recipe", m_dare.path("pair.mp4")});
    const CommandResult ofRun = m_dare.run({"recipe", m_run});
    QVERIFY2(ofVideo.exitCode == 0, qPrintable(ofVideo.err));
    QCOMPARE(ofRun.exitCode, 0);
    QCOMPARE(ofVideo.json(), ofRun.json());
    QCOMPARE(ofRun.json()["prompt"_L1].toString(), kPrompt);
    QCOMPARE(ofRun.json()["seed"_L1].toInt(), 7);
}

void SampleTest::recipeOfAVideoRunsAgain()
{
    const CommandResult result =
        m_dare.run({"sample", "--recipe", m_dare.path("pair.mp4"), "--sides", "a", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(hashOf(result.json(), "a"), hashOf(m_pair, "a"));
}

void SampleTest::videoWithoutRecipeIsRefused()
{
    const QString video = m_dare.path("frames.mp4");
    QVERIFY(QFile::copy(m_run + "/a/frames.mkv", video));
    const CommandResult result = m_dare.run({"recipe", video});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("recipe"), qPrintable(result.err));
    QCOMPARE(m_dare.run({"sample", "--recipe", video}).exitCode, 3);
}

void SampleTest::mapPictureShowsEveryFrame()
{
    const QString file = m_dare.path("turtle.png");
    QCOMPARE(m_dare.run({"maps", m_run, "--word", "Turtle", "--out", file}).exitCode, 0);
    const QByteArray png = readFile(file);
    QVERIFY(png.startsWith("\x89PNG"));
    // Four frames of 16 x 16 cells, 12 pixels a cell, 4 pixels between; big endian in IHDR.
    QCOMPARE(png.mid(16, 8), QByteArray::fromHex("0000030c000000c0"));
}

void SampleTest::exportWritesEveryFrame()
{
    const QString folder = m_dare.path("frames/");
    const CommandResult result = m_dare.run(
        {"export", m_run, "--layout", "maps", "--word", "turtle", "--out", folder, "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QCOMPARE(QDir(folder).entryList({"*.png"}).size(), 16);
    const QString video = m_dare.path("maps.mp4");
    QCOMPARE(m_dare.run({"export", m_run, "--word", "turtle", "--out", video}).exitCode, 0);
    const QString maps = m_dare.path("row.mp4");
    const QStringList line{"export", m_run, "--layout", "maps", "--word", "turtle", "--out", maps};
    QCOMPARE(m_dare.run(line + QStringList{"--no-sidecar"}).exitCode, 0);
    QVERIFY(!QFile::exists(m_dare.path("row.json")));
    QCOMPARE(m_dare.run(line).exitCode, 0);
    QVERIFY(QFile::exists(m_dare.path("row.json")));
    QCOMPARE(m_dare.run({"recipe", video}).json(),
             m_dare.run({"recipe", folder + "recipe.json"}).json());
}

void SampleTest::decodeSaysWhatItWrote()
{
    const QJsonObject said = m_dare.run({"decode", m_run, "--json"}).json();
    QCOMPARE(said["run"].toString(), m_run);
    const QJsonObject frames = said["frames"].toObject();
    QCOMPARE(frames.keys(), QStringList({"a", "b"}));
    QVERIFY(QFile::exists(frames["a"].toString()) && QFile::exists(frames["b"].toString()));
    QCOMPARE(m_dare.run({"decode", "/nowhere", "--json"}).json()["error"].toObject().isEmpty(),
             false);
}

void SampleTest::picturesWithoutAnyFontAreRefused()
{
    // Away from the bundled fonts, on a system that has none either.
    const QString alone = m_dare.path("dare-alone");
    QVERIFY(QFile::copy(QStringLiteral(DARE_PROGRAMS "/dare"), alone));
    QFile config(m_dare.path("fonts.conf"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("<?xml version='1.0'?><fontconfig></fontconfig>");
    config.close();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("FONTCONFIG_FILE", config.fileName());
    for (const auto &[command, file] : {std::pair("export", "bare.mp4"), {"figure", "bare.pdf"}}) {
        QProcess process;
        process.setProcessEnvironment(environment);
        const QString out = m_dare.path(file);
        process.start(alone, {command, m_run, "--word", "turtle", "--out", out});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        const QString err = QString::fromUtf8(process.readAllStandardError());
        QVERIFY2(process.exitCode() == 3 && err.contains("no font"), qPrintable(err));
        QVERIFY(!QFile::exists(out));
    }
}
#endif

QTEST_GUILESS_MAIN(SampleTest)
#include "SampleTest.moc"
