#include "app/gui/WindowKeys.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QButtonGroup>
#include <QDockWidget>
#include <QSettings>
#include <QToolButton>

using namespace dare;

/// Acceptance check 15, by keyboard alone: Tab visits each stop once and follows the panels, every
/// control has an accessible name and a tooltip.
class FocusTest : public WindowTest
{
    Q_OBJECT

private:
    /// Of a row of exclusive buttons Tab stops at the chosen one; arrows go on from there.
    [[nodiscard]] static bool unchosen(const QWidget *widget)
    {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        return button != nullptr && button->group() != nullptr && button->group()->exclusive() &&
               !button->isChecked();
    }

private Q_SLOTS:
    void initTestCase() { QSettings().clear(); }
    void init() { openWithRun(); }
    void cleanup() { close(); }

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
    return runInWindow<FocusTest>(argc, argv, "test_focus");
}
#include "FocusTest.moc"
