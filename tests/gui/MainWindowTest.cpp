#include "app/gui/CommandLine.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/shell/WheelGuard.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace dare;

class MainWindowTest : public WindowTest
{
    Q_OBJECT

private:
    void fill()
    {
        describe();
        begin(FakeRun(1), 1);
    }
private Q_SLOTS:
    void initTestCase() { QSettings().clear(); }
    void init()
    {
        open();
        show({1600, 1000});
        m_window->viewer()->setFocus();
    }
    void cleanup() { close(); }

    void everyNameOfTheSpecificationIsThere()
    {
        for (const char *name :
             {"appHeader",     "menuBar",      "workspaceTabs", "modelButton",  "deviceButton",
              "exportButton",  "centralStack", "viewer",        "transport",    "bannerBar",
              "statusBar",     "logView",      "dockRuns",      "runsView",     "dockSides",
              "promptEdit",    "tokenChips",   "tokensView",    "colorBarMass", "colorBarDiff",
              "stepSelect",    "layerSelect",  "headSelect",    "btnPlay",      "laneFrame",
              "laneStep",      "dockModes",    "modesView",     "dockCompare",  "sourceA",
              "sourceB",       "addSource",    "wipePos",       "wipeAngle",    "wipeFollow",
              "diffGain",      "diffChannels", "pixelProbe",    "rangeStats",   "recipeDiff",
              "metricTimeline"})
            QVERIFY2(m_window->findChild<QWidget *>(name) != nullptr, name);
    }

    void statusNamesTheKindOfDensity()
    {
        const auto *density = find<QLabel>("statusDensity");
        m_window->status()->setDensity("model folder: semantic_density.json");
        QCOMPARE(density->text(), QString("density: model folder"));
        QCOMPARE(density->toolTip(), QString("model folder: semantic_density.json"));
        m_window->status()->setDensity("tokenizer self-information");
        QCOMPARE(density->text(), QString("density: tokenizer self-information"));
    }

    void workspacesShareOneViewerThatNeverMoves()
    {
        const ViewerWidget *viewer = m_window->viewer();
        const QWidget *parent = viewer->parentWidget();
        QCOMPARE(m_window->findChildren<ViewerWidget *>().size(), 1);
        key(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->workspace(), AppHeader::Inspect);
        QCOMPARE(m_models->view.workspace(), Workspace::Inspect);
        QVERIFY(m_window->findChild<QWidget *>("tokensView")->isVisible());
        QVERIFY(!m_window->findChild<QWidget *>("dockSides")->isVisible());
        QVERIFY(viewer->isVisible());
        key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_models->view.workspace(), Workspace::Compare);
        QVERIFY(m_window->findChild<QWidget *>("dockModes")->isVisible());
        QVERIFY(!m_window->findChild<QWidget *>("tokensView")->isVisible());
        QVERIFY(viewer->isVisible());
        key(Qt::Key_1, Qt::ControlModifier);
        QVERIFY(viewer->isVisible());
        QCOMPARE(viewer->parentWidget(), parent);
        QCOMPARE(viewer->glError(), QString());
    }

    void tabsAndShortcutsAgree()
    {
        auto *tabs = m_window->findChild<QTabBar *>("workspaceTabs");
        tabs->setCurrentIndex(1);
        QCOMPARE(m_window->workspace(), AppHeader::Inspect);
        m_window->setWorkspace(AppHeader::Explore);
        QCOMPARE(tabs->currentIndex(), 0);
    }

    void keysActOnTheAxisUnlessATextFieldHasThem()
    {
        fill();
        ViewModel &view = m_models->view;
        for (int i = 0; i < 15; ++i)
            key(Qt::Key_Right);
        QCOMPARE(view.frame(), 15);
        key(Qt::Key_Home);
        QCOMPARE(view.frame(), 0);
        key(Qt::Key_End);
        QCOMPARE(view.frame(), 15);
        key(Qt::Key_Space);
        QVERIFY(view.playing());
        key(Qt::Key_Space);
        QVERIFY(!view.playing());
        key(Qt::Key_S);
        QVERIFY(view.swapped());
        const bool map = view.mapOn();
        key(Qt::Key_M);
        QCOMPARE(view.mapOn(), !map);

        auto *prompt = m_window->findChild<QPlainTextEdit *>("promptEdit");
        prompt->setFocus();
        QTest::keyClicks(prompt, " sm");
        QVERIFY(view.swapped()); // typing s does not swap
        QVERIFY(prompt->toPlainText().contains("sm"));
        key(Qt::Key_Escape);
        QVERIFY(m_window->viewer()->hasFocus());
    }

    void controlEnterRunsFromAnywhere()
    {
        QSignalSpy run(m_window.get(), &MainWindow::runRequested);
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(run.size(), 1);
        auto *prompt = m_window->findChild<QPlainTextEdit *>("promptEdit");
        prompt->setFocus();
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(run.size(), 2);
        m_window->sides()->runBox()->setBlocked("Unbalanced parenthesis");
        key(Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(run.size(), 2);
    }

    void undoReachesTheRecipeFromThePrompt()
    {
        connect(&m_models->prompt, &PromptModel::textEdited,
                m_models.get() ? &m_models->recipe : nullptr, [this](const QString &text) {
                    m_models->recipe.edit("Typing", "prompt", [&](Recipe &recipe) {
                        recipe.prompt = text.toStdString();
                    });
                });
        auto *prompt = m_window->findChild<QPlainTextEdit *>("promptEdit");
        prompt->setFocus();
        QTest::keyClicks(prompt, "fox");
        QCOMPARE(m_models->recipe.recipe().prompt, std::string("fox"));
        key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_models->recipe.recipe().prompt, std::string());
        key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_models->recipe.recipe().prompt, std::string("fox"));
    }

    void escapeAsksOnceThenCancels()
    {
        fill();
        QSignalSpy cancel(m_window->sides()->runBox(), &RunBox::cancelRequested);
        key(Qt::Key_Escape);
        QCOMPARE(cancel.size(), 0);
        key(Qt::Key_Escape);
        QCOMPARE(cancel.size(), 1);
    }

    void compactFollowsTheSize()
    {
        QVERIFY(!m_window->compact());
        m_window->resize(1280, 800);
        QTRY_VERIFY(m_window->compact());
        m_window->resize(1600, 870);
        QTest::qWait(20);
        QVERIFY(m_window->compact());
        m_window->resize(1600, 1000);
        QTRY_VERIFY(!m_window->compact());
    }

    void textFits_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("workspace");
        for (const QSize size : {QSize(1600, 1000), QSize(1280, 800), QSize(960, 600)}) {
            for (const bool dark : {true, false}) {
                for (const int workspace : {0, 1, 2}) {
                    QTest::addRow("%dx%d %s %d", size.width(), size.height(),
                                  dark ? "dark" : "light", workspace)
                        << size << dark << workspace;
                }
            }
        }
    }
    void textFits()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QFETCH(int, workspace);
        m_theme->apply(dark ? darkTheme() : lightTheme());
        fill();
        m_window->setWorkspace(static_cast<AppHeader::Workspace>(workspace));
        m_window->resize(size);
        QTest::qWait(50);
        QCOMPARE(m_window->size(), size);
        QCOMPARE(textsThatDoNotFit(m_window.get()).join('\n'), QString());
        QCOMPARE(overlaps(m_window.get()).join('\n'), QString());
    }

    void idlePaintsNothing()
    {
        fill();
        QTest::qWait(300);
        const int before = m_window->viewer()->paintCount();
        QTest::qWait(1000);
        QCOMPARE(m_window->viewer()->paintCount(), before);
    }

    void wheelScrollsPastAValueBoxWithoutFocus()
    {
        WheelGuard guard;
        qApp->installEventFilter(&guard);
        auto *box = m_window->findChild<QDoubleSpinBox *>("param_w_b");
        const double before = box->value();
        const auto turn = [box] {
            const QPointF middle = box->rect().center();
            QWheelEvent wheel(middle, box->mapToGlobal(middle), {}, {0, 120}, Qt::NoButton, {},
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(box, &wheel);
        };
        turn();
        QCOMPARE(box->value(), before);
        box->setFocus();
        turn();
        QVERIFY(box->value() > before);
    }

    void everyControlHasANameAndATooltip()
    {
        for (const auto *button : m_window->findChildren<QToolButton *>()) {
            if (button->objectName().startsWith("qt_") ||
                button->parentWidget()->inherits("QLineEdit") ||
                button->parentWidget()->inherits("QTabBar") ||
                button->parentWidget()->inherits("QMenuBar"))
                continue;
            QVERIFY2(!button->toolTip().isEmpty(),
                     qPrintable(textfit::nameOf(button, button->text())));
            QVERIFY2(!button->accessibleName().isEmpty() || !button->text().isEmpty(),
                     qPrintable(textfit::nameOf(button, button->text())));
        }
    }

    void commandLine()
    {
        const auto parse = [](const QStringList &arguments) {
            return parseCommandLine(QStringList("dare-workbench") + arguments);
        };
        const auto good = parse({"--workspace", "inspect", "--open", "R", "--select-word", "turtle",
                                 "--step", "12", "--size", "1600x1000", "--screenshot", "o.png"});
        QVERIFY(good.proceed);
        QCOMPARE(good.options.workspace, QString("inspect"));
        QCOMPARE(good.options.step, 12);
        QCOMPARE(good.options.size, QSize(1600, 1000));
        for (const QStringList &bad :
             {QStringList{"--workspace", "x"}, QStringList{"--size", "10x10"},
              QStringList{"--step", "0"}, QStringList{"--theme", "blue"}, QStringList{"--nonsense"},
              QStringList{"stray"}, QStringList{"--state", "paused"},
              QStringList{"--state", "asleep", "--screenshot", "o.png"},
              QStringList{"--state", "loading", "--screenshot", "o.png"}}) {
            const auto outcome = parse(bad);
            QVERIFY2(!outcome.proceed, qPrintable(bad.join(' ')));
            QCOMPARE(outcome.exitCode, 2);
            QVERIFY(!outcome.error.isEmpty());
        }
        const auto paused = parse({"--state", "paused", "--screenshot", "o.png"});
        QVERIFY(paused.proceed && paused.options.run);
        QVERIFY(parse({"--help"}).text.contains("--screenshot"));
    }
};

int main(int argc, char **argv)
{
    return runInWindow<MainWindowTest>(argc, argv, "test_main_window");
}
#include "MainWindowTest.moc"
