#include "core/runs/RecipeJson.h"

#include <QTest>

#include <limits>

using namespace dare;

namespace
{

Recipe fullRecipe()
{
    Recipe recipe;
    recipe.model = "/models/wan ü";
    recipe.prompt = "a \"turtle\"\nnext to a 火箭";
    recipe.negative = "blurry";
    recipe.seed = std::numeric_limits<std::uint64_t>::max();
    recipe.steps = 50;
    recipe.sampler = SamplerKind::DpmPp2M;
    recipe.shift = 3.1;
    recipe.sigmaTable = SigmaTable::Old;
    recipe.size = {832, 480, 81};
    recipe.maxTokens = 226;
    recipe.noiseFile = "noise.safetensors";
    recipe.stopAfter = 7;
    recipe.runA = false;
    recipe.a.variant = "plain";
    recipe.b.variant = "dare";
    for (const OptionSpec &row : kOptions) {
        recipe.a.value(row.option) = row.minimum + 0.1;
        recipe.b.value(row.option) = row.maximum - 1.0 / 3.0;
        if (row.curve)
            recipe.b.curves[row.option] = {{{0, row.minimum}, {8, row.maximum / 3.0}}};
    }
    recipe.b.wordWeights = true;
    recipe.rho = {{"turtle", 0.9}, {"turtle#2", 1.0 / 7.0}};
    recipe.capture.words = CaptureWindow::Words::List;
    recipe.capture.wordList = {"turtle", "pads"};
    recipe.capture.heads = {IndexChoice::Mode::List, {0, 3}};
    recipe.capture.layers = {IndexChoice::Mode::Mean, {}};
    recipe.capture.steps = {IndexChoice::Mode::List, {0, 4, 15}};
    recipe.capture.branches = {Branch::Neg, Branch::Dom};
    recipe.device = "cuda:1";
    recipe.precision = Precision::Bf16;
    recipe.memory = MemoryMode::Lean;
    recipe.neglectShare = 0.25;
    recipe.neglectSteps = 5;
    return recipe;
}

} // namespace

class RecipeJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFieldSurvives();
    void defaultsSurvive();
    void everyEnumValueSurvives();
    void captureKeywordsSurvive();
    void missingKeysKeepDefaults();
    void unknownKeysAreIgnored();
    void optionsAreWrittenByTheirTableNames();
    void rangesAreNotChecked();
    void badUtf8DoesNotThrow();
    void wrongTypes_data();
    void wrongTypes();
    void notJson_data();
    void notJson();
    void notFiniteIsRefused();
};

void RecipeJsonTest::everyFieldSurvives()
{
    const Recipe recipe = fullRecipe();
    for (const int indent : {-1, 2}) {
        const auto read = recipeFromJson(recipeToJson(recipe, indent));
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QVERIFY(*read == recipe);
    }
}

void RecipeJsonTest::defaultsSurvive()
{
    const auto read = recipeFromJson(recipeToJson(Recipe{}));
    QVERIFY(read);
    QVERIFY(*read == Recipe{});
}

void RecipeJsonTest::everyEnumValueSurvives()
{
    Recipe recipe;
    for (const SamplerKind kind : {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M}) {
        recipe.sampler = kind;
        QVERIFY(recipeFromJson(recipeToJson(recipe)) == recipe);
    }
    for (const Precision precision : {Precision::Auto, Precision::Fp32, Precision::Bf16}) {
        recipe.precision = precision;
        QVERIFY(recipeFromJson(recipeToJson(recipe)) == recipe);
    }
    for (const MemoryMode mode : {MemoryMode::Auto, MemoryMode::Resident, MemoryMode::Lean, MemoryMode::Streamed}) {
        recipe.memory = mode;
        QVERIFY(recipeFromJson(recipeToJson(recipe)) == recipe);
    }
    for (const auto &[a, b] :
         {std::pair(true, true), {true, false}, {false, true}, {false, false}}) {
        recipe.runA = a;
        recipe.runB = b;
        QVERIFY(recipeFromJson(recipeToJson(recipe)) == recipe);
    }
}

void RecipeJsonTest::captureKeywordsSurvive()
{
    Recipe recipe;
    recipe.capture.words = CaptureWindow::Words::None;
    recipe.capture.heads = {IndexChoice::Mode::All, {}};
    recipe.capture.layers = {IndexChoice::Mode::List, {}};
    recipe.capture.branches = {};
    QVERIFY(recipeFromJson(recipeToJson(recipe)) == recipe);
}

void RecipeJsonTest::missingKeysKeepDefaults()
{
    const auto read = recipeFromJson(R"({"prompt":"x","b":{"s":2},"size":{"width":64}})");
    QVERIFY(read);
    Recipe expected;
    expected.prompt = "x";
    expected.b.value(Option::S) = 2.0;
    expected.size.width = 64;
    QVERIFY(*read == expected);
}

void RecipeJsonTest::unknownKeysAreIgnored()
{
    const auto read = recipeFromJson(
        R"({"newer":[1],"b":{"other":"x","curves":{"other":5}},"capture":{"more":1}})");
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QVERIFY(*read == Recipe{});
}

void RecipeJsonTest::optionsAreWrittenByTheirTableNames()
{
    Recipe recipe;
    recipe.b.value(Option::Lambda) = 0.5;
    recipe.b.curves[Option::S] = {{{0, 0.4}, {8, 1.6}}};
    const std::string text = recipeToJson(recipe, -1);
    QVERIFY(text.find(R"("lambda":0.5)") != std::string::npos);
    QVERIFY(text.find(R"("curves":{"s":[[0,0.4],[8,1.6]]})") != std::string::npos);
}

void RecipeJsonTest::rangesAreNotChecked()
{
    const auto read = recipeFromJson(R"({"steps":-5,"b":{"lambda":99}})");
    QVERIFY(read);
    QCOMPARE(read->steps, -5);
    QCOMPARE(read->b.value(Option::Lambda), 99.0);
}

void RecipeJsonTest::badUtf8DoesNotThrow()
{
    Recipe recipe;
    recipe.prompt = "bad \xff byte";
    QVERIFY(recipeFromJson(recipeToJson(recipe)));
}

void RecipeJsonTest::wrongTypes_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("found");
    const auto add = [](const char *json, const char *key, const char *found) {
        QTest::newRow(json) << QString::fromUtf8(json) << key << found;
    };
    for (const char *key : {"model", "prompt", "negative", "noise", "device"}) {
        for (const char *value : {"5", "null", "true", "[]", "{}"}) {
            const std::string json = std::string("{\"") + key + "\":" + value + '}';
            QTest::newRow(json.c_str()) << QString::fromStdString(json) << key << value;
        }
    }
    for (const char *key : {"seed", "steps", "max_tokens", "stop_after"}) {
        for (const char *value : {R"("16")", "1.5", "null", "true", "[16]", "{}"}) {
            const std::string json = std::string("{\"") + key + "\":" + value + '}';
            QTest::newRow(json.c_str()) << QString::fromStdString(json) << key << value;
        }
    }
    for (const OptionSpec &row : kOptions) {
        for (const char *value : {R"("high")", "null", "false", "[1]", "{}"}) {
            const std::string json = "{\"b\":{\"" + std::string(row.name) + "\":" + value + "}}";
            QTest::newRow(json.c_str())
                << QString::fromStdString(json)
                << QString::fromStdString("b." + std::string(row.name)) << value;
        }
    }
    add(R"({"seed":-1})", "seed", "-1");
    add(R"({"seed":18446744073709551616})", "seed", "1.8");
    add(R"({"steps":3000000000})", "steps", "3000000000");
    add(R"({"shift":"5"})", "shift", "\"5\"");
    add(R"({"sampler":"ddim"})", "sampler", "ddim");
    add(R"({"sampler":1})", "sampler", "1");
    add(R"({"sigma_table":"middle"})", "sigma_table", "middle");
    add(R"({"precision":"fp64"})", "precision", "fp64");
    add(R"({"memory":"little"})", "memory", "little");
    add(R"({"sides":"c"})", "sides", "\"c\"");
    add(R"({"size":[1,2,3]})", "size", "[1,2,3]");
    add(R"({"size":{"frames":"9"}})", "size.frames", "\"9\"");
    add(R"({"a":[]})", "`a`", "[]");
    add(R"({"a":{"variant":1}})", "a.variant", "1");
    add(R"({"a":{"weights":"on"}})", "a.weights", "\"on\"");
    add(R"({"b":{"curves":[]}})", "b.curves", "[]");
    add(R"({"b":{"curves":{"s":1}}})", "b.curves.s", "1");
    add(R"({"b":{"curves":{"s":[1,2]}}})", "b.curves.s", "[1,2]");
    add(R"({"b":{"curves":{"s":[[0.5,2]]}}})", "b.curves.s", "[[0.5,2]]");
    add(R"({"b":{"curves":{"s":[[0,2,3]]}}})", "b.curves.s", "[[0,2,3]]");
    add(R"({"b":{"curves":{"s":[[0,null]]}}})", "b.curves.s", "null");
    add(R"({"rho":[]})", "rho", "[]");
    add(R"({"rho":{"turtle":"much"}})", "rho", "much");
    add(R"({"capture":"all"})", "capture", "all");
    add(R"({"capture":{"words":"some"}})", "capture.words", "some");
    add(R"({"capture":{"words":[1]}})", "capture.words", "[1]");
    add(R"({"capture":{"heads":"none"}})", "capture.heads", "none");
    add(R"({"capture":{"layers":["0"]}})", "capture.layers", "[\"0\"]");
    add(R"({"capture":{"steps":3}})", "capture.steps", "3");
    add(R"({"capture":{"branches":"cond"}})", "capture.branches", "cond");
    add(R"({"capture":{"branches":["main"]}})", "capture.branches", "main");
    add(R"({"neglect":0.5})", "neglect", "0.5");
    add(R"({"neglect":{"share":"x"}})", "neglect.share", "\"x\"");
}

void RecipeJsonTest::wrongTypes()
{
    QFETCH(QString, json);
    QFETCH(QString, key);
    QFETCH(QString, found);
    const auto read = recipeFromJson(json.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    const QString text = QString::fromStdString(read.error().text());
    QVERIFY2(text.contains(key), qPrintable(text));
    QVERIFY2(text.contains(found), qPrintable(text));
    QVERIFY2(text.contains("must be"), qPrintable(text));
}

void RecipeJsonTest::notJson_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << QByteArray(R"({"prompt":"x)");
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("number") << QByteArray("5");
    QTest::newRow("binary") << QByteArray("\x7f"
                                          "ELF\x01\x00\xff",
                                          7);
    QTest::newRow("deep") << QByteArray(100'000, '[');
}

void RecipeJsonTest::notJson()
{
    QFETCH(QByteArray, text);
    const auto read = recipeFromJson(text.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidInput);
}

void RecipeJsonTest::notFiniteIsRefused()
{
    for (const char *value : {"NaN", "Infinity", "-Infinity", "1e999", "\"nan\"", "null"}) {
        const auto read = recipeFromJson(std::string(R"({"b":{"w":)") + value + "}}");
        QVERIFY2(!read, value);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    }
    Recipe recipe; // what a program made of NaN does not come back as a number
    recipe.shift = std::numeric_limits<double>::quiet_NaN();
    const auto read = recipeFromJson(recipeToJson(recipe));
    QVERIFY(!read);
    QVERIFY(read.error().text().find("shift") != std::string::npos);
}

QTEST_GUILESS_MAIN(RecipeJsonTest)
#include "RecipeJsonTest.moc"
