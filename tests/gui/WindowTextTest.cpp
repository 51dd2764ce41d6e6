#include "app/gui/WindowKeys.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "tests/widgets/PaintedText.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/SchedulePanel.h"

#include <QApplication>
#include <QScrollArea>
#include <QSettings>
#include <QTest>

#include <functional>

using namespace dare;

/// Acceptance check 1: what is painted, text by text, lies inside the widget that paints it: at
/// both sizes, in every theme, in every state. The scale comes from QT_SCALE_FACTOR: ctest runs
/// this at 100, 125, 150 and 200 %.
class WindowTextTest : public WindowTest
{
    Q_OBJECT

private:
    void fill(bool running)
    {
        describe();
        m_window->sides()->schedule()->setCurrentStep(15); // the longest reading
        const FakeRun run(1);
        begin(run, 3);
        if (!running)
            m_presenter->handle(run.cancelled(3));
    }
    void enter(const QString &state)
    {
        fill(state == QStringLiteral("running"));
        if (state == QStringLiteral("inspect"))
            m_window->setWorkspace(AppHeader::Inspect);
        if (state == QStringLiteral("compare"))
            m_window->setWorkspace(AppHeader::Compare);
        if (state == QStringLiteral("welcome")) {
            m_window->welcome()->setDeviceLine(
                "CPU, 2 threads. No CUDA device found: a pair of 16 steps takes about 49 s "
                "(measured).");
            for (std::size_t i = 0; i < WelcomeCard::kExamples; ++i)
                m_window->welcome()->setExampleNote(i, "hedgehog ρ 1.00, violin ρ 1.00");
            m_window->welcome()->open();
        }
        if (state == QStringLiteral("refused"))
            refuseModel();
        if (state == QStringLiteral("keys"))
            Q_EMIT m_window->keys()->keysListRequested();
    }
    /// Names of scrolled forms that reach beyond their right edge, where nobody can scroll.
    QStringList tooWide() const
    {
        QStringList out;
        for (const auto *area : m_window->findChildren<QScrollArea *>()) {
            if (area->isVisible() && area->widget() != nullptr &&
                area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff &&
                area->widget()->width() > area->viewport()->width())
                out << area->objectName() + '/' + area->widget()->objectName();
        }
        return out;
    }

private Q_SLOTS:
    void initTestCase() { QSettings().clear(); }
    void init() { open(); }
    void cleanup() { close(); }

    void theRecorderSeesWhatIsCut()
    {
        QWidget root;
        root.resize(200, 60);
        auto *label = new QLabel("a long text that needs more", &root);
        label->setGeometry(0, 0, 40, 20);
        auto *fits = new QLabel("ok", &root);
        fits->setGeometry(0, 30, 60, 20);
        root.show();
        QVERIFY(QTest::qWaitForWindowExposed(&root));
        QCOMPARE(textsOutsideTheirPlace(&root).size(), 1);
        QVERIFY(textsOutsideTheirPlace(&root).front().contains("long text"));
        label->setText("ok…");
        label->setGeometry(0, 0, 100, 20);
        QCOMPARE(textsOutsideTheirPlace(&root).join('\n'), QString());
    }

    void nothingIsCut_data()
    {
        QTest::addColumn<int>("theme");
        QTest::addColumn<QString>("state");
        for (const char *state :
             {"running", "cancelled", "inspect", "compare", "welcome", "refused", "keys"}) {
            // Colours do not move text; scaled, one theme says it all.
            const int themes = qApp->devicePixelRatio() > 1.0 ? 1 : 3;
            for (int theme = 0; theme < themes; ++theme)
                QTest::addRow("%s theme %d", state, theme) << theme << QString::fromLatin1(state);
        }
    }
    void nothingIsCut()
    {
        QFETCH(int, theme);
        QFETCH(QString, state);
        m_theme->apply(theme == 0 ? darkTheme() : theme == 1 ? lightTheme() : darkContrastTheme());
        m_window->resize(1600, 1000);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        enter(state);
        for (const QSize size : {QSize(1600, 1000), QSize(1280, 800)}) {
            m_window->resize(size);
            QTest::qWait(40);
            QCOMPARE(m_window->size(), size);
            QCOMPARE(textsOutsideTheirPlace(m_window.get()).join('\n'), QString());
            QCOMPARE(tooWide(), QStringList());
        }
    }
};

int main(int argc, char **argv)
{
    return runInWindow<WindowTextTest>(argc, argv, "test_window_text");
}
#include "WindowTextTest.moc"
