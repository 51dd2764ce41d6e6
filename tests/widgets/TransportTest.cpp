#include "tests/widgets/SyntheticView.h"
#include "widgets/transport/PlaybackClock.h"
#include "widgets/transport/ScrubLane.h"
#include "widgets/transport/TransportBar.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

class TransportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void clockCountsWholeTicks();
    void clockKeepsTimeWhenLate();
    void laneHitTesting();
    void laneOfManyFrames();
    void keysMoveTheAxis();
    void buttonsActOnTheAxis();
    void counterShowsAndTakesPositions();
    void runningStepLane();
    void playingAdvancesFrames();

private:
    template <typename Widget> Widget *find(const char *name)
    {
        auto *found = m_bar->findChild<Widget *>(QString::fromLatin1(name));
        if (found == nullptr)
            qFatal("no %s", name);
        return found;
    }

    std::unique_ptr<ViewModel> m_model;
    std::unique_ptr<TransportBar> m_bar;
};

void TransportTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_model = std::make_unique<ViewModel>();
    RunView run = synthetic::run();
    run.sigmas.assign(21, 0.42);
    m_model->setRun(run);
    m_model->setProgress(Side::A, 20);
    m_model->setProgress(Side::B, 20);
    const auto clip = synthetic::clip(8, 8, 16, [](int, int, int) { return Rgb{}; });
    m_model->setClip(Side::A, clip);
    m_model->setClip(Side::B, clip);
    m_bar = std::make_unique<TransportBar>(m_model.get());
    m_bar->resize(900, 72);
    m_bar->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_bar.get()));
}

void TransportTest::cleanup()
{
    m_bar.reset();
    m_model.reset();
}

void TransportTest::clockCountsWholeTicks()
{
    QCOMPARE(PlaybackClock::dueTicks(0, 8.0), 0);
    QCOMPARE(PlaybackClock::dueTicks(124'000'000, 8.0), 0);
    QCOMPARE(PlaybackClock::dueTicks(125'000'000, 8.0), 1);
    QCOMPARE(PlaybackClock::dueTicks(1'000'000'000, 24.0), 24);
    QCOMPARE(PlaybackClock::dueTicks(3'600'000'000'000, 24.0), 86'400);
}

void TransportTest::clockKeepsTimeWhenLate()
{
    PlaybackClock clock;
    int ticks = 0;
    QElapsedTimer elapsed;
    connect(&clock, &PlaybackClock::ticked, this, [&](int count) {
        ticks += count;
        QElapsedTimer busy; // a slow frame must not delay the ones after it
        busy.start();
        while (busy.elapsed() < 35) {
        }
    });
    elapsed.start();
    clock.start(50.0);
    QTest::qWait(1000);
    clock.stop();
    const double expected = static_cast<double>(elapsed.elapsed()) * 50.0 / 1000.0;
    QVERIFY2(ticks <= expected + 1.0 && ticks >= expected - 4.0,
             qPrintable(QStringLiteral("%1 of %2").arg(ticks).arg(expected)));
}

void TransportTest::laneHitTesting()
{
    ScrubLane lane;
    lane.resize(204, 24);
    lane.setCells(16, 16, 0);
    QSignalSpy seeks(&lane, &ScrubLane::seekRequested);
    for (int cell = 0; cell < 16; ++cell)
        QCOMPARE(lane.cellAt(lane.cellRect(cell).center().x()), cell);
    QCOMPARE(lane.cellAt(-50.0), 0);
    QCOMPARE(lane.cellAt(5000.0), 15);
    QTest::mousePress(&lane, Qt::LeftButton, {}, lane.cellRect(5).center().toPoint());
    QCOMPARE(seeks.takeFirst().first().toInt(), 5);
    lane.setCells(0, 0, -1);
    QCOMPARE(lane.cellAt(10.0), -1);
    QTest::mousePress(&lane, Qt::LeftButton, {}, {20, 12});
    QCOMPARE(seeks.count(), 0);
}

void TransportTest::laneOfManyFrames()
{
    ScrubLane lane;
    lane.resize(304, 24);
    lane.setCells(1000, 1000, 500);
    QCOMPARE(lane.cellAt(lane.cellRect(500).center().x()), 500);
    const QImage seen = lane.grab().toImage();
    const QColor at = seen.pixelColor(static_cast<int>(lane.cellRect(500).center().x()), 12);
    const QColor elsewhere = seen.pixelColor(40, 12);
    QVERIFY(at != elsewhere);
}

void TransportTest::keysMoveTheAxis()
{
    for (int i = 0; i < 15; ++i)
        QTest::keyClick(m_bar.get(), Qt::Key_D);
    QCOMPARE(m_model->frame(), 15);
    QTest::keyClick(m_bar.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(m_model->frame(), 5);
    QTest::keyClick(m_bar.get(), Qt::Key_Home);
    QCOMPARE(m_model->frame(), 0);
    QTest::keyClick(m_bar.get(), Qt::Key_End);
    QCOMPARE(m_model->frame(), 15);
    QTest::keyClick(m_bar.get(), Qt::Key_Up);
    QCOMPARE(m_model->step(), 18);
    QTest::keyClick(m_bar.get(), Qt::Key_Down);
    QCOMPARE(m_model->step(), 19);
    QVERIFY(!m_bar->handleKey(Qt::Key_Left, Qt::ControlModifier));
    QTest::keyClick(m_bar.get(), Qt::Key_X);
    QCOMPARE(m_model->axis(), ScrubAxis::Step);
    for (int i = 0; i < 3; ++i)
        QTest::keyClick(m_bar.get(), Qt::Key_X); // Layer, Head; Token has no words yet
    QCOMPARE(m_model->axis(), ScrubAxis::Frame);
    QTest::keyClick(m_bar.get(), Qt::Key_Space);
    QVERIFY(m_model->playing());
    QTest::keyClick(m_bar.get(), Qt::Key_Space);
    QVERIFY(!m_model->playing());
}

void TransportTest::buttonsActOnTheAxis()
{
    find<QToolButton>("btnForward")->click();
    QCOMPARE(m_model->frame(), 1);
    find<QToolButton>("axisStep")->click();
    QCOMPARE(m_model->axis(), ScrubAxis::Step);
    find<QToolButton>("btnFirst")->click();
    QCOMPARE(m_model->step(), 0);
    find<QToolButton>("btnForward")->click();
    QCOMPARE(m_model->step(), 1);
    QCOMPARE(m_model->frame(), 1);
    QVERIFY(find<QToolButton>("btnLoop")->isChecked());
    find<QToolButton>("btnLoop")->click();
    QVERIFY(!m_model->looping());
    find<QToolButton>("btnSwap")->click();
    QVERIFY(m_model->swapped());
    QSignalSpy still(m_model.get(), &ViewModel::stillWanted);
    find<QToolButton>("btnStill")->click();
    QCOMPARE(still.count(), 1);
    QVERIFY(!find<QToolButton>("axisToken")->isEnabled());
    m_model->setWords({QStringLiteral("turtle")});
    QVERIFY(find<QToolButton>("axisToken")->isEnabled());
}

void TransportTest::counterShowsAndTakesPositions()
{
    auto *counter = find<QLabel>("frameCounter");
    QCOMPARE(counter->text(), QStringLiteral("01/16"));
    QTest::mouseClick(counter, Qt::LeftButton);
    auto *edit = find<QLineEdit>("frameCounterEdit");
    QVERIFY(edit->isVisible());
    QTest::keyClicks(edit, QStringLiteral("12"));
    QTest::keyClick(edit, Qt::Key_Return);
    QCOMPARE(m_model->frame(), 11);
    QCOMPARE(counter->text(), QStringLiteral("12/16"));
    QVERIFY(!edit->isVisible());
    m_model->setAxis(ScrubAxis::Step);
    QCOMPARE(counter->text(), QStringLiteral("20/20"));
    m_model->setStep(6);
    QCOMPARE(counter->text(), QStringLiteral("07/20"));
    QCOMPARE(find<QLabel>("frameNote")->text(), QStringLiteral("σ 0.42 · frame 12"));
    m_model->setAxis(ScrubAxis::Layer);
    QCOMPARE(counter->text(), QStringLiteral("mean/8"));
}

void TransportTest::runningStepLane()
{
    RunView run = synthetic::run();
    run.running = true;
    m_model->setRun(run);
    m_model->setProgress(Side::A, 12);
    m_model->setProgress(Side::B, 11);
    auto *lane = find<ScrubLane>("laneStep");
    QCOMPARE(lane->count(), 20);
    QCOMPARE(lane->done(), 11);
    QCOMPARE(lane->current(), 10);
    QCOMPARE(lane->running(), 11);
    QSignalSpy wanted(m_model.get(), &ViewModel::previewWanted);
    QTest::mousePress(lane, Qt::LeftButton, {}, lane->cellRect(4).center().toPoint());
    QCOMPARE(m_model->step(), 4);
    QCOMPARE(wanted.count(), 1);
    QTest::mousePress(lane, Qt::LeftButton, {}, lane->cellRect(17).center().toPoint());
    QCOMPARE(m_model->step(), -1); // steps to come cannot be shown: the newest is followed again
    QCOMPARE(wanted.count(), 1);
}

void TransportTest::playingAdvancesFrames()
{
    m_model->setSpeed(8.0); // 64 frames a second
    m_model->setLooping(false);
    m_model->setPlaying(true);
    QTRY_COMPARE_WITH_TIMEOUT(m_model->frame(), 15, 2000);
    QTRY_VERIFY(!m_model->playing());
}

QTEST_MAIN(TransportTest)
#include "TransportTest.moc"
