#include "core/runs/SamplerThread.h"
#include "tests/runs/EngineRuns.h"

#include <QDir>
#include <QElapsedTimer>
#include <QSemaphore>
#include <QTest>

#include <chrono>
#include <future>

using namespace dare;
using namespace engine_runs;

namespace
{

constexpr int kPatienceMs = 60'000;

/// Starts the thread and collects its events as a window would: woken, never polling.
class Listener
{
public:
    Listener()
        : m_thread(std::make_unique<SamplerThread>([this] { m_woken.release(); }, kOneThread))
    {
    }

    [[nodiscard]] SamplerThread &thread() { return *m_thread; }
    /// Waits until `wanted` holds for the events so far.
    bool until(const std::function<bool(const Recorder &)> &wanted)
    {
        for (;;) {
            for (RunEvent &event : m_thread->drain())
                m_recorder.events.push_back(std::move(event));
            if (wanted(m_recorder)) {
                (void)m_woken.tryAcquire(m_woken.available());
                return true;
            }
            if (!m_woken.tryAcquire(1, kPatienceMs))
                return false;
        }
    }
    template <typename Event> bool untilEvent(RunId run)
    {
        return until([run](const Recorder &seen) {
            const auto all = seen.all<Event>();
            return std::any_of(all.begin(), all.end(),
                               [run](const Event &event) { return event.run == run; });
        });
    }
    /// Whether nothing more happens for a while.
    [[nodiscard]] bool quiet()
    {
        constexpr int kWhileMs = 100; // dozens of steps
        return m_thread->drain().empty() && !m_woken.tryAcquire(1, kWhileMs);
    }
    [[nodiscard]] const Recorder &seen() const { return m_recorder; }
    void destroy() { m_thread.reset(); }

private:
    QSemaphore m_woken;
    Recorder m_recorder;
    std::unique_ptr<SamplerThread> m_thread;
};

/// Long enough that it cannot end by itself while a test acts on it.
Recipe longRecipe()
{
    Recipe out = recipe(600);
    out.capture.words = CaptureWindow::Words::None;
    return out;
}

} // namespace

/// Runs on their own thread.
class SamplerThreadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY((m_runs = std::make_unique<QTemporaryDir>())->isValid()); }

    void runsComeInTheOrderPosted();
    void aQueuedRunCanBeCancelled();
    void pauseHoldsAndUnpauseGoesOn();
    void aPausedRunCanBeCancelled();
    void pauseAfterCancelDoesNotHold();
    void aFailureIsAnEventAndTheThreadGoesOn();
    void resumeGoesOn();
    void prepareAndPredict();
    void destructorLeavesAResumableRun();
    void destructorEndsAPausedRunAndDropsTheQueue();
    void destructorWithoutWork();

private:
    [[nodiscard]] std::filesystem::path runs() const { return pathOf(*m_runs); }
    std::unique_ptr<QTemporaryDir> m_runs;
};

void SamplerThreadTest::runsComeInTheOrderPosted()
{
    Listener listener;
    Recipe second = recipe(2);
    second.seed += 1;
    const RunId first = listener.thread().start(recipe(2), runs());
    const RunId last = listener.thread().start(second, runs());
    QVERIFY(first != last && first != 0);
    QVERIFY(listener.untilEvent<RunFinished>(last));
    QCOMPARE(listener.seen().all<RunFinished>().size(), std::size_t{2});
    QCOMPARE(listener.seen().all<RunFinished>()[0].run, first);
    QVERIFY(listener.seen().story().count("S ") == 2);
    QVERIFY(listener.seen().story().indexOf("F") < listener.seen().story().lastIndexOf("S "));
    Engine engine(kOneThread); // the thread changes nothing about the result
    QTemporaryDir elsewhere;
    const auto expected = run(engine, recipe(2), elsewhere);
    const auto got = RunFolder::open(listener.seen().all<RunFinished>()[0].path);
    QVERIFY(expected && got);
    QCOMPARE(difference(*expected, *got), QString());
}

void SamplerThreadTest::aQueuedRunCanBeCancelled()
{
    Listener listener;
    const RunId first = listener.thread().start(recipe(3), runs());
    const RunId second = listener.thread().start(recipe(3), runs());
    listener.thread().cancel(second);
    QVERIFY(listener.untilEvent<RunCancelled>(second));
    QCOMPARE(listener.seen().all<RunFinished>().size(), std::size_t{1});
    QCOMPARE(listener.seen().all<RunFinished>()[0].run, first);
    QCOMPARE(listener.seen().all<RunCancelled>()[0].stepsDone, 0);
    QVERIFY(listener.seen().all<RunCancelled>()[0].path.empty()); // nothing was begun
    QCOMPARE(listener.seen().all<RunStarted>().size(), std::size_t{1});
    QCOMPARE(QDir(m_runs->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
    for (const StepDone &done : listener.seen().all<StepDone>())
        QCOMPARE(done.run, first);
    listener.thread().cancel(first); // over: nothing happens
    listener.thread().cancel(4711);
    QVERIFY(listener.untilEvent<RunFinished>(listener.thread().start(recipe(1), runs())));
}

void SamplerThreadTest::pauseHoldsAndUnpauseGoesOn()
{
    Listener listener;
    const RunId run = listener.thread().start(longRecipe(), runs());
    QVERIFY(listener.untilEvent<StepDone>(run));
    listener.thread().pause(run);
    QVERIFY(listener.untilEvent<RunPaused>(run));
    const int held = listener.seen().all<RunPaused>()[0].step;
    QVERIFY(held >= 1 && held < 600);
    const auto steps = listener.seen().all<StepDone>().size();
    QCOMPARE(static_cast<int>(steps), 2 * held);
    QVERIFY(listener.quiet());
    listener.thread().unpause(run);
    QVERIFY(listener.until(
        [&](const Recorder &seen) { return seen.all<StepDone>().size() > steps + 3; }));
    listener.thread().cancel(run);
    QVERIFY(listener.untilEvent<RunCancelled>(run));
    QCOMPARE(listener.seen().all<RunPaused>().size(), std::size_t{1});
}

void SamplerThreadTest::aPausedRunCanBeCancelled()
{
    Listener listener;
    const RunId run = listener.thread().start(longRecipe(), runs());
    QVERIFY(listener.untilEvent<StepDone>(run));
    listener.thread().pause(run);
    QVERIFY(listener.untilEvent<RunPaused>(run));
    listener.thread().cancel(run);
    QVERIFY(listener.untilEvent<RunCancelled>(run));
    const auto folder = RunFolder::open(listener.seen().all<RunCancelled>()[0].path);
    QVERIFY(folder && folder->manifest().status == RunStatus::Cancelled);
    QCOMPARE(folder->manifest().a.stepsDone, listener.seen().all<RunPaused>()[0].step);
}

void SamplerThreadTest::pauseAfterCancelDoesNotHold()
{
    Listener listener;
    const RunId first = listener.thread().start(longRecipe(), runs());
    const RunId second = listener.thread().start(longRecipe(), runs());
    listener.thread().cancel(second); // both before it begins
    listener.thread().pause(second);
    QVERIFY(listener.untilEvent<StepDone>(first));
    listener.thread().cancel(first);
    QVERIFY(listener.untilEvent<RunCancelled>(second));
    QVERIFY(listener.seen().all<RunPaused>().empty());
}

void SamplerThreadTest::aFailureIsAnEventAndTheThreadGoesOn()
{
    Listener listener;
    Recipe bad = recipe(2);
    bad.steps = 0;
    const RunId failing = listener.thread().start(bad, runs());
    const RunId missing = listener.thread().resume(runs() / "none");
    const RunId good = listener.thread().start(recipe(1), runs());
    QVERIFY(listener.untilEvent<RunFinished>(good));
    const auto failed = listener.seen().all<RunFailed>();
    QCOMPARE(failed.size(), std::size_t{2});
    QCOMPARE(failed[0].run, failing);
    QCOMPARE(failed[0].error.code, ErrorCode::InvalidArgument);
    QCOMPARE(failed[1].run, missing);
    QCOMPARE(failed[1].error.code, ErrorCode::NotFound);
}

void SamplerThreadTest::resumeGoesOn()
{
    Listener listener;
    Recipe stopping = recipe(3);
    stopping.stopAfter = 1;
    const RunId run = listener.thread().start(stopping, runs());
    QVERIFY(listener.untilEvent<RunCancelled>(run));
    const RunId again = listener.thread().resume(listener.seen().all<RunCancelled>()[0].path);
    QVERIFY(listener.untilEvent<RunFinished>(again));
    QCOMPARE(listener.seen().all<RunStarted>()[1].firstStep, 1);
    QCOMPARE(listener.seen().all<RunStarted>()[1].run, again);
}

void SamplerThreadTest::prepareAndPredict()
{
    Listener listener;
    listener.thread().prepare(recipe(2));
    QVERIFY(listener.untilEvent<RunLog>(0));
    std::promise<Result<RunPrediction>> promise;
    auto future = promise.get_future();
    listener.thread().predict(recipe(2), [&promise](Result<RunPrediction> prediction) {
        promise.set_value(std::move(prediction));
    });
    QVERIFY(future.wait_for(std::chrono::milliseconds(kPatienceMs)) == std::future_status::ready);
    const auto prediction = future.get();
    QVERIFY(prediction && prediction->mapBytes > 0 && prediction->mode == MemoryMode::Resident);
    Recipe bad = recipe(2);
    bad.shift = -1.0;
    listener.thread().prepare(bad);
    QVERIFY(listener.untilEvent<RunFailed>(0));
}

void SamplerThreadTest::destructorLeavesAResumableRun()
{
    Recipe large = recipe(600);
    large.size = {48, 48, 8};
    Listener listener;
    const RunId run = listener.thread().start(large, runs());
    QVERIFY(listener.until([](const Recorder &seen) { return seen.all<StepDone>().size() >= 3; }));
    QCOMPARE(listener.seen().all<RunStarted>()[0].run, run);
    QElapsedTimer clock;
    clock.start();
    listener.destroy();
    const double seconds = static_cast<double>(clock.elapsed()) / 1000.0;
    double longest = 0.0;
    for (const StepDone &done : listener.seen().all<StepDone>())
        longest = std::max(longest, done.metrics.seconds);
    // The step at hand is finished, no other one begun; half a second for files.
    QVERIFY2(seconds < 1.5 * longest + 0.5,
             qPrintable(QString("%1 s, a step takes %2 s").arg(seconds).arg(longest)));
    const auto folder = RunFolder::open(listener.seen().all<RunStarted>()[0].path);
    QVERIFY(folder && folder->manifest().status == RunStatus::Cancelled);
    const int done = std::min(folder->manifest().a.stepsDone, folder->manifest().b.stepsDone);
    QVERIFY(done >= 1 && done < 10);
    Engine engine(kOneThread);
    RunControl control;
    Recorder resumed;
    const auto outcome = engine.resume(folder->path(), 1, control, [&](RunEvent event) {
        const auto *step = std::get_if<StepDone>(&event);
        if (step != nullptr && step->metrics.step >= done && step->side == Side::B)
            control.cancel();
        resumed.events.push_back(std::move(event));
    });
    QVERIFY(outcome && outcome->stepsDone == done + 1);
    QCOMPARE(resumed.all<RunStarted>()[0].firstStep, done);
}

void SamplerThreadTest::destructorEndsAPausedRunAndDropsTheQueue()
{
    Listener listener;
    const RunId run = listener.thread().start(longRecipe(), runs());
    (void)listener.thread().start(longRecipe(), runs());
    (void)listener.thread().start(longRecipe(), runs());
    QVERIFY(listener.untilEvent<StepDone>(run));
    listener.thread().pause(run);
    QVERIFY(listener.untilEvent<RunPaused>(run));
    QElapsedTimer clock;
    clock.start();
    listener.destroy();
    QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(QDir(m_runs->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
}

void SamplerThreadTest::destructorWithoutWork()
{
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i)
        const Listener listener;
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
}

QTEST_GUILESS_MAIN(SamplerThreadTest)
#include "SamplerThreadTest.moc"
