#include "app/cli/ExportArguments.h"
#include "core/media/ExportCommand.h"
#include "core/media/Exporter.h"
#include "core/media/Video.h"
#include "core/runs/ExportedRecipes.h"
#include "core/runs/RecipeJson.h"
#include "tests/cli/DareProgram.h"
#include "tests/media/CodedClip.h"

#include <QFile>
#include <QProcess>
#include <QtTest>

#include <algorithm>

using namespace dare;
using namespace dare::test;

namespace
{

Result<ExportPlan> parsed(std::vector<std::string> arguments)
{
    CLI::App app;
    cli::ExportArguments values;
    CLI::App &command = *app.add_subcommand("export", "");
    cli::addExportOptions(command, values);
    std::reverse(arguments.begin(), arguments.end());
    app.parse(arguments);
    return cli::planOf(values, false, false);
}

std::vector<ExportPlan> plans()
{
    ExportPlan plain;
    plain.a = "/runs/it's one:a";
    plain.b = "/runs/it's one:b";
    plain.path = "/tmp/a b.mp4";
    ExportPlan full = plain;
    full.layout = ExportLayout::TwoByTwo;
    full.panes = {ExportPane::Video, ExportPane::After, ExportPane::Diff};
    full.word = "turtle + rocket";
    full.mapSide = Side::A;
    full.style = MapStyle::Cells;
    full.colorMap = ColorMapName::Cividis;
    full.labelPrompt = false;
    full.strip = ExportMetric::Attention;
    full.shift = -3;
    full.first = 12;
    full.last = 72;
    full.codec = ExportCodec::Ffv1;
    full.fps = 23.976;
    full.size = ExportSize::FullHd;
    full.tag = full.sidecar = false;
    ExportPlan wipe = plain;
    wipe.layout = ExportLayout::One;
    wipe.panes = {ExportPane::Wipe};
    wipe.look = {CompareMode::SideBySide, 0.37F, 33.3F, 0.1F, 7.0F,
                 DiffChannels::Luma,      false, true};
    wipe.labelSide = wipe.labelSettings = wipe.labelPrompt = false;
    wipe.codec = ExportCodec::H265;
    wipe.crf = 23;
    wipe.first = 3;
    wipe.size = ExportSize::Half;
    ExportPlan alone = plain;
    alone.b.clear();
    alone.codec = ExportCodec::Png;
    alone.path = "pictures/";
    alone.size = ExportSize::Native;
    return {plain, full, wipe, alone};
}

} // namespace

class ExportPlanTest : public QObject
{
    Q_OBJECT
    DareProgram m_dare;

private Q_SLOTS:
    void theCommandLineSpellsThePlan()
    {
        for (const ExportPlan &plan : plans()) {
            const auto back = parsed(exportArguments(plan));
            QVERIFY2(back, back ? "" : back.error().text().c_str());
            QVERIFY2(*back == plan, shellLine(exportArguments(*back)).c_str());
        }
    }
    void theShellReadsTheLine()
    {
        for (const ExportPlan &plan : plans()) {
            const auto arguments = exportArguments(plan);
            QProcess shell;
            shell.start("sh", {"-c", QString::fromStdString("dare() { printf '%s\\n' \"$@\"; }; " +
                                                            shellLine(arguments))});
            QVERIFY(shell.waitForFinished());
            QString expected;
            for (const std::string &argument : arguments)
                expected += QString::fromStdString(argument) + '\n';
            QCOMPARE(QString::fromUtf8(shell.readAllStandardOutput()), expected);
        }
    }
    void theCopiedLineMakesTheSameFile()
    {
        const std::string a = m_dare.path("a.mkv").toStdString();
        const std::string b = m_dare.path("b's.mkv").toStdString();
        QVERIFY(writeFfv1(a, codedClip(96, 64, 6)));
        QVERIFY(writeFfv1(b, codedClip(96, 64, 9)));
        for (const ExportCodec codec : {ExportCodec::H264, ExportCodec::Ffv1}) {
            ExportPlan plan;
            plan.a = a;
            plan.b = b;
            plan.layout = ExportLayout::TwoByTwo;
            plan.panes = {ExportPane::Video, ExportPane::Difference, ExportPane::Wipe};
            plan.look.wipeMoves = true;
            plan.look.gain = 6.0F;
            plan.strip = ExportMetric::Psnr;
            plan.shift = 2;
            plan.first = 1;
            plan.last = 7;
            plan.codec = codec;
            plan.path = m_dare.path("out").toStdString() + endingOf(codec);
            ClipCache cache;
            const auto written = exportFile(plan, cache, {}, nullptr);
            QVERIFY2(written, written ? "" : written.error().text().c_str());
            const QByteArray first = readFile(QString::fromStdString(plan.path));
            QVERIFY(QFile::remove(QString::fromStdString(plan.path)));
            QStringList arguments;
            for (const std::string &argument : exportArguments(plan))
                arguments << QString::fromStdString(argument);
            const CommandResult done = m_dare.run(arguments);
            QVERIFY2(done.exitCode == 0, qPrintable(done.err));
            QCOMPARE(readFile(QString::fromStdString(plan.path)) == first, true);
        }
    }
    void bothRecipesComeBack()
    {
        ExportedRecipes recipes;
        recipes.recipe.prompt = "an owl";
        recipes.other = Recipe();
        recipes.other->seed = 5;
        const QString film = m_dare.path("two.json");
        const QString alone = m_dare.path("one.json");
        replaceFile(film, QByteArray::fromStdString(exportedRecipesToJson(recipes)));
        replaceFile(alone, QByteArray::fromStdString(recipeToJson(recipes.recipe)));
        const auto printed = [&](const QStringList &arguments) {
            const CommandResult done = m_dare.run(QStringList{"recipe"} + arguments);
            return done.exitCode == 0 ? done.json() : QJsonObject();
        };
        const QJsonObject ofB = printed({alone});
        const QJsonObject both = printed({film});
        QCOMPARE(ofB["prompt"].toString(), QString("an owl"));
        QVERIFY(!ofB.contains("compared_with"));
        QCOMPARE(both["compared_with"].toObject()["seed"].toInt(), 5);
        QJsonObject without = both;
        without.remove("compared_with");
        QCOMPARE(without, ofB);
        QCOMPARE(printed({film, "--of", "a"}), both["compared_with"].toObject());
        QCOMPARE(printed({film, "--of", "b"}), ofB);
        QCOMPARE(printed({alone, "--of", "a"}), ofB); // one run made both sides
        QCOMPARE(m_dare.run({"recipe", film, "--of", "c"}).exitCode, 2);
    }
    void mistakesNameTheOption_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("option");
        const auto row = [](const char *name, const QStringList &extra) {
            QTest::addRow("%s %s", name, qPrintable(extra.last()))
                << (QStringList{"export", "--a", "x.mkv", "--b", "y.mkv", "--out", "o.mp4"} + extra)
                << QString(name);
        };
        row("--layout", {"--layout", "3x3"});
        row("--panes", {"--panes", "video,nothing"});
        row("--panes", {"--layout", "grid2x2", "--panes", "video"});
        row("--word", {"--panes", "map"});
        row("--codec", {"--codec", "mpeg2"});
        row("--frames", {"--frames", "7-3"});
        row("--labels", {"--labels", "all"});
        row("--size", {"--size", "4k"});
        row("--gain", {"--gain", "99"});
        row("--shift", {"--shift", "1.5"});
    }
    void mistakesNameTheOption()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, option);
        const CommandResult done = m_dare.run(arguments);
        QCOMPARE(done.exitCode, 2);
        QVERIFY2(done.err.contains(option), qPrintable(done.err));
    }
};

QTEST_GUILESS_MAIN(ExportPlanTest)
#include "ExportPlanTest.moc"
