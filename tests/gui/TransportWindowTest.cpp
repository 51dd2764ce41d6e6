#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/transport/ScrubLane.h"

#include <QElapsedTimer>
#include <QMouseEvent>
#include <QTest>

#include <atomic>
#include <thread>

using namespace dare;

/// The transport over clips whose pixels hold their frame number: blue is 10 times the frame.
class TransportWindowTest : public WindowTest
{
    Q_OBJECT

private:
    FakeRun m_run{5, 8};

    ViewerWidget *viewer() { return m_window->viewer(); }
    /// The frame numbers in the middle of the left and the right half of what is on screen.
    std::pair<int, int> grabbed()
    {
        const QImage image = viewer()->grabFramebuffer();
        const auto frameAt = [&](int x) {
            return qRound(QColor(image.pixel(x, image.height() / 2)).blue() / 10.0);
        };
        return {frameAt(image.width() / 4), frameAt(image.width() * 3 / 4)};
    }

private Q_SLOTS:
    void init()
    {
        open();
        show({1280, 800});
        begin(m_run, 8);
        finish(m_run);
        view().setFrame(0);
        viewer()->setFocus();
    }
    void cleanup() { close(); }

    void bothHalvesShowOneFrame()
    {
        for (int frame = 0; frame < 16; ++frame) {
            view().setFrame(frame);
            const auto [left, right] = grabbed();
            QCOMPARE(left, frame);
            QCOMPARE(right, frame);
        }
    }

    void dWalksToTheLastFrame()
    {
        for (int i = 0; i < 15; ++i)
            QTest::keyClick(viewer(), Qt::Key_D);
        QCOMPARE(view().frame(), 15);
        QTest::keyClick(viewer(), Qt::Key_D);
        QCOMPARE(view().frame(), 15);
        QCOMPARE(grabbed(), std::make_pair(15, 15));
    }

    void spaceOnTheStepAxisWalksTheLane()
    {
        auto *lane = m_window->findChild<ScrubLane *>(QStringLiteral("laneStep"));
        view().setAxis(ScrubAxis::Step);
        view().seek(0);
        QCOMPARE(lane->current(), 0);
        std::vector<int> seen;
        connect(&view(), &ViewModel::stepChanged, lane,
                [&] { seen.push_back(m_models->view.step()); });
        QTest::keyClick(viewer(), Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(seen.size() >= 3, 5000);
        QTest::keyClick(viewer(), Qt::Key_Space);
        QVERIFY(seen[0] >= 1 && seen[1] > seen[0] && seen[2] > seen[1]);
    }

    void scrubEventsCoalesceAndTheNewestWins()
    {
        // Something that takes the processor as the sampler does.
        std::atomic<bool> stop = false;
        std::jthread load([&] {
            volatile double sum = 0.0;
            while (!stop.load())
                sum = sum + 1.0;
        });
        auto *lane = m_window->findChild<ScrubLane *>(QStringLiteral("laneFrame"));
        const int before = viewer()->paintCount();
        const auto post = [lane](double x, QEvent::Type type) {
            const QPointF at(x, lane->height() / 2.0);
            QCoreApplication::postEvent(
                lane,
                new QMouseEvent(type, at, lane->mapToGlobal(at),
                                type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                                type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton,
                                Qt::NoModifier));
        };
        post(4.0, QEvent::MouseButtonPress);
        for (int i = 0; i < 600; ++i)
            post(4.0 + (lane->width() - 8.0) * ((i * 37) % 600) / 600.0, QEvent::MouseMove);
        post(lane->width() - 4.0, QEvent::MouseMove);
        post(lane->width() - 4.0, QEvent::MouseButtonRelease);
        QTRY_COMPARE(view().frame(), 15);
        QTRY_VERIFY(viewer()->paintCount() > before);
        QTest::qWait(200);
        stop = true;
        // All events came at once: they end in few paints, of which the last shows the last frame.
        QVERIFY2(viewer()->paintCount() - before < 100,
                 qPrintable(QString::number(viewer()->paintCount() - before)));
        QCOMPARE(grabbed(), std::make_pair(15, 15));
    }

    void idlePaintsNothing()
    {
        QTest::qWait(500); // what was still to be painted
        const int before = viewer()->paintCount();
        QTest::qWait(2000);
        QCOMPARE(viewer()->paintCount(), before);
    }
};

int main(int argc, char **argv)
{
    return runInWindow<TransportWindowTest>(argc, argv, "test_transport_window");
}
#include "TransportWindowTest.moc"
