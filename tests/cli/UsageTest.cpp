#include "tests/cli/DareProgram.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <algorithm>

using namespace dare::test;
using namespace Qt::StringLiterals;

/// Command lines and folders that no run comes of.
class UsageTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;
    [[nodiscard]] QString brokenModel(const QString &name, const QString &file,
                                      const QByteArray &content) const;

private Q_SLOTS:
    void versionSaysWhatIsBuilt();
    void helpOfEveryCommand_data();
    void helpOfEveryCommand();
    void usageErrors_data();
    void usageErrors();
    void badInput_data();
    void badInput();
    void configWithoutAField();
    void truncatedWeights();
    void tokenizerMissing();
    void modelOfTheProgramIsComplete();
    void tokensKnowTheirWords();
    void tokensAreCutAtTheLimit();
    void noRunsYet();
    void aClipBeyondAllMemory();
    void aMisspeltOptionOfARecipe();
    void signsThatTheModelDoesNotKnowAreSaid();
};

QString UsageTest::brokenModel(const QString &name, const QString &file,
                               const QByteArray &content) const
{
    const QString folder = m_dare.path(name);
    if (!linkTree(DARE_MODELS "/emoji-world", folder))
        return {};
    replaceFile(folder + "/" + file, content);
    return folder;
}

void UsageTest::versionSaysWhatIsBuilt()
{
    const CommandResult result = m_dare.run({"--version"});
    QCOMPARE(result.exitCode, 0);
    for (const char *part : {"dare 0.", "LibTorch 2.", "CUDA ", "media "})
        QVERIFY2(result.out.contains(part), result.out.constData());
}

void UsageTest::helpOfEveryCommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
         {"sample", "triage", "sweep", "resume", "decode", "runs", "show", "recipe", "maps",
          "figure", "export", "model", "tokens", "verify", "bench"})
        QTest::addRow("%s", command) << QString(command);
}

void UsageTest::helpOfEveryCommand()
{
    QFETCH(QString, command);
    const CommandResult result = m_dare.run({command, "--help"});
    QCOMPARE(result.exitCode, 0);
    QVERIFY(result.out.contains("Usage: dare " + command.toUtf8()));
    QVERIFY2(result.err.isEmpty(), qPrintable(result.err));
}

void UsageTest::usageErrors_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("nothing") << QStringList{} << "subcommand";
    QTest::newRow("unknown command") << QStringList{"paint"} << "paint";
    QTest::newRow("unknown option") << QStringList{"sample", "x", "--speed", "9"} << "--speed";
    QTest::newRow("no prompt") << QStringList{"sample"} << "give a prompt";
    QTest::newRow("no steps") << QStringList{"sample", "x", "--steps", "0"} << "1 to 1000";
    QTest::newRow("NaN") << QStringList{"sample", "x", "--b", "lambda=nan"} << "0 to 1";
    QTest::newRow("value missing") << QStringList{"sample", "x", "--steps"} << "--steps";
    QTest::newRow("out") << QStringList{"sample", "x", "--out", "clip.avi"} << ".mp4";
    QTest::newRow("no word") << QStringList{"maps", "run", "--out", "m.png"} << "--word";
    QTest::newRow("map file") << QStringList{"maps", "run", "--word", "w", "--out", "m.gif"}
                              << ".safetensors";
    QTest::newRow("when") << QStringList{"maps",   "run",   "--word", "w",
                                         "--when", "never", "--out",  "m.png"}
                          << "diff";
    QTest::newRow("maps layout without a word")
        << QStringList{"export", "run", "--layout", "maps", "--out", "o.mp4"} << "--word";
    QTest::newRow("figure shift") << QStringList{"figure",  "run", "--word", "w",
                                                 "--shift", "x",   "--out",  "f.svg"}
                                  << "--shift";
    QTest::newRow("fps") << QStringList{"export", "run", "--fps", "0", "--out", "o.mp4"}
                         << "1 to 240";
    QTest::newRow("unbalanced prompt") << QStringList{"tokens", "a (turtle"} << "(";
    QTest::newRow("bench rounds") << QStringList{"bench", "--rounds", "0"} << "1 to 1000";
    QTest::newRow("verify precision") << QStringList{"verify", "x", "--precision", "fp8"} << "fp32";
}

void UsageTest::usageErrors()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const CommandResult plain = m_dare.run(arguments);
    QCOMPARE(plain.exitCode, 2);
    QVERIFY2(plain.err.contains(says), qPrintable(plain.err));
    QVERIFY2(plain.out.isEmpty(), plain.out.constData());
    arguments.insert(std::min<qsizetype>(1, arguments.size()), "--json");
    const CommandResult withJson = m_dare.run(arguments);
    QCOMPARE(withJson.exitCode, 2);
    QCOMPARE(withJson.json()["error"_L1]["code"_L1].toString(), QString("invalid_argument"));
}

void UsageTest::badInput_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("code");
    const QStringList sample{"sample", "x"};
    QTest::newRow("no such model") << sample + QStringList{"--model", "/nowhere"} << "not_found";
    QTest::newRow("no model folder")
        << sample + QStringList{"--model", DARE_TEST_DATA} << "invalid_input";
    QTest::newRow("no such recipe") << QStringList{"sample", "--recipe", "/nowhere"} << "not_found";
    QTest::newRow("no run there") << QStringList{"sample", "--recipe", DARE_TEST_DATA}
                                  << "not_found";
    QTest::newRow("recipe of a text")
        << QStringList{"recipe", DARE_TEST_DATA "/README.md"} << "invalid_input";
    QTest::newRow("show") << QStringList{"show", "/nowhere"} << "not_found";
    QTest::newRow("resume") << QStringList{"resume", "/nowhere"} << "not_found";
    QTest::newRow("maps") << QStringList{"maps",   "/nowhere", "--word",
                                         "turtle", "--out",    "m.safetensors"}
                          << "not_found";
    QTest::newRow("model") << QStringList{"model", "/nowhere"} << "not_found";
    QTest::newRow("verify") << QStringList{"verify", "/nowhere"} << "not_found";
#if DARE_HAS_MEDIA
    QTest::newRow("out folder") << sample + QStringList{"--out", "/nowhere/o.mp4"} << "not_found";
    QTest::newRow("export") << QStringList{"export", "/nowhere", "--out", "o.mp4"} << "not_found";
#endif
}

void UsageTest::badInput()
{
    QFETCH(QStringList, arguments);
    const CommandResult result = m_dare.run(arguments + QStringList{"--json"});
    QVERIFY2(result.exitCode == 3, qPrintable(result.err));
    QVERIFY(result.err.startsWith("dare: "));
    const QJsonObject error = result.json()["error"_L1].toObject();
    QTEST(error["code"_L1].toString(), "code");
    QVERIFY(!error["message"_L1].toString().isEmpty());
    QVERIFY(!error["context"_L1].toString().isEmpty());
}

void UsageTest::configWithoutAField()
{
    const QString file = "dare/transformer/config.json";
    QByteArray config = readFile(DARE_MODELS "/emoji-world/" + file);
    QVERIFY(config.contains("\"num_layers\""));
    const QString model = brokenModel("fieldless", file, config.replace("\"num_layers\"", "\"n\""));
    const CommandResult result = m_dare.run({"sample", "x", "--sides", "b", "--model", model});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("num_layers") && result.err.contains(file),
             qPrintable(result.err));
    const CommandResult check = m_dare.run({"model", model, "--json"});
    QCOMPARE(check.exitCode, 3);
    QCOMPARE(check.json()["complete"_L1].toBool(true), false);
}

void UsageTest::truncatedWeights()
{
    const QString file = "dare/transformer/diffusion_pytorch_model.safetensors";
    const QByteArray weights = readFile(DARE_MODELS "/emoji-world/" + file);
    const QString model = brokenModel("truncated", file, weights.left(weights.size() / 2));
    const CommandResult result =
        m_dare.run({"sample", "x", "--sides", "b", "--steps", "1", "--model", model});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains(file), qPrintable(result.err));
    QCOMPARE(m_dare.run({"model", model}).exitCode, 3);
}

void UsageTest::tokenizerMissing()
{
    const QString model = m_dare.path("mute");
    QVERIFY(linkTree(DARE_MODELS "/emoji-world", model));
    QVERIFY(QFile::remove(model + "/dare/tokenizer/spiece.model"));
    const CommandResult result =
        m_dare.run({"sample", "x", "--sides", "b", "--steps", "1", "--model", model});
    QCOMPARE(result.exitCode, 3);
    QVERIFY2(result.err.contains("spiece.model"), qPrintable(result.err));
    const CommandResult check = m_dare.run({"model", model});
    QCOMPARE(check.exitCode, 3);
    QVERIFY(check.out.contains("dare/tokenizer/spiece.model"));
}

void UsageTest::modelOfTheProgramIsComplete()
{
    const CommandResult result = m_dare.run({"model", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const QJsonObject model = result.json();
    QCOMPARE(model["complete"_L1].toBool(), true);
    QVERIFY(model["memory_bytes"_L1].toDouble() > 0);
    double parameters = 0;
    for (const auto file : model["files"_L1].toArray())
        parameters += file["parameters"_L1].toDouble();
    QCOMPARE(model["parameters"_L1].toDouble(), parameters);
}

void UsageTest::tokensKnowTheirWords()
{
    const CommandResult result = m_dare.run({"tokens", "a (turtle:1.5) and a turtle", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    const QJsonArray words = result.json()["words"_L1].toArray();
    QCOMPARE(words.size(), 5);
    QCOMPARE(words[1]["label"_L1].toString(), QString("turtle"));
    QCOMPARE(words[1]["weight"_L1].toDouble(), 1.5);
    QCOMPARE(words[4]["label"_L1].toString(), QString("turtle#2"));
    QCOMPARE(words[4]["weight"_L1].toDouble(), 1.0);
    const QJsonArray tokens = result.json()["tokens"_L1].toArray();
    QCOMPARE(tokens.last()["piece"_L1].toString(), QString("</s>"));
    QVERIFY(tokens.last()["word"_L1].isNull());
}

void UsageTest::tokensAreCutAtTheLimit()
{
    const CommandResult result =
        m_dare.run({"tokens", "a turtle and a rocket", "--max-tokens", "3", "--json"});
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.json()["tokens"_L1].toArray().size(), 3);
    QCOMPARE(result.json()["truncated"_L1].toBool(), true);
    QVERIFY2(result.err.contains("warning") && result.err.contains("from \"and\" on, 3 words"),
             qPrintable(result.err));
}

void UsageTest::noRunsYet()
{
    const CommandResult result = m_dare.run({"runs", "--json"});
    QVERIFY2(result.exitCode == 0, qPrintable(result.err));
    QVERIFY(result.json()["runs"_L1].isArray());
    QCOMPARE(result.json()["runs"_L1].toArray().size(), 0);
}

void UsageTest::aClipBeyondAllMemory()
{
    const CommandResult result = m_dare.run(
        {"sample", "a cat", "--size", "8190x8190x1000", "--json", "--runs", m_dare.path("huge")});
    QVERIFY(!result.crashed);
    QCOMPARE(result.exitCode, 4);
    QCOMPARE(result.json()["error"_L1]["code"_L1].toString(), QString("out_of_memory"));
    QVERIFY2(result.err.contains("not enough memory"), qPrintable(result.err));
}

void UsageTest::signsThatTheModelDoesNotKnowAreSaid()
{
    QVERIFY(m_dare.run({"tokens", "a \U0001F98A fox"}).err.contains("1 sign outside words"));
    QVERIFY(!m_dare.run({"tokens", "a fox, here!"}).err.contains("outside words"));
}

void UsageTest::aMisspeltOptionOfARecipe()
{
    const auto sampled = [&](const char *recipe) {
        QFile file(m_dare.path("recipe.json"));
        (void)file.open(QIODevice::WriteOnly);
        file.write(recipe);
        file.close();
        // A device that there is not: what is read without objection goes no further.
        return m_dare.run({"sample", "--recipe", file.fileName(), "--device", "cuda:99", "--json"});
    };
    for (const auto &[recipe, key] :
         {std::pair(R"({"prompt": "a cat", "b": {"s": 1, "gama": 0.5}})", "\"b.gama\""),
          {R"({"prompt": "a cat", "stpes": 20})", "\"stpes\""},
          {R"({"prompt": "a cat", "capture": {"word": "all"}})", "\"capture.word\""},
          {R"({"prompt": "a cat", "compared_with": {"sede": 1}})", "\"compared_with.sede\""}}) {
        const CommandResult result = sampled(recipe);
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains(key), qPrintable(result.err));
    }
    const CommandResult fine = sampled(R"({"prompt": "a cat", "rho": {"cat": 0.9},
        "b": {"curves": {"s": [[0, 1.0]]}}, "neglect": {"share": 0.5, "steps": 3}})");
    QVERIFY2(!fine.err.contains("no key"), qPrintable(fine.err));
}

QTEST_GUILESS_MAIN(UsageTest)
#include "UsageTest.moc"
