#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/WindowKeys.h"
#include "tests/gui/FakeRun.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/KeysOverlay.h"
#include "widgets/shell/LogView.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QDockWidget>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QSurfaceFormat>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

/// Acceptance check 15: every row of the list of keys changes what it says, Tab visits each stop
/// once, every control has an accessible name.
class KeysTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<ViewModels> m_models;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<RunPresenter> m_presenter;

    ViewModel &view() { return m_models->view; }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_window.get(), key, modifiers);
    }
    void fill()
    {
        const FakeRun run(1);
        m_models->prompt.setText("a turtle");
        m_models->prompt.setTokens(run.started().tokens);
        m_presenter->handle(run.started());
        for (int step = 0; step < 3; ++step) {
            for (const Side side : kSides) {
                m_presenter->handle(run.stepDone(side, step));
                m_presenter->handle(run.preview(side, step));
            }
        }
        m_presenter->handle(run.sideFinished(Side::A));
        m_presenter->handle(run.sideFinished(Side::B));
        m_presenter->handle(run.finished());
    }
    /// Of a row of exclusive buttons Tab stops at the chosen one; arrows go on from there.
    [[nodiscard]] static bool unchosen(const QWidget *widget)
    {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        return button != nullptr && button->group() != nullptr && button->group()->exclusive() &&
               !button->isChecked();
    }
    [[nodiscard]] static bool within(const QWidget *widget, const QString &panel)
    {
        for (const QWidget *up = widget; up != nullptr; up = up->parentWidget()) {
            if (up->objectName() == panel)
                return true;
        }
        return false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings().clear();
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
    }
    void init()
    {
        failOnAnyWarning();
        m_models = std::make_unique<ViewModels>();
        m_window = std::make_unique<MainWindow>(*m_models);
        const RunPresenter::Places places{m_window->sides()->runBox(), m_window->status(),
                                          m_window->banner(), m_window->log()};
        m_presenter = std::make_unique<RunPresenter>(*m_models, places);
        m_window->sides()->setVariants({"plain", "dare"});
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QApplication::setActiveWindow(m_window.get());
        m_window->viewer()->setFocus();
        fill();
    }
    void cleanup()
    {
        m_presenter.reset();
        m_window.reset();
        m_models.reset();
    }

    void playbackKeys()
    {
        key(Qt::Key_D);
        QCOMPARE(view().frame(), 1);
        key(Qt::Key_A);
        QCOMPARE(view().frame(), 0);
        key(Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(view().frame(), 10);
        key(Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(view().frame(), 0);
        key(Qt::Key_End);
        QCOMPARE(view().frame(), 15);
        key(Qt::Key_Home);
        key(Qt::Key_Up);
        QCOMPARE(view().step(), 1); // one before the newest of three
        key(Qt::Key_Down);
        QCOMPARE(view().step(), 2);
        key(Qt::Key_L);
        QVERIFY(view().speed() > 1.0);
        key(Qt::Key_J);
        key(Qt::Key_J);
        QVERIFY(view().speed() < 1.0);
        key(Qt::Key_K);
        QCOMPARE(view().speed(), 1.0);
        const bool looping = view().looping();
        key(Qt::Key_Period);
        QCOMPARE(view().looping(), !looping);
        key(Qt::Key_Comma);
        QVERIFY(view().looping() && view().pingPong());
        key(Qt::Key_Comma);
        QVERIFY(!view().pingPong());
        key(Qt::Key_X);
        QCOMPARE(view().axis(), ScrubAxis::Step);
        view().setAxis(ScrubAxis::Frame);
        key(Qt::Key_Space);
        QVERIFY(view().playing());
        key(Qt::Key_Space);
        QVERIFY(!view().playing());
    }

    void inAndOutBoundWhatPlays()
    {
        view().setFrame(4);
        key(Qt::Key_BracketLeft);
        view().setFrame(6);
        key(Qt::Key_BracketRight);
        QCOMPARE(view().inFrame(), 4);
        QCOMPARE(view().outFrame(), 6);
        QList<int> seen;
        view().setFrame(4);
        for (int i = 0; i < 4; ++i) {
            view().advance(1);
            seen << view().frame();
        }
        QCOMPARE(seen, QList<int>({5, 6, 4, 5}));
        key(Qt::Key_Comma); // there and back, the ends once each
        view().setFrame(4);
        seen.clear();
        for (int i = 0; i < 6; ++i) {
            view().advance(1);
            seen << view().frame();
        }
        QCOMPARE(seen, QList<int>({5, 6, 5, 4, 5, 6}));
        key(Qt::Key_Comma);
        view().setLooping(false);
        view().setFrame(5);
        view().setPlaying(true);
        view().advance(1);
        view().advance(1);
        QCOMPARE(view().frame(), 6);
        QVERIFY(!view().playing());
        key(Qt::Key_Backslash);
        QCOMPARE(view().inFrame(), -1);
        QCOMPARE(view().outFrame(), -1);
    }

    void pictureKeys()
    {
        key(Qt::Key_S);
        QVERIFY(view().swapped());
        key(Qt::Key_S);
        key(Qt::Key_1);
        QVERIFY(view().hidden(Side::A));
        QCOMPARE(view().spec().panes.size(), std::size_t(1));
        key(Qt::Key_1);
        key(Qt::Key_2);
        QVERIFY(view().hidden(Side::B));
        key(Qt::Key_2);
        QCOMPARE(view().spec().panes.size(), std::size_t(2));
        key(Qt::Key_3);
        QVERIFY(!view().labels());
        key(Qt::Key_3);
        key(Qt::Key_4);
        QCOMPARE(view().zoom(), 1.0);
        key(Qt::Key_7);
        const double twice = view().zoom();
        key(Qt::Key_8);
        QCOMPARE(view().zoom(), 2.0 * twice);
        key(Qt::Key_9);
        QCOMPARE(view().zoom(), 4.0 * twice);
        key(Qt::Key_5);
        QCOMPARE(view().zoom(), 0.25 * twice);
        key(Qt::Key_6);
        QCOMPARE(view().zoom(), 0.0);
        view().setView(3.0, 0.0, 0.0);
        key(Qt::Key_R);
        QCOMPARE(view().zoom(), 0.0);
        const bool nearest = view().nearest();
        key(Qt::Key_T);
        QCOMPARE(view().nearest(), !nearest);
        const bool map = view().mapOn();
        key(Qt::Key_M);
        QCOMPARE(view().mapOn(), !map);
        const ColorMapName colors = view().spec().colorMap;
        key(Qt::Key_M, Qt::ShiftModifier);
        QVERIFY(view().spec().colorMap != colors);
        QCOMPARE(view().mapOn(), !map);
        const double opacity = view().opacity();
        key(Qt::Key_Minus);
        QVERIFY(view().opacity() < opacity);
        key(Qt::Key_Equal);
        QVERIFY(std::abs(view().opacity() - opacity) < 1e-6);
        QSignalSpy still(m_window.get(), &MainWindow::stillRequested);
        key(Qt::Key_F);
        QCOMPARE(still.size(), 1);
    }

    void wordKeys()
    {
        key(Qt::Key_1, Qt::AltModifier);
        QCOMPARE(view().selectedWord(), QString("turtle")); // the only content word
        key(Qt::Key_Left, Qt::ControlModifier);
        QCOMPARE(view().selectedWord(), QString("a"));
        key(Qt::Key_Right, Qt::ControlModifier);
        key(Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(view().selectedWord(), QString("end"));
        key(Qt::Key_5, Qt::AltModifier); // there is no fifth
        QCOMPARE(view().selectedWord(), QString("end"));
        key(Qt::Key_L, Qt::ControlModifier);
        QVERIFY(within(QApplication::focusWidget(), "promptEdit"));
    }

    void windowKeys()
    {
        key(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->workspace(), AppHeader::Inspect);
        key(Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(m_window->workspace(), AppHeader::Compare);
        key(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_window->workspace(), AppHeader::Explore);
        auto *overlay = m_window->findChild<KeysOverlay *>("keysOverlay");
        key(Qt::Key_F1);
        QVERIFY(overlay->isOpen());
        QCOMPARE(textsThatDoNotFit(overlay).join('\n'), QString());
        key(Qt::Key_Escape);
        QVERIFY(!overlay->isOpen());
        key(Qt::Key_F11);
        QVERIFY(m_window->isFullScreen());
        QVERIFY(!m_window->findChild<QDockWidget *>("dockSides")->isVisible());
        QVERIFY(view().labels());
        key(Qt::Key_Return, Qt::AltModifier);
        QVERIFY(!m_window->isFullScreen());
        QTRY_VERIFY(m_window->findChild<QDockWidget *>("dockSides")->isVisible());
        QSignalSpy exported(m_window.get(), &MainWindow::exportRequested);
        m_window->setExportEnabled(true);
        key(Qt::Key_E, Qt::ControlModifier);
        QCOMPARE(exported.size(), 1);
    }

    void panelKeysGoAroundAndAlwaysLeave()
    {
        QStringList visited;
        const auto panelOf = [this](const QWidget *widget) {
            for (const QWidget *panel : m_window->keys()->panels()) {
                if (panel == widget || panel->isAncestorOf(widget))
                    return panel->objectName();
            }
            return QString();
        };
        m_window->viewer()->setFocus();
        for (int i = 0; i < 7; ++i) {
            key(Qt::Key_F6);
            visited << panelOf(QApplication::focusWidget());
        }
        QVERIFY(!visited.contains(QString()));
        for (const char *panel : {"transport", "dockSides", "appHeader", "promptPanel", "viewer"})
            QVERIFY2(visited.contains(panel), qPrintable(visited.join(' ')));
        QVERIFY(visited.indexOf("transport") < visited.indexOf("dockSides"));
        const QString here = panelOf(QApplication::focusWidget());
        key(Qt::Key_F6);
        key(Qt::Key_F6, Qt::ShiftModifier);
        QCOMPARE(panelOf(QApplication::focusWidget()), here);
    }

    void lettersBelongToTextFields()
    {
        auto *prompt = m_window->findChild<QPlainTextEdit *>("promptEdit");
        prompt->setFocus();
        const ViewSpec before = view().spec();
        QTest::keyClicks(prompt, " s1m4z");
        QVERIFY(!view().swapped());
        QCOMPARE(view().spec().zoom, before.zoom);
        QVERIFY(prompt->toPlainText().contains("s1m4z"));
        key(Qt::Key_Escape);
        QVERIFY(m_window->viewer()->hasFocus());
    }

    void tabVisitsEachStopOnce_data()
    {
        QTest::addColumn<int>("workspace");
        QTest::newRow("explore") << 0;
        QTest::newRow("inspect") << 1;
        QTest::newRow("compare") << 2;
    }
    void tabVisitsEachStopOnce()
    {
        QFETCH(int, workspace);
        m_window->setWorkspace(static_cast<AppHeader::Workspace>(workspace));
        QTest::qWait(50);
        QSet<QWidget *> expected;
        for (auto *each : m_window->findChildren<QWidget *>()) {
            if (each->isVisible() && each->isEnabled() && each->window() == m_window.get() &&
                (each->focusPolicy() & Qt::TabFocus) == Qt::TabFocus &&
                each->focusProxy() == nullptr && !unchosen(each))
                expected.insert(each);
        }
        QVERIFY(expected.size() > 5);
        QWidget *first = nullptr;
        QList<QWidget *> visited;
        m_window->findChild<QWidget *>("workspaceTabs")->setFocus();
        for (int i = 0; i < 2 * expected.size(); ++i) {
            QWidget *focus = QApplication::focusWidget();
            QVERIFY(focus != nullptr);
            if (focus == first)
                break;
            if (first == nullptr)
                first = focus;
            QVERIFY2(
                !visited.contains(focus),
                qPrintable(focus->objectName() + " comes again before " + first->objectName()));
            visited << focus;
            key(Qt::Key_Tab);
        }
        QStringList missed;
        for (const QWidget *each : expected) {
            if (!visited.contains(each))
                missed << textfit::nameOf(each, each->metaObject()->className());
        }
        QVERIFY2(missed.isEmpty(), qPrintable(missed.join('\n')));
    }

    void tabFollowsThePanels()
    {
        QStringList panels;
        m_window->findChild<QWidget *>("workspaceTabs")->setFocus();
        for (int i = 0; i < 80; ++i) {
            const QWidget *focus = QApplication::focusWidget();
            for (const QWidget *panel : m_window->keys()->panels()) {
                if ((panel == focus || panel->isAncestorOf(focus)) &&
                    (panels.isEmpty() || panels.back() != panel->objectName()))
                    panels << panel->objectName();
            }
            key(Qt::Key_Tab);
            if (panels.size() > 1 && QApplication::focusWidget()->objectName() == "workspaceTabs")
                break;
        }
        QStringList wanted{"appHeader", "dockRuns",   "promptPanel", "viewer",
                           "transport", "dockBottom", "dockSides"};
        panels.removeAll(QString("bannerBar"));
        QCOMPARE(panels.mid(0, wanted.size()).join(' '), wanted.join(' '));
    }

    void everyControlHasAnAccessibleName_data() { tabVisitsEachStopOnce_data(); }
    void everyControlHasAnAccessibleName()
    {
        QFETCH(int, workspace);
        m_window->setWorkspace(static_cast<AppHeader::Workspace>(workspace));
        QStringList nameless;
        for (auto *each : m_window->findChildren<QWidget *>()) {
            if (!each->isVisible() || (each->focusPolicy() & Qt::TabFocus) != Qt::TabFocus ||
                each->focusProxy() != nullptr)
                continue;
            const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(each);
            if (spoken == nullptr || spoken->text(QAccessible::Name).isEmpty())
                nameless << textfit::nameOf(each, each->metaObject()->className());
        }
        QCOMPARE(nameless.join('\n'), QString());
    }

    void everyControlHasATooltip_data() { tabVisitsEachStopOnce_data(); }
    void everyControlHasATooltip()
    {
        QFETCH(int, workspace);
        m_window->setWorkspace(static_cast<AppHeader::Workspace>(workspace));
        QStringList silent;
        for (auto *each : m_window->findChildren<QWidget *>()) {
            const bool control = each->inherits("QAbstractButton") || each->inherits("QComboBox") ||
                                 each->inherits("QAbstractSpinBox") ||
                                 each->inherits("QLineEdit") || each->inherits("QAbstractSlider");
            const bool inner = each->objectName().startsWith("qt_") ||
                               each->parentWidget()->inherits("QAbstractSpinBox") ||
                               each->parentWidget()->inherits("QLineEdit") ||
                               each->parentWidget()->inherits("QComboBox") ||
                               each->parentWidget()->inherits("QTabBar") ||
                               each->parentWidget()->inherits("QMenuBar") ||
                               each->inherits("QScrollBar");
            // The tip of a group holds for its parts: Qt asks the parents too.
            bool tipped = false;
            int level = 0;
            for (const QWidget *up = each; up != nullptr && level < 3; up = up->parentWidget()) {
                tipped = tipped || !up->toolTip().isEmpty();
                ++level;
            }
            if (control && !inner && each->isVisible() && !tipped)
                silent << textfit::nameOf(each, each->metaObject()->className());
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join('\n')));
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
    QCoreApplication::setApplicationName("test_keys");
    QApplication app(argc, argv);
    KeysTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "KeysTest.moc"
