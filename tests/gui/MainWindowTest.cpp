#include "app/gui/MainWindow.h"
#include "app/gui/CommandLine.h"
#include "app/gui/RunPresenter.h"
#include "tests/gui/FakeRun.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/shell/WheelGuard.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QDoubleSpinBox>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSurfaceFormat>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

class MainWindowTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<ViewModels> m_models;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<RunPresenter> m_presenter;

    void fill()
    {
        m_window->sides()->setPresets({{"Plain CFG", SideOptions()}});
        m_window->sides()->setVariants({"plain", "dare"});
        m_window->sides()->sampling()->setSizes({{96, 96, 16}});
        m_window->sides()->runBox()->setPrediction("A and B, 16 steps", "≈ 49 s · 184 MB");
        m_window->header()->setModel("emoji-world", "96×96×16", {"variant plain"});
        m_window->header()->setDeviceText("CPU · 2 threads");
        m_window->header()->setMemory(1.2e9, 25e9);
        const FakeRun run(1);
        m_models->prompt.setText("a turtle");
        m_models->prompt.setTokens(run.started().tokens);
        m_presenter->handle(run.started());
        for (const Side side : kSides) {
            m_presenter->handle(run.stepDone(side, 0));
            m_presenter->handle(run.preview(side, 0));
        }
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_window.get(), key, modifiers);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings().clear();
        m_theme = std::make_unique<ThemeApplier>();
    }
    void init()
    {
        failOnAnyWarning();
        m_theme->apply(darkTheme());
        m_models = std::make_unique<ViewModels>();
        m_window = std::make_unique<MainWindow>(*m_models);
        const RunPresenter::Places places{m_window->sides()->runBox(), m_window->status(),
                                          m_window->banner(), m_window->log()};
        m_presenter = std::make_unique<RunPresenter>(*m_models, places);
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QApplication::setActiveWindow(m_window.get()); // Xvfb has no window manager to do it
        m_window->viewer()->setFocus();
    }
    void cleanup()
    {
        m_presenter.reset();
        m_window.reset();
        m_models.reset();
    }

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
              QStringList{"stray"}}) {
            const auto outcome = parse(bad);
            QVERIFY2(!outcome.proceed, qPrintable(bad.join(' ')));
            QCOMPARE(outcome.exitCode, 2);
            QVERIFY(!outcome.error.isEmpty());
        }
        QVERIFY(parse({"--help"}).text.contains("--screenshot"));
    }
};

int main(int argc, char **argv)
{
    QSurfaceFormat format;
    format.setVersion(3, 3);
    format.setProfile(QSurfaceFormat::CoreProfile);
    QSurfaceFormat::setDefaultFormat(format);
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QCoreApplication::setOrganizationName("dare-workbench-tests");
    QCoreApplication::setApplicationName("test_main_window");
    QApplication app(argc, argv);
    MainWindowTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "MainWindowTest.moc"
