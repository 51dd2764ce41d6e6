#include "app/gui/NeglectBadges.h"
#include "app/gui/Screenshot.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/GoldenData.h"
#include "tests/gui/GoldenPicture.h"
#include "tests/gui/WindowTest.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/shell/WelcomeCard.h"
#include "widgets/sides/SchedulePanel.h"
#include "widgets/viewer/OffscreenContext.h"

#include <QApplication>
#include <QOpenGLFunctions>
#include <QSettings>
#include <QTest>

using namespace dare;
using namespace dare::golden;

namespace
{

constexpr int kLooksMs = 10'000; // how long the window may take to look as kept
constexpr int kStillMs = 300;    // and how long it must not change before it is kept

/// @return empty where there is no OpenGL
QByteArray renderer()
{
    OffscreenContext context;
    if (!context.makeCurrent())
        return {};
    const auto *name =
        reinterpret_cast<const char *>(context.context()->functions()->glGetString(GL_RENDERER));
    const QByteArray out(name);
    context.doneCurrent();
    return out;
}

} // namespace

/// Every state of the window against a picture of it that is kept, in both themes. Runs, clips and
/// maps are made of whole numbers, so that no processor rounds them otherwise, and times are given.
/// To make the pictures anew, where a change was meant:
///     DARE_REFRESH_GOLDENS=1 xvfb-run -a -s "-screen 0 1920x1200x24"
///     build/ci/tests/test_golden_window
class GoldenWindowTest : public WindowTest
{
    Q_OBJECT

private:
    std::unique_ptr<NeglectBadges> m_badges;

    /// As begin() does, with pictures and shares that can be told apart.
    void run(int steps)
    {
        FakeRun fake(1, kSteps, kFrames);
        fake.recipe().size = {kClip, kClip, kFrames};
        SideOptions dare;
        dare.variant = "dare";
        dare.value(Option::S) = 1.0;
        dare.value(Option::Lambda) = 0.5;
        fake.recipe().a.variant = "plain";
        fake.recipe().b = dare;
        const std::vector<SidePreset> presets{{"Plain CFG", SideOptions()}, {"DARE", dare}};
        m_window->sides()->setPresets(presets);
        m_presenter->setPresets(presets);
        m_models->recipe.reset(fake.recipe());
        begin(fake, 0);
        for (int step = 0; step < steps; ++step) {
            for (const Side side : kSides) {
                StepDone done = fake.stepDone(side, step);
                const float turtle = side == Side::A && step > 2 ? 0.25F : 1.5F;
                done.metrics.share = {2.0F - turtle, turtle};
                m_presenter->handle(done);
                m_presenter->handle(Preview{1, side, step, disc(side, step)});
            }
        }
        giveTimes(steps);
    }
    void giveTimes(int steps)
    {
        m_window->sides()->runBox()->showRunning(steps, kSteps, "both sides", 6.2);
        m_window->status()->setPreviewRate(2.9);
    }
    void finish()
    {
        run(kSteps);
        for (const Side side : kSides)
            m_presenter->handle(SideFinished{1, side, "18726d51e32e", disc(side, kSteps)});
        m_presenter->handle(FakeRun(1, kSteps).finished());
        view().setFrame(8);
    }
    void select()
    {
        finish();
        view().selectWord("turtle");
        view().setManualScale(0.0, 0.5);
        const auto a = blob(Side::A, 0.1875);
        view().setMaps({{a, blob(Side::B, 0.25)}, {a, blob(Side::B, 0.5)}});
    }
    void welcome()
    {
        m_window->welcome()->setDeviceLine(
            "CPU, 2 threads. No CUDA device found: a pair of 16 steps takes about 9.0 s "
            "(measured).");
        const std::array<QString, WelcomeCard::kExamples> notes{
            "turtle ρ 0.86, rocket ρ 0.78", "octopus ρ 1.00, trumpet ρ 0.94",
            "hedgehog ρ 1.00, violin ρ 1.00", "bus ρ 0.71, tree ρ 0.64"};
        for (std::size_t i = 0; i < notes.size(); ++i)
            m_window->welcome()->setExampleNote(i, notes[i]);
        m_window->welcome()->open();
    }
    void inspect()
    {
        select();
        m_models->inspect.setShares(shares());
        m_models->inspect.setGrid(heads(), Side::B);
        for (const Side side : kSides) {
            auto maps = std::make_shared<RowMaps>();
            maps->labels = {"a", "turtle"};
            maps->before = {*blob(side, 0.0625), *blob(side, 0.25)};
            m_models->inspect.setRowMaps(side, maps);
        }
        m_window->setWorkspace(AppHeader::Inspect);
    }
    void compareRuns(CompareMode mode)
    {
        finish();
        m_window->setWorkspace(AppHeader::Compare);
        m_models->compare.setChoices(
            {{"a", "turtle · side A · seed 7"}, {"b", "turtle · side B · seed 7"}});
        m_models->compare.setSourceA("a");
        m_models->compare.setSourceB("b");
        for (const Side side : kSides) {
            CompareAnswer answer;
            answer.id = side == Side::A ? "a" : "b";
            answer.title = side == Side::A ? "turtle · Plain CFG" : "turtle · DARE";
            answer.source.preset = side == Side::A ? "Plain CFG" : "DARE";
            answer.clip = disc(side, kSteps);
            answer.origin = SourceOrigin{m_models->recipe.recipe(), side, "17c9", "5d20", "dc5a"};
            m_models->compare.answer(answer);
        }
        m_models->compare.setMode(mode);
        m_models->metrics.reset(kFrames);
        for (int frame = 0; frame < kFrames; ++frame) {
            m_models->metrics.put(frame, Metric::Psnr, 14.0 + (frame * 5) % 7);
            m_models->metrics.put(frame, Metric::Ssim, 0.5 + 0.0625 * (frame % 4));
        }
        m_models->metrics.setRemark(Metric::Attention, "Select a word");
        m_models->metrics.publish();
    }
    void enter(const QString &state)
    {
        describe();
        if (state == "empty")
            welcome();
        else if (state == "refused")
            refuseModel();
        else if (state == "loading")
            m_window->header()->showLoading(4'600'000'000, 17'000'000'000);
        else if (state == "explore")
            finish();
        else if (state == "word")
            select();
        else if (state == "inspect")
            inspect();
        else if (state == "compare")
            compareRuns(CompareMode::SideBySide);
        else if (state == "difference")
            compareRuns(CompareMode::Difference);
        else
            run(6);
        if (state == "paused")
            m_presenter->handle(RunPaused{1, 6});
        if (state == "failed")
            m_presenter->handle(FakeRun(1, kSteps).failed());
        if (state == "stopped")
            m_presenter->handle(FakeRun(1, kSteps).cancelled(6));
    }
    QImage seen() { return halved(Screenshot::picture(m_window.get()).toImage()); }
    QRect viewerPlace() const
    {
        const QWidget *viewer = m_window->viewer();
        return {viewer->mapTo(m_window.get(), QPoint()), viewer->size()};
    }
    /// The window once it no longer changes.
    QImage still()
    {
        QImage before;
        QImage now = seen();
        while (now != before) {
            QTest::qWait(kStillMs);
            before = std::exchange(now, seen());
        }
        return now;
    }
    /// The innermost widget with a name that the place lies in.
    QString nameAt(const QRect &where) const
    {
        const QWidget *out = m_window->childAt(where.center());
        while (out != nullptr &&
               (out->objectName().isEmpty() || out->objectName().startsWith("qt_") ||
                !QRect(out->mapTo(m_window.get(), QPoint()), out->size()).contains(where)))
            out = out == m_window.get() ? nullptr : out->parentWidget();
        return out != nullptr ? out->objectName() : QString("the window");
    }

private Q_SLOTS:
    void initTestCase()
    {
        QSettings().clear();
        QApplication::setCursorFlashTime(0);
        if (const QByteArray name = renderer(); !name.contains("llvmpipe"))
            QSKIP(qPrintable("The pictures are of Mesa's llvmpipe, this is: " + name));
    }
    void init()
    {
        open();
        m_badges = std::make_unique<NeglectBadges>(*m_models);
    }
    void cleanup()
    {
        m_badges.reset();
        close();
    }

    void looksAsItDid_data()
    {
        QTest::addColumn<QString>("state");
        QTest::addColumn<bool>("dark");
        for (const char *state :
             {"empty", "refused", "loading", "running", "paused", "failed", "stopped", "explore",
              "word", "inspect", "compare", "difference"}) {
            for (const bool dark : {true, false})
                QTest::addRow("%s-%s", state, dark ? "dark" : "light")
                    << QString::fromLatin1(state) << dark;
        }
    }
    void looksAsItDid()
    {
        QFETCH(QString, state);
        QFETCH(bool, dark);
        m_theme->apply(dark ? darkTheme() : lightTheme());
        show({1280, 800});
        enter(state);
        const QString name = QTest::currentDataTag();
        if (refreshing()) {
            QVERIFY(keep(name, still()));
            return;
        }
        const QImage wanted = kept(name);
        Comparison found;
        const auto same = [&] {
            found = compare(seen(), wanted, viewerPlace());
            return found.same();
        };
        if (!QTest::qWaitFor(same, kLooksMs)) {
            leave(name, seen(), found.picture);
            QFAIL(
                qPrintable(found.text() + ": " + nameAt(found.where) + "; see " + folder().path()));
        }
    }
};

int main(int argc, char **argv)
{
    qputenv("FONTCONFIG_FILE", DARE_TEST_DATA "/golden-window/fonts.conf");
    QLocale::setDefault(QLocale::c());
    return runInWindow<GoldenWindowTest>(argc, argv, "test_golden_window");
}
#include "GoldenWindowTest.moc"
