#include "app/gui/Workbench.h"
#include "app/gui/ExportBinding.h"
#include "app/gui/MainWindow.h"
#include "core/media/Video.h"
#include "core/runs/RecipeJson.h"
#include "tests/gui/GlMain.h"
#include "tests/widgets/TextFit.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

namespace
{

constexpr int kRunMs = 240'000; // generous: two cores under load
constexpr int kSoonMs = 20'000;

} // namespace

/// The whole program with the embedded model, driven by object names.
class WorkbenchTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_runs;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<Workbench> m_bench;

    template <typename T> T *find(const char *name)
    {
        return m_bench->window().findChild<T *>(QString::fromLatin1(name));
    }
    ViewModel &view() { return m_bench->models().view; }
    RunBox *box() { return m_bench->window().sides()->runBox(); }
    const RunRow *newestRow()
    {
        RunsModel &runs = m_bench->models().runs;
        return runs.row(runs.index(0, 0, runs.index(0, 0, {})));
    }
    void type(const QString &prompt)
    {
        auto *edit = find<QPlainTextEdit>("promptEdit");
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, prompt);
    }
    void setSteps(int steps)
    {
        auto *spin = find<QSpinBox>("steps");
        spin->setFocus();
        spin->selectAll();
        QTest::keyClicks(spin, QString::number(steps));
        QTest::keyClick(spin, Qt::Key_Return);
        QCOMPARE(m_bench->models().recipe.recipe().steps, steps);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_theme = std::make_unique<ThemeApplier>();
        CommandLine options;
        options.runs = m_runs.path();
        options.theme = "dark";
        options.size = QSize(1600, 1000);
        m_bench = std::make_unique<Workbench>(options, *m_theme);
        m_bench->start();
        QVERIFY(QTest::qWaitForWindowExposed(&m_bench->window()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->presets().empty(), kSoonMs);
    }
    void cleanupTestCase() { m_bench.reset(); }
    void init() { failOnAnyWarning(); }

    void typingMakesWords()
    {
        type("a (turtle:1.2) next to a rocket");
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->models().prompt.tokens().words.size(), std::size_t(6),
                                  kSoonMs);
        const Word &turtle = m_bench->models().prompt.tokens().words[1];
        QCOMPARE(turtle.label, std::string("turtle"));
        QCOMPARE(turtle.weight, 1.2);
        QVERIFY(turtle.rho > 0.5);
    }

    void unbalancedSyntaxBlocksRunWithTheReason()
    {
        type("a (turtle:1.2");
        QTRY_VERIFY_WITH_TIMEOUT(!find<QPushButton>("btnRun")->isEnabled(), kSoonMs);
        QVERIFY(!m_bench->models().prompt.error().isEmpty());
        type("a turtle next to a rocket");
        QTRY_VERIFY_WITH_TIMEOUT(find<QPushButton>("btnRun")->isEnabled(), kSoonMs);
    }

    void runShowsBothSidesAndIsListed()
    {
        setSteps(2);
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        QVERIFY(box()->busy());
        QTRY_VERIFY_WITH_TIMEOUT(!box()->busy(), kRunMs);
        QVERIFY2(m_bench->window().banner()->isHidden(), "the run failed");
        QTRY_VERIFY(newestRow() != nullptr && newestRow()->state == RunRow::State::Finished);
        QCOMPARE(newestRow()->stepsDone, 2);
        QCOMPARE(view().contents().size(), std::size_t(2));
        for (const PaneContent &content : view().contents())
            QVERIFY(content.clip != nullptr);
        QVERIFY(view().contents()[0].clip->rgb != view().contents()[1].clip->rgb);
        QVERIFY(!newestRow()->thumbA.isNull());
    }

    void selectingAWordShowsItsMaps()
    {
        view().selectWord("turtle");
        QTRY_VERIFY_WITH_TIMEOUT(!view().maps().empty(), kSoonMs);
        const MapSet maps = view().maps();
        QVERIFY(maps.before[0] && maps.after[0] && maps.before[1] && maps.after[1]);
        QCOMPARE(maps.before[0], maps.after[0]); // side A reweights nothing
        QVERIFY(maps.before[1]->values != maps.after[1]->values);
        m_bench->window().setWorkspace(AppHeader::Inspect);
        QCOMPARE(view().spec().panes.size(), std::size_t(5));
        view().setStep(0);
        QTRY_VERIFY_WITH_TIMEOUT(
            view().maps().before[0] && view().maps().before[0] != maps.before[0], kSoonMs);
        view().setStep(-1);
        m_bench->window().setWorkspace(AppHeader::Explore);
    }

    void cancelledRunResumesToItsEnd()
    {
        setSteps(5);
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        // A run has done the steps that both sides have.
        QTRY_VERIFY_WITH_TIMEOUT(view().run().running && view().stepsDone(Side::B) >= 1, kRunMs);
        QTest::mouseClick(find<QPushButton>("btnCancel"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!box()->busy(), kRunMs);
        QTRY_COMPARE(newestRow()->state, RunRow::State::Cancelled);
        QVERIFY(newestRow()->stepsDone >= 1 && newestRow()->stepsDone < 5);
        Q_EMIT m_bench->window().runsPanel()->resumeRequested(newestRow()->path);
        QVERIFY(box()->busy());
        QTRY_VERIFY_WITH_TIMEOUT(!box()->busy(), kRunMs);
        QTRY_COMPARE(newestRow()->state, RunRow::State::Finished);
        QCOMPARE(newestRow()->stepsDone, 5);
    }

    void reopeningBringsBackClipsAndRecipe()
    {
        RunsModel &runs = m_bench->models().runs;
        const RunRow *older = runs.row(runs.index(1, 0, runs.index(0, 0, {})));
        QVERIFY(older != nullptr);
        const QString path = older->path;
        QCOMPARE(m_bench->models().recipe.recipe().steps, 5);
        Q_EMIT m_bench->window().runsPanel()->openRequested(path);
        QTRY_COMPARE_WITH_TIMEOUT(view().stepCount(), 2, kSoonMs);
        QCOMPARE(m_bench->models().recipe.recipe().steps, 2);
        QVERIFY(view().contents()[0].clip != nullptr);
        view().setStep(0); // a stored step's preview
        const auto finished = view().contents()[0].clip;
        QTRY_VERIFY_WITH_TIMEOUT(
            view().contents()[0].clip && view().contents()[0].clip->rgb != finished->rgb, kSoonMs);
        view().setStep(-1);
        m_bench->models().recipe.undoStack()->undo(); // the draft comes back
        QCOMPARE(m_bench->models().recipe.recipe().steps, 5);
    }

    void exportHoldsEveryFrameAndTheRecipe()
    {
        const QString file = m_runs.filePath("pair.mp4");
        QSignalSpy exported(&m_bench->exporter(), &ExportBinding::exported);
        m_bench->exporter().exportTo(file);
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, kRunMs);
        const auto clip = readVideo(file.toStdString());
        QVERIFY(clip.has_value());
        QCOMPARE(clip->frames, view().frameCount());
        const auto tag = readRecipeTag(file.toStdString());
        QVERIFY(tag.has_value());
        const auto recipe = recipeFromJson(*tag);
        QVERIFY(recipe.has_value());
        QCOMPARE(recipe->steps, 2); // of the run on screen, not of the draft
        QCOMPARE(recipe->prompt, std::string("a turtle next to a rocket"));
    }

    void whatCannotBeOpenedIsSaidAndChangesNothing()
    {
        QTemporaryDir empty;
        const QString before = find<QToolButton>("modelButton")->text();
        Q_EMIT m_bench->window().openModelRequested(empty.path());
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().banner()->isHidden(), kSoonMs);
        QVERIFY(m_bench->window()
                    .banner()
                    ->findChild<QLabel *>("bannerText")
                    ->text()
                    .contains(empty.path()));
        QCOMPARE(find<QToolButton>("modelButton")->text(), before);
        m_bench->window().banner()->dismiss();
        const int steps = view().stepCount();
        Q_EMIT m_bench->window().openRunRequested(empty.path());
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().banner()->isHidden(), kSoonMs);
        QCOMPARE(view().stepCount(), steps);
        m_bench->window().banner()->dismiss();
    }

    void screenshotShowsTheRunAndExits()
    {
        const QString file = m_runs.filePath("shot.png");
        QProcess program;
        program.start(QStringLiteral(DARE_PROGRAMS) + "/dare-workbench",
                      {"--runs", m_runs.path(), "--open", newestRow()->path, "--select-word",
                       "turtle", "--workspace", "inspect", "--size", "1280x800", "--theme", "light",
                       "--screenshot", file});
        QVERIFY(program.waitForFinished(kRunMs));
        QCOMPARE(program.exitCode(), 0);
        const QImage image(file);
        QCOMPARE(image.size(), QSize(1280, 800));
        QCOMPARE(image.pixelColor(8, 60), lightTheme().panel);
    }

    void screenshotShowsAStateThatPasses_data()
    {
        QTest::addColumn<QString>("limit");
        QTest::newRow("running") << "";
        QTest::newRow("paused") << "";
        QTest::newRow("loading") << "";
        // A step's file is larger than that: the run fails as on a full disk.
        QTest::newRow("failed") << "trap '' XFSZ; ulimit -f 4096; ";
    }
    void screenshotShowsAStateThatPasses()
    {
        QFETCH(QString, limit);
        QTemporaryDir folder;
        const QString file = folder.filePath("shot.png");
        QProcess program;
        program.start("bash",
                      {"-c", limit + "exec \"$0\" \"$@\"",
                       QStringLiteral(DARE_PROGRAMS) + "/dare-workbench", "--runs",
                       folder.filePath("runs"), "--prompt", "a turtle", "--open-model",
                       QStringLiteral(DARE_MODELS) + "/emoji-world/dare", "--size", "1280x800",
                       "--state", QTest::currentDataTag(), "--screenshot", file});
        QVERIFY(program.waitForFinished(kRunMs));
        QVERIFY2(program.exitCode() == 0, program.readAllStandardError().constData());
        QCOMPARE(QImage(file).size(), QSize(1280, 800));
    }

    void screenshotOfAStateThatDoesNotComeSaysSo()
    {
        QTemporaryDir folder;
        QProcess program;
        program.start(QStringLiteral(DARE_PROGRAMS) + "/dare-workbench",
                      {"--runs", folder.filePath("runs"), "--prompt", "a turtle", "--state",
                       "failed", "--screenshot", folder.filePath("shot.png")});
        QVERIFY(program.waitForFinished(kRunMs));
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.readAllStandardError().contains("without being failed"));
        QVERIFY(!QFile::exists(folder.filePath("shot.png")));
    }

    void helpAndVersionNeedNoDisplay()
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove("DISPLAY");
        environment.remove("WAYLAND_DISPLAY");
        for (const char *question : {"--help", "--version"}) {
            QProcess program;
            program.setProcessEnvironment(environment);
            program.start(QStringLiteral(DARE_PROGRAMS) + "/dare-workbench", {question});
            QVERIFY(program.waitForFinished(kSoonMs));
            QCOMPARE(program.exitStatus(), QProcess::NormalExit);
            QCOMPARE(program.exitCode(), 0);
            QVERIFY(program.readAllStandardOutput().contains("dare-workbench"));
        }
    }

    void withoutOpenGlItSaysSo()
    {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("QT_QPA_PLATFORM", "offscreen");
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(DARE_PROGRAMS) + "/dare-workbench", {"--screenshot", "x.png"});
        QVERIFY(program.waitForFinished(kSoonMs));
        QCOMPARE(program.exitCode(), 3);
        QVERIFY(program.readAllStandardError().contains("OpenGL"));
    }
};

int main(int argc, char **argv)
{
    return runInWindow<WorkbenchTest>(argc, argv, "test_workbench");
}
#include "WorkbenchTest.moc"
