#include "core/runs/Mailbox.h"

#include <QTest>

#include <atomic>
#include <condition_variable>
#include <thread>

using namespace dare;

namespace
{

Preview preview(RunId run, Side side, int step)
{
    Preview event;
    event.run = run;
    event.side = side;
    event.step = step;
    return event;
}

StepDone stepDone(int step)
{
    StepDone event;
    event.metrics.step = step;
    return event;
}

RunLog line(const std::string &text)
{
    return {1, text};
}

/// One letter and number an event, in order: "S3 P3a".
QString described(const RunEvent &event)
{
    if (const auto *step = std::get_if<StepDone>(&event))
        return QStringLiteral("S%1").arg(step->metrics.step);
    if (const auto *shown = std::get_if<Preview>(&event))
        return QStringLiteral("P%1%2").arg(shown->step).arg(QLatin1Char(letter(shown->side)));
    if (const auto *maps = std::get_if<MapsReady>(&event))
        return QStringLiteral("M%1").arg(maps->step);
    if (const auto *log = std::get_if<RunLog>(&event))
        return QString::fromStdString(log->line);
    return QStringLiteral("L%1").arg(event.index());
}

std::string described(const std::vector<RunEvent> &events)
{
    QStringList list;
    for (const RunEvent &event : events)
        list << described(event);
    return list.join(QLatin1Char(' ')).toStdString();
}

} // namespace

class MailboxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrder();
    void newestPreviewOfARunAndSideWins();
    void wakesOnceUntilDrained();
    void withoutWake();
    void beyondTheBoundPreviewsGoFirst();
    void lifecycleAlwaysEnters();
    void losesNothingBetweenThreads();
};

void MailboxTest::keepsOrder()
{
    Mailbox box([] {});
    box.push(RunStarted{});
    box.push(stepDone(0));
    box.push(MapsReady{1, Side::A, 0});
    box.push(preview(1, Side::A, 0));
    box.push(RunFinished{});
    QCOMPARE(described(box.drain()), std::string("L0 S0 M0 P0a L5"));
    QVERIFY(box.drain().empty());
}

void MailboxTest::newestPreviewOfARunAndSideWins()
{
    Mailbox box([] {});
    for (int step = 0; step < 3; ++step) {
        box.push(stepDone(step));
        box.push(preview(1, Side::A, step));
        box.push(preview(1, Side::B, step));
    }
    box.push(preview(2, Side::A, 7)); // another run's is another picture
    QCOMPARE(described(box.drain()), std::string("S0 S1 S2 P2a P2b P7a"));
    box.push(preview(1, Side::A, 3));
    QCOMPARE(described(box.drain()), std::string("P3a"));
}

void MailboxTest::wakesOnceUntilDrained()
{
    int wakes = 0;
    Mailbox box([&] { ++wakes; });
    QCOMPARE(wakes, 0);
    for (int step = 0; step < 5; ++step)
        box.push(stepDone(step));
    QCOMPARE(wakes, 1);
    (void)box.drain();
    (void)box.drain();
    QCOMPARE(wakes, 1);
    box.push(stepDone(5));
    QCOMPARE(wakes, 2);
    // Whoever drains from within the wake-up must not deadlock.
    std::string taken;
    Mailbox *self = nullptr;
    Mailbox inner([&] { taken = described(self->drain()); });
    self = &inner;
    inner.push(stepDone(9));
    QCOMPARE(taken, std::string("S9"));
}

void MailboxTest::withoutWake()
{
    Mailbox box(nullptr);
    box.push(stepDone(1));
    QCOMPARE(described(box.drain()), std::string("S1"));
}

void MailboxTest::beyondTheBoundPreviewsGoFirst()
{
    Mailbox box([] {}, 4);
    box.push(preview(1, Side::A, 0));
    box.push(MapsReady{1, Side::A, 0});
    box.push(line("x"));
    box.push(stepDone(0));
    box.push(stepDone(1)); // takes the preview's place
    QCOMPARE(described(box.drain()), std::string("M0 x S0 S1"));
    for (int step = 0; step < 6; ++step)
        box.push(MapsReady{1, Side::A, step}); // the newest four stay
    QCOMPARE(described(box.drain()), std::string("M2 M3 M4 M5"));
}

void MailboxTest::lifecycleAlwaysEnters()
{
    Mailbox box([] {}, 2);
    for (int step = 0; step < 5; ++step)
        box.push(stepDone(step));
    box.push(preview(1, Side::A, 4)); // no room, and nothing that may go
    box.push(RunCancelled{});
    QCOMPARE(described(box.drain()), std::string("S0 S1 S2 S3 S4 L8"));
}

void MailboxTest::losesNothingBetweenThreads()
{
    constexpr int kThreads = 3;
    constexpr int kSteps = 3000;
    std::mutex mutex;
    std::condition_variable condition;
    bool woken = false;
    Mailbox box([&] {
        const std::scoped_lock lock(mutex);
        woken = true;
        condition.notify_one();
    });
    std::vector<std::jthread> senders;
    for (int thread = 0; thread < kThreads; ++thread) {
        senders.emplace_back([&box, thread] {
            for (int step = 0; step < kSteps; ++step) {
                StepDone event = stepDone(step);
                event.run = static_cast<RunId>(thread);
                box.push(event);
                box.push(preview(static_cast<RunId>(thread), Side::A, step));
            }
            box.push(RunFinished{static_cast<RunId>(thread), {}, 0.0});
        });
    }
    std::vector<int> next(kThreads, 0);
    int finished = 0;
    while (finished < kThreads) {
        std::unique_lock lock(mutex);
        QVERIFY(condition.wait_for(lock, std::chrono::seconds(20), [&] { return woken; }));
        woken = false;
        lock.unlock();
        for (const RunEvent &event : box.drain()) {
            if (const auto *step = std::get_if<StepDone>(&event))
                QCOMPARE(step->metrics.step, next[step->run]++);
            finished += std::holds_alternative<RunFinished>(event) ? 1 : 0;
        }
    }
    QCOMPARE(next, std::vector<int>(kThreads, kSteps));
}

QTEST_GUILESS_MAIN(MailboxTest)
#include "MailboxTest.moc"
