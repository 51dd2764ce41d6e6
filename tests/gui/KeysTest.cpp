#include "app/gui/WindowKeys.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "widgets/shell/KeysOverlay.h"

#include <QAccessible>
#include <QApplication>
#include <QDockWidget>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace dare;

/// Acceptance check 15: every row of the list of keys changes what it says.
class KeysTest : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QSettings().clear(); }
    void init() { openWithRun(); }
    void cleanup() { close(); }

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
};

int main(int argc, char **argv)
{
    return runInWindow<KeysTest>(argc, argv, "test_keys");
}
#include "KeysTest.moc"
