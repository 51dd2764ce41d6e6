#include "app/cli/RecipeOptions.h"

#include "core/models/ModelFolder.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace dare;
using namespace dare::cli;

namespace
{

/// What `dare sample ARGUMENTS` would run.
Result<Recipe> recipeOf(const std::vector<std::string> &arguments)
{
    CLI::App app;
    RecipeArguments typed;
    typed.addTo(app);
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
    return typed.recipe();
}

Error errorOf(const std::vector<std::string> &arguments)
{
    const Result<Recipe> recipe = recipeOf(arguments);
    return recipe ? Error{ErrorCode::Internal, "no error", ""} : recipe.error();
}

} // namespace

/// From the command line to the recipe.
class RecipeOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void promptAloneIsTheModelsDefault();
    void everyOptionReachesItsField();
    void sidesTakeEveryKeyOfTheTable();
    void curveFollowsSteps();
    void aPlainValueEndsACurve();
    void outOfRangeNamesOptionAndRange_data();
    void outOfRangeNamesOptionAndRange();
    void emptyPromptIsAPrompt();
    void shownDefaultsAreTheDefaults();
};

void RecipeOptionsTest::promptAloneIsTheModelsDefault()
{
    const Result<Recipe> recipe = recipeOf({"a turtle"});
    QVERIFY(recipe);
    const Result<ModelInfo> model = inspectModel(embeddedModelFolder());
    QVERIFY(model);
    Recipe expected = defaultRecipe(*model);
    expected.prompt = "a turtle";
    QVERIFY(*recipe == expected);
    QCOMPARE(recipe->a.variant, std::string("plain"));
    QCOMPARE(recipe->b.variant, std::string("dare"));
    QCOMPARE(recipe->b.value(Option::S), model->sraStrength);
}

void RecipeOptionsTest::everyOptionReachesItsField()
{
    const Result<Recipe> recipe = recipeOf({"turtle",
                                            "--negative",
                                            "blurry",
                                            "--seed",
                                            "18446744073709551615",
                                            "--steps",
                                            "1000",
                                            "--sampler",
                                            "dpmpp2m",
                                            "--shift",
                                            "3.5",
                                            "--sigma-table",
                                            "old",
                                            "--size",
                                            "832x480x81",
                                            "--max-tokens",
                                            "226",
                                            "--noise",
                                            "n.st",
                                            "--stop-after",
                                            "7",
                                            "--sides",
                                            "b",
                                            "--rho",
                                            "turtle=0.9",
                                            "--rho",
                                            "a=b=0.25",
                                            "--words",
                                            "turtle, pads",
                                            "--heads",
                                            "0,3",
                                            "--layers",
                                            "mean",
                                            "--map-steps",
                                            "0,4",
                                            "--branches",
                                            "cond,dom",
                                            "--device",
                                            "cuda:1",
                                            "--precision",
                                            "bf16",
                                            "--memory",
                                            "lean"});
    QVERIFY2(recipe, recipe ? "" : recipe.error().text().c_str());
    QCOMPARE(recipe->negative, std::string("blurry"));
    QCOMPARE(recipe->seed, std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(recipe->steps, 1000);
    QVERIFY(recipe->sampler == SamplerKind::DpmPp2M);
    QCOMPARE(recipe->shift, 3.5);
    QVERIFY(recipe->sigmaTable == SigmaTable::Old);
    QVERIFY((recipe->size == ClipSize{832, 480, 81}));
    QCOMPARE(recipe->maxTokens, 226);
    QCOMPARE(recipe->noiseFile, std::string("n.st"));
    QCOMPARE(recipe->stopAfter, 7);
    QVERIFY(!recipe->runA && recipe->runB);
    QVERIFY((recipe->rho == std::map<std::string, double>{{"turtle", 0.9}, {"a=b", 0.25}}));
    QVERIFY(recipe->capture.words == CaptureWindow::Words::List);
    QVERIFY((recipe->capture.wordList == std::vector<std::string>{"turtle", "pads"}));
    QVERIFY((recipe->capture.heads == IndexChoice{IndexChoice::Mode::List, {0, 3}}));
    QVERIFY((recipe->capture.layers == IndexChoice{IndexChoice::Mode::Mean, {}}));
    QVERIFY((recipe->capture.steps == IndexChoice{IndexChoice::Mode::List, {0, 4}}));
    QVERIFY((recipe->capture.branches == std::vector<Branch>{Branch::Cond, Branch::Dom}));
    QCOMPARE(recipe->device, std::string("cuda:1"));
    QVERIFY(recipe->precision == Precision::Bf16);
    QVERIFY(recipe->memory == MemoryMode::Lean);
}

void RecipeOptionsTest::sidesTakeEveryKeyOfTheTable()
{
    for (const OptionSpec &row : kOptions) {
        for (const Side side : kSides) {
            const std::string option = std::string("--") + letter(side);
            const std::string name(row.name);
            const Result<Recipe> recipe =
                recipeOf({"x", option, name + "=" + std::to_string(row.maximum)});
            QVERIFY(recipe);
            QCOMPARE(recipe->side(side).value(row.option), row.maximum);
            const Error error =
                errorOf({"x", option, name + "=" + std::to_string(row.maximum + 0.5)});
            QCOMPARE(error.context, option + " " + name);
        }
    }
    const Result<Recipe> recipe = recipeOf({"x", "--a", "variant=dare,weights=on", "--a", "w=4"});
    QVERIFY(recipe);
    QCOMPARE(recipe->a.variant, std::string("dare"));
    QVERIFY(recipe->a.wordWeights);
    QCOMPARE(recipe->a.value(Option::W), 4.0);
}

void RecipeOptionsTest::curveFollowsSteps()
{
    const Result<Recipe> recipe =
        recipeOf({"x", "--curve", "b.s=0:0.4,8:1.6", "--curve", "a.w=2:5"});
    QVERIFY(recipe);
    QCOMPARE(recipe->b.at(Option::S, 4), 1.0);
    QCOMPARE(recipe->b.at(Option::S, 12), 1.6);
    QCOMPARE(recipe->a.at(Option::W, 0), 5.0);
}

void RecipeOptionsTest::aPlainValueEndsACurve()
{
    Recipe recipe;
    recipe.b.curves[Option::S] = {{{0, 1.0}}};
    const auto options = recipeOptions();
    const auto b = std::find_if(options.begin(), options.end(),
                                [](const RecipeOption &option) { return option.name == "--b"; });
    QVERIFY(b != options.end());
    QVERIFY(b->apply("s=2", recipe));
    QCOMPARE(recipe.b.at(Option::S, 0), 2.0);
}

void RecipeOptionsTest::outOfRangeNamesOptionAndRange_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("context");
    QTest::addColumn<QString>("range");
    const auto row = [](const char *option, const char *value, const char *context,
                        const char *range) {
        QTest::addRow("%s %s", option, value)
            << QString(option) << QString(value) << QString(context) << QString(range);
    };
    row("--steps", "0", "--steps", "1 to 1000");
    row("--steps", "1001", "--steps", "1 to 1000");
    row("--steps", "2.5", "--steps", "1 to 1000");
    row("--steps", "", "--steps", "1 to 1000");
    row("--seed", "-1", "--seed", "0 to 18446744073709551615");
    row("--shift", "nan", "--shift", "0.01 to 100");
    row("--shift", "inf", "--shift", "0.01 to 100");
    row("--shift", "0", "--shift", "0.01 to 100");
    row("--a", "w=nan", "--a w", "0 to 20");
    row("--b", "lambda=-0.1", "--b lambda", "0 to 1");
    row("--b", "gamma=1.01", "--b gamma", "0 to 1");
    row("--b", "s=5", "--b s", "0 to 4");
    row("--b", "q=1", "--b", "w, lambda, s");
    row("--b", "weights=yes", "--b weights", "on, off");
    row("--b", "w", "--b", "w=3");
    row("--curve", "b.s=0:9", "--curve b.s value", "0 to 4");
    row("--curve", "b.s=0:nan", "--curve b.s value", "0 to 4");
    row("--curve", "b.s=4:1,4:2", "--curve b.s", "rising");
    row("--curve", "s=0:1", "--curve", "b.s=");
    row("--curve", "b.tau=0:0.1", "--curve", "cannot follow a curve");
    row("--rho", "turtle=1.5", "--rho turtle", "0 to 1");
    row("--rho", "turtle", "--rho", "turtle=0.9");
    row("--size", "96x96", "--size", "96x96x16");
    row("--size", "96x96x0", "--size", "96x96x16");
    row("--size", "96x96x16x", "--size", "96x96x16");
    row("--sides", "c", "--sides", "a, b, ab");
    row("--sampler", "ddim", "--sampler", "unipc, euler, dpmpp2m");
    row("--precision", "fp8", "--precision", "auto, fp32, bf16");
    row("--memory", "tiny", "--memory", "auto, resident, lean, streamed");
    row("--heads", "1,-2", "--heads", "all, mean");
    row("--map-steps", "mean", "--map-steps", "all");
    row("--branches", "pos", "--branches", "cond, neg, dom");
    row("--stop-after", "17", "--stop-after", "1 to 16");
}

void RecipeOptionsTest::outOfRangeNamesOptionAndRange()
{
    QFETCH(QString, option);
    QFETCH(QString, value);
    const Error error = errorOf({"x", option.toStdString(), value.toStdString()});
    QCOMPARE(static_cast<int>(error.code), static_cast<int>(ErrorCode::InvalidArgument));
    QTEST(QString::fromStdString(error.context), "context");
    QFETCH(QString, range);
    QVERIFY2(QString::fromStdString(error.message).contains(range), error.message.c_str());
}

void RecipeOptionsTest::emptyPromptIsAPrompt()
{
    const Result<Recipe> recipe = recipeOf({""});
    QVERIFY(recipe);
    QCOMPARE(recipe->prompt, std::string());
    QCOMPARE(errorOf({}).context, std::string("dare sample"));
}

void RecipeOptionsTest::shownDefaultsAreTheDefaults()
{
    CLI::App app;
    const RecipeArguments typed;
    typed.addTo(app);
    app.parse(std::vector<std::string>{"turtle"});
    const Result<Recipe> plain = recipeOf({"turtle"});
    QVERIFY(plain);
    std::size_t shown = 0;
    for (const RecipeOption &option : recipeOptions()) {
        const std::string help = app.get_option(option.name)->get_description();
        const std::size_t at = help.rfind('[');
        if (at == std::string::npos)
            continue;
        const std::string text = help.substr(at + 1, help.size() - at - 2);
        const Result<Recipe> same = recipeOf({"turtle", option.name, text});
        QVERIFY2(same && *same == *plain, (option.name + " " + text).c_str());
        ++shown;
    }
    QCOMPARE(shown, std::size_t(16));
    QVERIFY(
        app.get_footer().find("[0, " + std::to_string(plain->b.value(Option::S)).substr(0, 1)) !=
        std::string::npos);
}

QTEST_GUILESS_MAIN(RecipeOptionsTest)
#include "RecipeOptionsTest.moc"
