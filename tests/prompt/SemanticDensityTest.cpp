#include "core/prompt/SemanticDensity.h"

#include "PromptFixture.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace dare;

class SemanticDensityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheTableOfTheFolder();
    void fallsBackOnTheTokenizer();
    void refusesADamagedTable_data();
    void refusesADamagedTable();
    void refusesADamagedTokenizer();
};

void SemanticDensityTest::readsTheTableOfTheFolder()
{
    const SemanticDensity density = PromptModel::load(emojiWorld("dare")).density;
    QCOMPARE(density.source(), std::string("model folder: semantic_density.json"));
    QCOMPARE(density.suggestedTau(), 0.25);
    QCOMPARE(density.rho("hedgehog", {}), 1.0);
    QCOMPARE(density.rho("HedgeHog", {}), 1.0);
    QCOMPARE(density.rho("a", {}), 0.0196);
    QCOMPARE(density.rho("majestic", {}), 0.0493);
    QVERIFY(density.lists("Hedgehog"));
    QVERIFY(!density.lists("majestic"));
    const auto words = density.words();
    QVERIFY(std::find(words.begin(), words.end(), "hedgehog") != words.end());
}

void SemanticDensityTest::fallsBackOnTheTokenizer()
{
    const PromptModel model = PromptModel::load(oracleFolder("tiny") / "model");
    const Tokenizer &tokenizer = model.tokenizer;
    QCOMPARE(model.density.source(), std::string("tokenizer self-information"));
    QVERIFY(model.density.lists("anything"));
    QVERIFY(model.density.words().empty());
    double largest = 0.0;
    std::int64_t frequent = -1;
    for (std::int64_t id = 0; id < tokenizer.vocabularySize(); ++id) {
        if (!tokenizer.isNormal(id))
            continue;
        largest = std::max(largest, tokenizer.selfInformation(id));
        if (frequent < 0 || tokenizer.selfInformation(id) < tokenizer.selfInformation(frequent))
            frequent = id;
    }
    QVERIFY(largest > 0.0);
    QCOMPARE(tokenizer.largestSelfInformation(), largest);
    const double share = tokenizer.selfInformation(frequent) / largest;
    QVERIFY(share > 0.0 && share < 0.5);
    QCOMPARE(model.density.rho("x", {frequent}), share);
    QCOMPARE(model.density.rho("x", {frequent, frequent}), 2.0 * share);
    QCOMPARE(model.density.rho("x", std::vector<std::int64_t>(40, frequent)), 1.0);
    QVERIFY(!tokenizer.isNormal(0) && !tokenizer.isNormal(1) && !tokenizer.isNormal(3));
    QVERIFY(!tokenizer.isNormal(-1) && !tokenizer.isNormal(tokenizer.vocabularySize()));
}

void SemanticDensityTest::refusesADamagedTable_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("cut off") << QByteArray("{\"words\": {\"a\": 0.1") << "no readable JSON";
    QTest::newRow("no words") << QByteArray("{\"unknown\": 0.1}") << "\"words\"";
    QTest::newRow("no default") << QByteArray("{\"words\": {\"a\": 0.1}}") << "\"unknown\"";
    QTest::newRow("range") << QByteArray("{\"words\": {\"a\": 1.5}, \"unknown\": 0}")
                           << "\"a\" is no number in 0..1";
    QTest::newRow("type") << QByteArray("{\"words\": {\"a\": \"b\"}, \"unknown\": 0}")
                          << "\"a\" is no number in 0..1";
    QTest::newRow("list") << QByteArray("[]") << "\"words\"";
}

void SemanticDensityTest::refusesADamagedTable()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "semantic_density.json";
    std::ofstream(file) << text.toStdString();
    const Tokenizer tokenizer = PromptModel::load(emojiWorld("dare")).tokenizer;
    const auto density = SemanticDensity::load(file.parent_path(), tokenizer);
    QVERIFY(!density);
    QCOMPARE(density.error().code, ErrorCode::InvalidInput);
    QCOMPARE(density.error().context, file.string());
    QVERIFY2(density.error().message.find(says.toStdString()) != std::string::npos,
             density.error().message.c_str());
}

void SemanticDensityTest::refusesADamagedTokenizer()
{
    const QTemporaryDir folder;
    const auto file = std::filesystem::path(folder.path().toStdString()) / "spiece.model";
    QCOMPARE(Tokenizer::load(file).error().code, ErrorCode::NotFound);
    std::ofstream(file) << "no model";
    const auto damaged = Tokenizer::load(file);
    QVERIFY(!damaged);
    QCOMPARE(damaged.error().code, ErrorCode::InvalidInput);
    QCOMPARE(damaged.error().context, file.string());
    const std::string whole = readFile(emojiWorld("dare") / "tokenizer" / "spiece.model");
    std::ofstream(file, std::ios::binary) << whole.substr(0, whole.size() / 2);
    QVERIFY(!Tokenizer::load(file));
    std::ofstream(file, std::ios::binary) << std::string();
    QVERIFY(!Tokenizer::load(file));
}

QTEST_APPLESS_MAIN(SemanticDensityTest)
#include "SemanticDensityTest.moc"
