#include "app/gui/RunPresenter.h"
#include "tests/gui/FakeRun.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/sides/RunBox.h"
#include "widgets/theme/ThemeApplier.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocument>
#include <QToolButton>

#include <memory>

using namespace dare;

namespace
{

struct Stage {
    ViewModels models;
    RunBox box;
    StatusLine status;
    BannerBar banner;
    LogView log;
    RunPresenter presenter{models, {&box, &status, &banner, &log}};

    [[nodiscard]] const RunRow *row(const FakeRun &run) const
    {
        return models.runs.row(models.runs.indexOf(QString::fromStdString(run.path())));
    }
    [[nodiscard]] QString said() const
    {
        QTextDocument text;
        text.setHtml(status.findChild<QLabel *>("statusRun")->text());
        return text.toPlainText();
    }
    [[nodiscard]] int greenOf(Side side) const
    {
        const auto &clip = models.view.contents()[index(side)].clip;
        return clip ? clip->rgb[1] : -1;
    }
};

} // namespace

class RunPresenterTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
    }
    void init() { failOnAnyWarning(); }

    void startShowsTheRunEverywhere()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        QVERIFY(stage.presenter.running());
        QVERIFY(stage.box.busy());
        QVERIFY(stage.row(run) != nullptr);
        QCOMPARE(stage.row(run)->state, RunRow::State::Running);
        QCOMPARE(stage.row(run)->title, QString("turtle"));
        QCOMPARE(stage.models.view.stepCount(), 4);
        QCOMPARE(stage.models.view.words(), QStringList({"a", "turtle", "end", "pads"}));
        QVERIFY(stage.status.findChild<QLabel *>("statusNoise")->text().contains("dc5a"));
    }

    void progressNeverGoesBack()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        int last = 0;
        for (int step = 0; step < 4; ++step) {
            for (const Side side : kSides) {
                stage.presenter.handle(run.stepDone(side, step));
                const auto *bar = stage.box.findChild<QProgressBar *>("runProgress");
                QVERIFY(bar->value() > last);
                last = bar->value();
            }
            QCOMPARE(stage.row(run)->stepsDone, step + 1);
            QCOMPARE(stage.models.view.stepsDone(Side::B), step + 1);
        }
        QCOMPARE(last, stage.box.findChild<QProgressBar *>("runProgress")->maximum());
    }

    void previewsThenClipsAreShown()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        stage.presenter.handle(run.preview(Side::B, 2));
        QCOMPARE(stage.greenOf(Side::B), 20);
        QCOMPARE(stage.greenOf(Side::A), -1);
        stage.presenter.handle(run.sideFinished(Side::A));
        QCOMPARE(stage.greenOf(Side::A), 40);
        QVERIFY(!stage.row(run)->thumbA.isNull());
        QSignalSpy settled(&stage.presenter, &RunPresenter::settled);
        stage.presenter.handle(run.finished());
        QCOMPARE(settled.size(), 1);
        QVERIFY(!stage.box.busy());
        QVERIFY(!stage.presenter.running());
        QCOMPARE(stage.row(run)->state, RunRow::State::Finished);
    }

    void eventsOfAnOldRunAreIgnored()
    {
        Stage stage;
        const FakeRun old(1);
        const FakeRun run(2);
        stage.presenter.handle(old.started());
        stage.presenter.handle(old.cancelled(2));
        stage.presenter.handle(run.started());
        stage.presenter.handle(old.preview(Side::A, 3));
        stage.presenter.handle(old.finished());
        QCOMPARE(stage.greenOf(Side::A), -1);
        QVERIFY(stage.box.busy());
        QCOMPARE(stage.row(old)->state, RunRow::State::Cancelled);
        QCOMPARE(stage.row(old)->stepsDone, 2);
    }

    void anotherRunOnScreenIsNotDisturbed()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        stage.presenter.showOther();
        stage.models.view.setRun(RunView{});
        stage.presenter.handle(run.preview(Side::A, 1));
        stage.presenter.handle(run.stepDone(Side::A, 1));
        QCOMPARE(stage.greenOf(Side::A), -1);
        QVERIFY(stage.box.busy()); // the run box stays with the run
        QVERIFY(!stage.presenter.showLive("/runs/other"));
        QVERIFY(stage.presenter.showLive(QString::fromStdString(run.path())));
        QCOMPARE(stage.greenOf(Side::A), 10);
        QCOMPARE(stage.models.view.stepsDone(Side::A), 2);
    }

    void failureSaysWhatAndWhereAndKeepsTheRow()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        stage.presenter.handle(run.stepDone(Side::A, 0));
        stage.presenter.handle(run.failed());
        QVERIFY(!stage.banner.isHidden());
        const QString text = stage.banner.findChild<QLabel *>("bannerText")->text();
        QVERIFY(text.contains("/runs") && text.contains("free some space"));
        QCOMPARE(stage.row(run)->state, RunRow::State::Failed);
        QVERIFY(!stage.box.busy());
    }

    void failureBeforeTheStartFreesTheRunBox()
    {
        Stage stage;
        stage.box.showRunning(0, 4, "preparing", 0);
        stage.presenter.handle(
            RunFailed{3, "", Error{ErrorCode::InvalidArgument, "w is 0 to 20", "b.w"}});
        QVERIFY(!stage.box.busy());
        QVERIFY(!stage.banner.isHidden());
        QVERIFY(stage.banner.findChild<QPushButton *>("bannerAction0") == nullptr);
    }

    void failureOffersResumeWhereThereIsSomethingToResume()
    {
        Stage stage;
        const FakeRun run(1);
        QSignalSpy resumed(&stage.presenter, &RunPresenter::resumeWanted);
        stage.presenter.handle(run.started());
        stage.presenter.handle(run.stepDone(Side::A, 0));
        RunFailed failed = run.failed();
        failed.error = {ErrorCode::OutOfMemory, "2.1 GB are missing in the last memory mode", "B"};
        stage.presenter.handle(failed);
        const auto *text = stage.banner.findChild<QLabel *>("bannerText");
        QVERIFY2(text->text().contains("Memory ran out"), qPrintable(text->text()));
        QVERIFY(text->text().contains("2.1 GB"));
        QVERIFY(text->text().contains("nothing is computed twice"));
        QCOMPARE(stage.banner.property("tone").toString(), QString("failure"));
        auto *resume = stage.banner.findChild<QPushButton *>("bannerAction0");
        QVERIFY(resume != nullptr);
        QCOMPARE(resume->text(), QString("Resume"));
        QVERIFY(stage.banner.findChild<QPushButton *>("bannerAction1") == nullptr);
        resume->click();
        QCOMPARE(resumed.size(), 1);
        QCOMPARE(resumed[0][0].toString(), QString::fromStdString(run.path()));
        QVERIFY(stage.banner.isHidden());

        QVERIFY(stage.said().endsWith("failed"));

        stage.presenter.handle(run.started());
        stage.presenter.handle(run.failed());
        QVERIFY(!text->text().contains("nothing is computed twice")); // no step was finished
        QVERIFY(!stage.banner.isHidden());
        stage.banner.findChild<QToolButton *>("bannerClose")->click();
        QVERIFY(stage.banner.isHidden());
        QCOMPARE(resumed.size(), 1);
    }

    void pauseAndResume()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started());
        stage.presenter.handle(RunPaused{1, 2});
        QCOMPARE(stage.box.currentIndex(), 2);
        QCOMPARE(stage.row(run)->state, RunRow::State::Paused);
        QVERIFY(stage.said().startsWith("Paused"));
        stage.presenter.unpaused();
        QCOMPARE(stage.box.currentIndex(), 1);
        QVERIFY(stage.said().contains("Running"));
    }

    void resumedRunStartsWhereItStopped()
    {
        Stage stage;
        const FakeRun run(1);
        stage.presenter.handle(run.started(3));
        QCOMPARE(stage.models.view.stepsDone(Side::A), 3);
        QCOMPARE(stage.row(run)->stepsDone, 3);
    }

    void forwardsCountBranches()
    {
        Recipe recipe;
        recipe.steps = 4;
        QCOMPARE(forwardsOf(recipe), 16.0); // two sides, two branches
        recipe.b.value(Option::Lambda) = 0.5;
        QCOMPARE(forwardsOf(recipe), 20.0);
        recipe.runA = false;
        QCOMPARE(forwardsOf(recipe), 12.0);
        recipe.b.value(Option::W) = 1.0;
        QCOMPARE(forwardsOf(recipe), 4.0);
    }

    void labelsNameWhatDiffers()
    {
        Recipe recipe;
        QCOMPARE(settingsOf(recipe, Side::A), QString("w 3.0"));
        recipe.b.value(Option::Lambda) = 0.6;
        recipe.b.value(Option::S) = 1.0;
        QCOMPARE(settingsOf(recipe, Side::B), QString("λ 0.60  s 1.00"));
        QCOMPARE(settingsOf(recipe, Side::A), QString("w 3.0"));
        QCOMPARE(rowSettingsOf(recipe), QString("seed 0 · w 3.0 · λ 0.60 · s 1.00"));
        QCOMPARE(titleOfFolder("/r/2026-11-24T03-12-55_turtle-and-rocket_1f3a"),
                 QString("turtle and rocket"));
    }
};

QTEST_MAIN(RunPresenterTest)
#include "RunPresenterTest.moc"
