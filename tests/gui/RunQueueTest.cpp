#include "app/gui/RunQueue.h"
#include "core/sweep/Batches.h"
#include "tests/widgets/TextFit.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace dare;

/// What waits: its order, its place on disk.
class RunQueueTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_runs;

    [[nodiscard]] std::filesystem::path runs() const { return m_runs->path().toStdString(); }
    static Batch entry(const char *id, int jobs = 1)
    {
        Batch out{id, BatchKind::Run, std::string("entry ") + id, {}, {}};
        for (int i = 0; i < jobs; ++i) {
            Job job;
            job.recipe.prompt = "a turtle";
            job.recipe.seed = static_cast<std::uint64_t>(i);
            job.cell = {i};
            out.jobs.push_back(job);
        }
        return out;
    }
    static QString order(const RunQueue &queue)
    {
        QString out;
        for (const Batch &batch : queue.entries())
            out += QString::fromStdString(batch.id);
        return out;
    }

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_runs = std::make_unique<QTemporaryDir>();
    }

    void entriesMoveAndLeave()
    {
        RunQueue queue(runs());
        for (const char *id : {"a", "b", "c", "d"})
            queue.add(entry(id));
        queue.add(entry("f"), true);
        QCOMPARE(order(queue), QString("fabcd"));
        queue.move("b", -1);
        QCOMPARE(order(queue), QString("fbacd"));
        queue.move("b", 1);
        QCOMPARE(order(queue), QString("fabcd"));
        queue.moveTo("d", 0);
        QCOMPARE(order(queue), QString("dfabc"));
        queue.moveTo("d", 5);
        QCOMPARE(order(queue), QString("fabcd"));
        QSignalSpy changed(&queue, &RunQueue::changed);
        queue.move("f", -1); // already first
        queue.move("d", 1);
        queue.move("none", 1);
        QCOMPARE(changed.size(), 0);
        queue.remove("a");
        QCOMPARE(order(queue), QString("fbcd"));
    }

    void jobsLeaveOneByOneWithTheirPlace()
    {
        RunQueue queue(runs());
        Batch triage = entry("t", 2);
        triage.kind = BatchKind::Triage;
        queue.add(triage);
        queue.add(entry("r"));
        QCOMPARE(queue.rows()[0].jobs, 2);
        const auto first = queue.takeNext();
        QVERIFY(first && first->place.id == "t" && first->place.cell == std::vector<int>{0});
        QCOMPARE(queue.waiting("t").size(), std::size_t{1});
        QCOMPARE(queue.rows()[0].jobs, 1);
        QVERIFY(queue.takeNext()->place.cell == std::vector<int>{1});
        const auto alone = queue.takeNext();
        QVERIFY(alone && alone->place.id.empty()); // a run of its own has no batch
        QVERIFY(!queue.takeNext() && queue.isEmpty());
    }

    void aRestartFindsItOnHold()
    {
        {
            RunQueue queue(runs());
            queue.add(entry("a", 3));
            queue.add(entry("b"));
            (void)queue.takeNext();
            queue.flush();
        }
        RunQueue again(runs());
        QSignalSpy restored(&again, &RunQueue::restored);
        again.load();
        QVERIFY(restored.wait());
        QCOMPARE(restored[0][0].toInt(), 2);
        QCOMPARE(order(again), QString("ab"));
        QCOMPARE(again.rows()[0].jobs, 2);
        QVERIFY(again.held()); // nothing computes unasked
        again.remove("a");
        again.remove("b");
        again.flush();
        QVERIFY(!std::filesystem::exists(runs() / "queue.json"));
    }

    void aDamagedFileIsSaidAndTheQueueWorks()
    {
        QFile file(m_runs->filePath("queue.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"queue\": 7}");
        file.close();
        RunQueue queue(runs());
        QSignalSpy restored(&queue, &RunQueue::restored);
        queue.load();
        QVERIFY(restored.wait());
        QVERIFY(restored[0][1].toString().contains("queue.json"));
        QVERIFY(!queue.held());
        queue.add(entry("a"));
        QCOMPARE(order(queue), QString("a"));
    }
};

QTEST_GUILESS_MAIN(RunQueueTest)
#include "RunQueueTest.moc"
