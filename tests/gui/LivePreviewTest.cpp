#include "app/gui/LivePreviewBinding.h"
#include "app/gui/MainWindow.h"
#include "app/gui/Workbench.h"
#include "tests/gui/GlMain.h"
#include "tests/widgets/TextFit.h"
#include "widgets/sides/ABTrack.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace dare;

namespace
{

constexpr int kSoonMs = 60'000; // two cores under load

Recipe pair(int steps = 20)
{
    Recipe out;
    out.prompt = "a turtle";
    out.steps = steps;
    out.b.value(Option::S) = 1.0;
    return out;
}

} // namespace

/// When previews are rendered, and that they reach the viewer.
class LivePreviewTest : public QObject
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
    RecipeModel &recipe() { return m_bench->models().recipe; }

    /// Drags the handle of B and waits until a preview of what it was left at is shown.
    void dragB(ABTrack *track, int by)
    {
        QSignalSpy shown(&m_bench->livePreview(), &LivePreviewBinding::shown);
        const double value = recipe().recipe().b.value(Option::W);
        const QPoint from(qRound(track->xOf(value)), track->height() / 2);
        QTest::mousePress(track, Qt::LeftButton, {}, from);
        QTest::mouseMove(track, from + QPoint(by, 0));
        QTest::mouseRelease(track, Qt::LeftButton, {}, from + QPoint(by, 0));
        QTRY_VERIFY_WITH_TIMEOUT(!shown.isEmpty(), kSoonMs);
        while (shown.wait(1500)) { // until nothing more comes
        }
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void countsForwardsOfWhatDiffers()
    {
        Recipe wanted = pair();
        QCOMPARE(previewForwards(wanted, std::nullopt, 6), 24);
        QCOMPARE(previewForwards(wanted, wanted, 6), 0);
        wanted.b.value(Option::Lambda) = 0.5; // a third forward on B alone
        QCOMPARE(previewForwards(wanted, pair(), 6), 18);
        Recipe weighted = pair();
        weighted.prompt = "a (turtle:1.3)"; // acts on B only
        weighted.b.wordWeights = true;
        Recipe before = pair();
        before.b.wordWeights = true;
        QCOMPARE(previewForwards(weighted, before, 6), 12);
        QVERIFY(!wordsDiffer(weighted, before));
        weighted.prompt = "a (rocket:1.3)";
        QVERIFY(wordsDiffer(weighted, before));
    }

    void speedDecidesSteps_data()
    {
        QTest::addColumn<double>("perForward");
        QTest::addColumn<int>("mode");
        QTest::addColumn<int>("steps");
        // 24 forwards at 6 steps, 20 at 5, 16 at 4
        QTest::newRow("unknown") << 0.0 << int(PreviewMode::OnRelease) << 6;
        QTest::newRow("quick") << 0.05 << int(PreviewMode::Live) << 6;
        QTest::newRow("five steps in 2 s") << 0.09 << int(PreviewMode::Live) << 5;
        QTest::newRow("four steps in 2 s") << 0.12 << int(PreviewMode::Live) << 4;
        QTest::newRow("six steps in 4 s") << 0.15 << int(PreviewMode::OnRelease) << 6;
        QTest::newRow("four steps in 4 s") << 0.24 << int(PreviewMode::OnRelease) << 4;
        QTest::newRow("within 10 s") << 0.6 << int(PreviewMode::OnRelease) << 4;
        QTest::newRow("above 10 s") << 0.7 << int(PreviewMode::Never) << 4;
    }
    void speedDecidesSteps()
    {
        QFETCH(double, perForward);
        QFETCH(int, mode);
        QFETCH(int, steps);
        const PreviewPlan plan = planPreview(pair(), std::nullopt, perForward);
        QCOMPARE(int(plan.mode), mode);
        QCOMPARE(plan.steps, steps);
        QCOMPARE(previewNote(plan).isEmpty(), perForward == 0.0);
        QVERIFY(!previewTip(plan).isEmpty());
    }

    void draggingRendersThePair()
    {
        QStandardPaths::setTestModeEnabled(true);
        QSettings().remove(QStringLiteral("sides/livePreview"));
        m_theme = std::make_unique<ThemeApplier>();
        CommandLine options;
        options.runs = m_runs.path();
        options.theme = "dark";
        options.size = QSize(1600, 1000);
        options.prompt = "a turtle next to a rocket";
        options.hasPrompt = true;
        m_bench = std::make_unique<Workbench>(options, *m_theme);
        m_bench->start();
        QVERIFY(QTest::qWaitForWindowExposed(&m_bench->window()));
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->presets().empty(), kSoonMs);
        recipe().edit("small", {}, [](Recipe &small) { small.size = {24, 24, 4}; });

        auto *box = find<QCheckBox>("livePreview");
        QVERIFY(!box->isChecked());
        QTest::mouseClick(box, Qt::LeftButton, {}, {8, box->height() / 2});
        QVERIFY(box->isChecked());
        QTRY_VERIFY_WITH_TIMEOUT(view().livePreviewSteps() > 0, kSoonMs);
        QCOMPARE(view().frameCount(), 4);
        QTRY_VERIFY(find<QLabel>("statusPreview")->text().startsWith("preview "));

        auto *track = find<QWidget>("param_w")->findChild<ABTrack *>();
        dragB(track, 20); // so that what is shown next is of the recipe as it stands
        const auto before = view().contents()[1].clip;
        const auto beforeA = view().contents()[0].clip->rgb;
        const int stepsBefore = view().livePreviewSteps();
        const double value = recipe().recipe().b.value(Option::W);
        const QPoint from(qRound(track->xOf(value)), track->height() / 2);
        QSignalSpy requests(&m_bench->livePreview(), &LivePreviewBinding::requested);
        QTest::mousePress(track, Qt::LeftButton, {}, from);
        QTest::mouseMove(track, from + QPoint(30, 0));
        QTest::mouseMove(track, from + QPoint(60, 0));
        QTest::mouseRelease(track, Qt::LeftButton, {}, from + QPoint(60, 0));
        QVERIFY(recipe().recipe().b.value(Option::W) > value + 1.0);
        QTRY_VERIFY_WITH_TIMEOUT(view().contents()[1].clip != before, kSoonMs);
        QVERIFY(!requests.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(view().contents()[1].clip->rgb != before->rgb, kSoonMs);
        // Only B was dragged; a machine that became slower gets fewer steps on both sides.
        if (view().livePreviewSteps() == stepsBefore)
            QVERIFY(view().contents()[0].clip->rgb == beforeA);
        QVERIFY(m_bench->livePreview().plan().seconds >= 0.0);
        QCOMPARE(m_bench->models().runs.rowCount({}), 0); // nothing is queued or stored
    }

    void aRunTakesTheViewer()
    {
        recipe().edit("two steps", {}, [](Recipe &small) { small.steps = 2; });
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view().run().running, kSoonMs);
        QCOMPARE(view().livePreviewSteps(), 0);
        QSignalSpy requests(&m_bench->livePreview(), &LivePreviewBinding::requested);
        recipe().edit("while it runs", {}, [](Recipe &each) { each.b.value(Option::W) = 4.0; });
        QCOMPARE(requests.count(), 0);
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->runBox()->busy(), kSoonMs);
        QTRY_VERIFY_WITH_TIMEOUT(view().contents()[1].clip != nullptr, kSoonMs);
        const auto final = view().contents()[1].clip;
        QCOMPARE(view().livePreviewSteps(), 0);

        recipe().edit("afterwards", {}, [](Recipe &each) { each.b.value(Option::W) = 6.0; });
        QTRY_VERIFY_WITH_TIMEOUT(view().livePreviewSteps() > 0, kSoonMs);
        find<QCheckBox>("livePreview")->click(); // off: the run's pictures come back
        QCOMPARE(view().livePreviewSteps(), 0);
        QCOMPARE(view().contents()[1].clip, final);
        m_bench.reset();
    }
};

int main(int argc, char **argv)
{
    return runInWindow<LivePreviewTest>(argc, argv, "test_live_preview");
}
#include "LivePreviewTest.moc"
