#include "core/runs/PreviewRequest.h"
#include "core/runs/SamplerThread.h"
#include "tests/runs/EngineRuns.h"

#include <QSemaphore>
#include <QTest>

#include <future>
#include <mutex>

using namespace dare;
using namespace engine_runs;

namespace
{

constexpr int kPatienceMs = 60'000;
constexpr int kSteps = 5;

/// The final clips of a run of the preview's own recipe.
std::array<std::shared_ptr<const Clip>, 2> clipsOfRun(const Recipe &recipe)
{
    Engine engine(kOneThread);
    QTemporaryDir runs;
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(recipe, pathOf(runs), 1, control, recorder.sink());
    std::array<std::shared_ptr<const Clip>, 2> out;
    for (const SideFinished &done : recorder.all<SideFinished>())
        out[done.side == Side::A ? 0 : 1] = done.clip;
    return outcome ? out : std::array<std::shared_ptr<const Clip>, 2>{};
}

bool same(const std::array<std::shared_ptr<const Clip>, 2> &a,
          const std::array<std::shared_ptr<const Clip>, 2> &b)
{
    return a[0] && a[1] && b[0] && b[1] && a[0]->rgb == b[0]->rgb && a[1]->rgb == b[1]->rgb;
}

Result<PreviewPicture> fresh(const Recipe &recipe)
{
    Engine engine(kOneThread);
    RunControl control;
    return engine.livePreview({recipe, kSteps, 0}, control);
}

} // namespace

/// Pairs in few steps: exact, as little work as can be, and never in the way of a run.
class LivePreviewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheRunOfItsRecipe();
    void curvesKeepTheirShape();
    void computesOnlyWhatChanged();
    void changedPreviewsEqualFreshOnes_data();
    void changedPreviewsEqualFreshOnes();
    void sharesTheFirstStepBetweenSides();
    void canBeCancelled();
    void neverChangesARun();
    void newestWins();
    void aDragShowsItsPictures();
};

void LivePreviewTest::isTheRunOfItsRecipe()
{
    const auto picture = fresh(recipe(12));
    QVERIFY(picture);
    QCOMPARE(picture->steps, kSteps);
    QVERIFY(picture->seconds > 0.0);
    QVERIFY(same(picture->clips, clipsOfRun(previewRecipe(recipe(12), kSteps))));
}

void LivePreviewTest::curvesKeepTheirShape()
{
    Recipe wide = recipe(11);
    wide.b.curves[Option::S] = Curve{{{0, 0.0}, {5, 2.0}, {10, 1.0}}};
    const Recipe narrow = previewRecipe(wide, 5);
    QCOMPARE(narrow.steps, 5);
    const Curve &curve = narrow.b.curves.at(Option::S);
    QCOMPARE(curve.points.size(), std::size_t(5));
    QCOMPARE(curve.at(0), 0.0);
    QCOMPARE(curve.at(4), 1.0);
    QVERIFY(std::abs(curve.at(2) - 2.0) < 1e-12); // half way is half way
    QVERIFY(narrow.capture.words == CaptureWindow::Words::None);
}

void LivePreviewTest::computesOnlyWhatChanged()
{
    Engine engine(kOneThread);
    RunControl control;
    Recipe wanted = recipe(12);
    const auto first = engine.livePreview({wanted, kSteps, 0}, control);
    QVERIFY(first && first->forwards > 0);
    const auto again = engine.livePreview({wanted, kSteps, 0}, control);
    QVERIFY(again);
    QCOMPARE(again->forwards, 0);
    QVERIFY(same(first->clips, again->clips));
    wanted.b.value(Option::W) += 0.5; // A stays, and so do all forwards of B's first step but one
    const auto dragged = engine.livePreview({wanted, kSteps, 0}, control);
    QVERIFY(dragged);
    QVERIFY2(dragged->forwards < first->forwards * 2 / 3,
             qPrintable(QString::number(dragged->forwards)));
    QCOMPARE(dragged->clips[0]->rgb, first->clips[0]->rgb);
    QVERIFY(dragged->clips[1]->rgb != first->clips[1]->rgb);
    wanted.b.value(Option::W) -= 0.5; // back: still there
    const auto back = engine.livePreview({wanted, kSteps, 0}, control);
    QVERIFY(back);
    QCOMPARE(back->forwards, 0);
}

void LivePreviewTest::changedPreviewsEqualFreshOnes_data()
{
    QTest::addColumn<int>("option");
    QTest::addColumn<double>("value");
    QTest::newRow("w") << int(Option::W) << 5.0;
    QTest::newRow("lambda") << int(Option::Lambda) << 0.25;
    QTest::newRow("s") << int(Option::S) << 0.35;
    QTest::newRow("gamma") << int(Option::Gamma) << 0.15;
    QTest::newRow("kappa") << int(Option::Kappa) << 0.05;
    QTest::newRow("tau") << int(Option::Tau) << 0.5;
    QTest::newRow("end") << int(Option::EndWeight) << 0.5;
}

void LivePreviewTest::changedPreviewsEqualFreshOnes()
{
    QFETCH(int, option);
    QFETCH(double, value);
    Engine engine(kOneThread);
    RunControl control;
    Recipe wanted = recipe(12);
    QVERIFY(engine.livePreview({wanted, kSteps, 0}, control));
    wanted.b.value(static_cast<Option>(option)) = value;
    const auto changed = engine.livePreview({wanted, kSteps, 0}, control);
    const auto expected = fresh(wanted);
    QVERIFY(changed && expected);
    QVERIFY(same(changed->clips, expected->clips));
    wanted.b.curves[Option::S] = Curve{{{0, 1.0}, {6, 1.0}, {11, 3.0}}};
    const auto curved = engine.livePreview({wanted, kSteps, 0}, control);
    const auto expectedCurve = fresh(wanted);
    QVERIFY(curved && expectedCurve);
    QVERIFY(same(curved->clips, expectedCurve->clips));
}

void LivePreviewTest::sharesTheFirstStepBetweenSides()
{
    Recipe wanted = recipe(12);
    wanted.a = SideOptions{};
    wanted.b = wanted.a;
    wanted.b.value(Option::W) = 7.0; // two forwards a step; the first step's serve both sides
    const auto picture = fresh(wanted);
    QVERIFY(picture);
    QCOMPARE(picture->forwards, 2 * 2 * kSteps - 2);
    wanted.b = wanted.a; // equal sides are one side
    const auto equal = fresh(wanted);
    QVERIFY(equal);
    QCOMPARE(equal->forwards, 2 * kSteps);
    QCOMPARE(equal->clips[0]->rgb, equal->clips[1]->rgb);
}

void LivePreviewTest::canBeCancelled()
{
    Engine engine(kOneThread);
    RunControl control;
    control.cancel();
    const auto picture = engine.livePreview({recipe(12), kSteps, 0}, control);
    QVERIFY(!picture);
    QCOMPARE(picture.error().code, ErrorCode::Cancelled);
}

void LivePreviewTest::neverChangesARun()
{
    QSemaphore woken;
    std::promise<void> answered;
    std::atomic<bool> answeredEarly = false;
    std::atomic<bool> over = false;
    QTemporaryDir runs;
    SamplerThread thread([&] { woken.release(); }, kOneThread);
    std::string path;
    thread.preview({recipe(12), kSteps, 0}, [](const auto &) {});
    const RunId id = thread.start(recipe(6), pathOf(runs));
    const auto mayAnswer = [&](const Result<PreviewPicture> &picture) {
        answeredEarly = !over.load() && picture.has_value();
        answered.set_value();
    };
    bool asked = false;
    while (path.empty()) {
        QVERIFY(woken.tryAcquire(1, kPatienceMs));
        for (const RunEvent &event : thread.drain()) {
            if (std::holds_alternative<StepDone>(event) && !std::exchange(asked, true)) {
                Recipe other = recipe(12); // while the run goes on
                other.b.value(Option::S) = 3.0;
                thread.preview({other, kSteps, 1}, mayAnswer);
            }
            if (const auto *done = std::get_if<RunFinished>(&event); done && done->run == id) {
                path = done->path;
            }
            if (const auto *done = std::get_if<SideFinished>(&event); done && done->side == Side::B)
                over = true; // the run's work is done; only its manifest is left to write
        }
    }
    QVERIFY(asked);
    QCOMPARE(answered.get_future().wait_for(std::chrono::milliseconds(kPatienceMs)),
             std::future_status::ready);
    QVERIFY(!answeredEarly);
    Engine engine(kOneThread);
    QTemporaryDir elsewhere;
    const auto expected = run(engine, recipe(6), elsewhere);
    const auto got = RunFolder::open(path);
    QVERIFY(expected && got);
    QCOMPARE(difference(*expected, *got), QString());
    QCOMPARE(got->manifest().b.latentsSha256, expected->manifest().b.latentsSha256);
}

void LivePreviewTest::newestWins()
{
    SamplerThread thread([] {}, kOneThread);
    std::mutex mutex;
    std::vector<int> shown;
    QSemaphore last;
    for (int i = 0; i < 40; ++i) {
        Recipe wanted = recipe(12);
        wanted.b.value(Option::W) = 2.0 + 0.1 * i;
        thread.preview({wanted, kSteps, 0}, [&, i](const Result<PreviewPicture> &picture) {
            const std::scoped_lock lock(mutex);
            if (picture)
                shown.push_back(i);
            if (i == 39)
                last.release();
        });
    }
    QVERIFY(last.tryAcquire(1, kPatienceMs));
    const std::scoped_lock lock(mutex);
    QVERIFY(!shown.empty());
    QCOMPARE(shown.back(), 39);
    QVERIFY2(shown.size() <= 3, qPrintable(QString::number(shown.size())));
}

void LivePreviewTest::aDragShowsItsPictures()
{
    constexpr int kMoves = 60;
    SamplerThread thread([] {}, kOneThread);
    std::mutex mutex;
    int shown = 0;
    int refused = 0;
    QSemaphore last;
    for (int i = 0; i < kMoves; ++i) {
        Recipe wanted = recipe(12);
        wanted.b.value(Option::S) = 0.05 * i;
        thread.preview({wanted, kSteps, 7}, [&, i](const Result<PreviewPicture> &picture) {
            const std::scoped_lock lock(mutex);
            ++(picture ? shown : refused);
            if (i == kMoves - 1)
                last.release();
        });
        QTest::qWait(3); // a hand moves on meanwhile
    }
    QVERIFY(last.tryAcquire(1, kPatienceMs));
    const std::scoped_lock lock(mutex);
    QCOMPARE(refused, 0);
    QVERIFY2(shown >= 2, qPrintable(QString::number(shown)));
}

QTEST_GUILESS_MAIN(LivePreviewTest)
#include "LivePreviewTest.moc"
