#include "core/runs/RunFolder.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/RunsWork.h"
#include "widgets/shell/BannerBar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

using namespace dare;

/// Runs whose program was killed are offered once, in the banner at the start.
class UnfinishedTest : public RunsWork
{
    Q_OBJECT

private:
    BannerBar *banner() { return &*m_bench->window().banner(); }
    QString text() { return banner()->findChild<QLabel *>("bannerText")->text(); }
    /// A run that was stopped, made to look as if its program had died. Closes the window.
    QString cutOffRun()
    {
        write(400, 5);
        sampler().run();
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(
                !list().liveRows().empty() && list().liveRows().front()->stepsDone >= 1, kRunMs);
        }();
        const QString path = list().liveRows().front()->path;
        QTest::mouseClick(find<QPushButton>("btnCancel"), Qt::LeftButton);
        [&] { waitUntilIdle(); }();
        close();
        auto run = RunFolder::open(path.toStdString());
        if (!run || !run->lockForWriting())
            return {};
        RunManifest manifest = run->manifest();
        manifest.status = RunStatus::Running;
        manifest.recipe.steps = manifest.a.stepsDone + 2; // a short way to go
        return run->save(manifest) ? path : QString();
    }
    /// The window on the same folder, when the runs on disk have been looked at.
    void startAgain()
    {
        m_bench = openWorkbench(m_runs->path(), *m_theme);
        QSignalSpy looked(&m_bench->runs(), &RunsBinding::reconciled);
        QTRY_VERIFY_WITH_TIMEOUT(!looked.isEmpty(), kSoonMs);
        QTRY_VERIFY_WITH_TIMEOUT(!m_bench->window().sides()->presets().empty(), kSoonMs);
    }

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }

    void resumeFinishesTheRun()
    {
        const QString path = cutOffRun();
        QVERIFY(!path.isEmpty());
        const RunManifest manifest = RunFolder::open(path.toStdString())->manifest();
        const int done = std::min(manifest.a.stepsDone, manifest.b.stepsDone);
        startAgain();
        QVERIFY(!banner()->isHidden());
        QVERIFY2(text().contains(QString("A run stopped at step %1.").arg(done)),
                 qPrintable(text()));
        QCOMPARE(banner()->property("tone").toString(), QString("note"));
        QCOMPARE(m_bench->window().state(), QString("resumed"));
        QCOMPARE(find<QPushButton>("bannerAction0")->text(), QString("Resume"));
        QCOMPARE(find<QPushButton>("bannerAction1")->text(), QString("Keep"));
        QTest::mouseClick(find<QPushButton>("bannerAction0"), Qt::LeftButton);
        QVERIFY(banner()->isHidden());
        QVERIFY(sampler().busy());
        waitUntilIdle();
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) != nullptr &&
                                     list().row(path)->state == RunRow::State::Finished,
                                 kSoonMs);
        QCOMPARE(list().row(path)->stepsDone, manifest.recipe.steps);
    }

    void keepAsksNoMore()
    {
        const QString path = cutOffRun();
        QVERIFY(!path.isEmpty());
        startAgain();
        QVERIFY(!banner()->isHidden());
        QTest::mouseClick(find<QPushButton>("bannerAction1"), Qt::LeftButton);
        QVERIFY(banner()->isHidden());
        QVERIFY(!sampler().busy());
        QTRY_VERIFY_WITH_TIMEOUT(RunFolder::open(path.toStdString())->manifest().status ==
                                         RunStatus::Cancelled &&
                                     !RunFolder::open(path.toStdString())->interrupted(),
                                 kSoonMs);
        close();
        startAgain();
        QVERIFY(banner()->isHidden());
        QTRY_VERIFY_WITH_TIMEOUT(list().row(path) != nullptr, kSoonMs);
        QCOMPARE(list().row(path)->state, RunRow::State::Cancelled);
    }
};

int main(int argc, char **argv)
{
    return runInWindow<UnfinishedTest>(argc, argv, "test_unfinished");
}
#include "UnfinishedTest.moc"
