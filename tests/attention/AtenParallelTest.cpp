#include "core/attention/AtenParallel.h"
#include "core/models/Device.h"

#include <QTest>

#include <array>
#include <atomic>
#include <thread>

/// A header compiled without OpenMP runs everything on the caller's thread: right, and slow.
class AtenParallelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoThreadsShareTheWork()
    {
        QCOMPARE(dare::useThreads(2), 2);
        std::array<std::thread::id, 2> seen;
        std::atomic<int> calls{0};
        dare::atenParallel()(2, 1, [&](std::int64_t begin, std::int64_t end) {
            ++calls;
            for (std::int64_t i = begin; i < end; ++i)
                seen[static_cast<std::size_t>(i)] = std::this_thread::get_id();
        });
        QCOMPARE(calls.load(), 2);
        QVERIFY(seen[0] != seen[1]);
    }
};

QTEST_APPLESS_MAIN(AtenParallelTest)
#include "AtenParallelTest.moc"
