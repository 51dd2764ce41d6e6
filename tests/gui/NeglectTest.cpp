#include "app/gui/NeglectBadges.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "widgets/neglect/NeglectPanel.h"
#include "widgets/shell/StatusLine.h"
#include "widgets/theme/Theme.h"
#include "widgets/transport/ScrubLane.h"

#include <QAbstractItemModel>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace dare;

namespace
{

constexpr int kSteps = 10;

/// Pixels of exactly the warning colour: the HUD keeps the dark theme's.
int warnPixels(const QImage &image)
{
    const QRgb warn = darkTheme().warn.rgb();
    int out = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            out += image.pixel(x, y) == warn ? 1 : 0;
    }
    return out;
}

} // namespace

/// Neglect, from the event of a step to every place that shows it.
class NeglectTest : public WindowTest
{
    Q_OBJECT

private:
    FakeRun m_run{3, kSteps};
    std::unique_ptr<NeglectBadges> m_badges;

    void step(Side side, int index, float turtle)
    {
        StepDone done = m_run.stepDone(side, index);
        done.metrics.share = {2.0F - turtle, turtle};
        m_presenter->handle(done);
        m_presenter->handle(m_run.preview(side, index));
    }
    const RunRow *row()
    {
        return m_models->runs.row(m_models->runs.indexOf(QString::fromStdString(m_run.path())));
    }
    QString verdict()
    {
        auto *table = find<QTableView>("neglectMeter");
        return table->model()->index(0, NeglectModel::VerdictColumn).data().toString();
    }

private Q_SLOTS:
    void init()
    {
        open();
        m_badges = std::make_unique<NeglectBadges>(*m_models);
        show({1600, 1000});
        m_models->recipe.edit("prompt", {}, [](Recipe &recipe) { recipe.prompt = "a turtle"; });
    }
    void cleanup()
    {
        m_badges.reset();
        close();
    }

    void theBadgeComesAtStepSix()
    {
        const RunStarted started = m_run.started();
        m_models->prompt.setText("a turtle");
        m_models->prompt.setTokens(started.tokens);
        m_presenter->handle(started);
        auto *viewer = find<ViewerWidget>("viewer");
        for (int index = 0; index < 5; ++index) { // steps 1 to 5; below from step 4 on
            step(Side::A, index, index >= 3 ? 0.3F : 1.0F);
            step(Side::B, index, 1.0F);
            QVERIFY(m_models->prompt.neglected().isEmpty());
            QVERIFY(m_models->view.neglected(Side::A).empty());
            QCOMPARE(row()->neglectedA, 0);
            QCOMPARE(verdict(), QString("from step 6"));
        }
        QCOMPARE(warnPixels(viewer->grabFramebuffer()), 0);
        step(Side::A, 5, 0.3F); // step 6
        QCOMPARE(m_models->prompt.neglected().value("turtle"), QString("A"));
        const std::vector<NeglectMark> expected{{"turtle", 5}};
        QCOMPARE(m_models->view.neglected(Side::A), expected);
        QVERIFY(m_models->view.neglected(Side::B).empty());
        QCOMPARE(row()->neglectedA, 1);
        QCOMPARE(row()->neglectedB, 0);
        QCOMPARE(verdict(), QString("neglected in A"));
        QStringList titles; // of every workspace's tabs
        for (const auto *tabs : m_window->findChildren<QTabBar *>("bottomTabs")) {
            for (int i = 0; i < tabs->count(); ++i)
                titles << tabs->tabText(i);
        }
        QVERIFY2(titles.contains("Neglect meter  ▲ 1"), qPrintable(titles.join("; ")));
        QCOMPARE(find<ScrubLane>("laneStep")->ticks(), std::vector<int>{5});
        QTRY_VERIFY(warnPixels(viewer->grabFramebuffer()) > 50);
    }

    void chipsForgetARunOfAnotherPrompt()
    {
        m_presenter->handle(m_run.started());
        for (int index = 0; index < 6; ++index)
            step(Side::A, index, 0.3F);
        QCOMPARE(m_models->prompt.neglected().size(), qsizetype(1));
        m_models->recipe.edit("prompt", {}, [](Recipe &recipe) { recipe.prompt = "a rocket"; });
        QVERIFY(m_models->prompt.neglected().isEmpty());
        QCOMPARE(m_models->view.neglected(Side::A).size(), std::size_t(1)); // the picture keeps it
    }

    void thresholdAndCountComeFromTheRecipe()
    {
        m_run.recipe().neglectShare = 0.25;
        m_run.recipe().neglectSteps = 2;
        m_presenter->handle(m_run.started());
        for (int index = 0; index < 8; ++index)
            step(Side::B, index, index >= 6 ? 0.2F : 0.3F);
        m_run.recipe().neglectShare = 0.5;
        m_run.recipe().neglectSteps = 3;
        const std::vector<NeglectMark> expected{{"turtle", 7}};
        QCOMPARE(m_models->neglect.marks(Side::B), expected);
        QVERIFY(m_models->neglect
                    .headerData(NeglectModel::VerdictColumn, Qt::Horizontal, Qt::DisplayRole)
                    .toString() == "below 0.25 for 2 steps");
    }

    void goingBackToTheLiveRunShowsItAgain()
    {
        m_presenter->handle(m_run.started());
        for (int index = 0; index < 6; ++index)
            step(Side::A, index, 0.3F);
        m_presenter->showOther();
        m_models->neglect.setRun({});
        m_models->view.setRun({});
        QVERIFY(m_models->view.neglected(Side::A).empty());
        step(Side::A, 6, 0.3F);
        QCOMPARE(row()->neglectedA, 1);
        QVERIFY(m_models->view.neglected(Side::A).empty());
        QVERIFY(m_presenter->showLive(QString::fromStdString(m_run.path())));
        QCOMPARE(m_models->neglect.before(0, Side::A).size(), std::size_t(7));
        QCOMPARE(m_models->view.neglected(Side::A).size(), std::size_t(1));
    }

    void clickOnAStepGoesThere()
    {
        m_presenter->handle(m_run.started());
        for (int index = 0; index < 9; ++index) {
            step(Side::A, index, 1.0F);
            step(Side::B, index, 1.0F);
        }
        const std::vector<int> expected{0, 3, 5, 8};
        QCOMPARE(m_models->filmstrip.steps(), expected);
        QVERIFY(m_models->filmstrip.missing().empty());
        auto *panel = find<NeglectPanel>("neglectPanel");
        QSignalSpy wanted(panel, &NeglectPanel::stepRequested);
        auto *strip = find<QWidget>("stepFilmstrip");
        QVERIFY(strip->isVisible());
        QTest::keyClick(strip, Qt::Key_Left);
        QCOMPARE(m_models->view.step(), 5);
        QTest::keyClick(strip, Qt::Key_Right); // the newest one is followed, not held
        QCOMPARE(m_models->view.step(), -1);
        QCOMPARE(wanted.count(), 2);
    }

    void clickOnAWordSelectsIt()
    {
        m_presenter->handle(m_run.started());
        auto *table = find<QTableView>("neglectMeter");
        const QRect cell = table->visualRect(table->model()->index(0, 0));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(m_models->view.selectedWord(), QString("turtle"));
    }
};

int main(int argc, char **argv)
{
    return runInWindow<NeglectTest>(argc, argv, "test_neglect");
}
#include "NeglectTest.moc"
