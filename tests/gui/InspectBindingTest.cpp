#include "app/gui/InspectBinding.h"

#include "app/gui/ViewModels.h"
#include "tests/inspect/MapRun.h"
#include "tests/widgets/SyntheticView.h"
#include "tests/widgets/TextFit.h"
#include "widgets/viewer/RegionModel.h"

#include <memory>

using namespace dare;

namespace
{

constexpr int kSoonMs = 10'000;

/// The turtle is in the left half of the first frame and in the right half of the second.
double moving(int row, int, int, int frame, int, int x)
{
    return row == 0 && (x < MapRun::kSide / 2) == (frame == 0) ? 0.25 : 0.0;
}

} // namespace

/// What the Inspect page reads while the sides are apart.
class InspectBindingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_maps = std::make_unique<MapRun>();
        m_models = std::make_unique<ViewModels>();
        m_binding = std::make_unique<InspectBinding>(*m_models);
        for (const Side side : kSides)
            m_maps->writeMaps(side, 0, MapRun::kHeads, moving);
        RunView run = synthetic::run();
        run.steps = MapRun::kSteps;
        view().setRun(run);
        const auto clip =
            synthetic::clip(8, 8, MapRun::kFrames, [](int, int, int) { return Rgb{}; });
        for (const Side side : kSides)
            view().setClip(side, clip);
        view().setWorkspace(Workspace::Inspect);
        view().selectWord(QStringLiteral("turtle"));
        view().setStep(0);
        m_binding->setRun(m_maps->run.path());
        QTRY_VERIFY_WITH_TIMEOUT(m_models->inspect.grid().anyCaptured(), kSoonMs);
    }
    void cleanup()
    {
        m_binding.reset();
        m_models.reset();
        m_maps.reset();
    }

    void thumbnailsAreOfTheFrameThatTheirSideShows()
    {
        const HeadGrid &grid = m_models->inspect.grid();
        QCOMPARE(grid.frame, 0);
        view().setLinked(false);
        view().setFrame(1);
        QTRY_COMPARE_WITH_TIMEOUT(grid.frame, 1, kSoonMs);
        view().setDiffOf(DiffOf::A);
        QTRY_COMPARE_WITH_TIMEOUT(m_models->inspect.gridSide(), Side::A, kSoonMs);
        QTRY_COMPARE_WITH_TIMEOUT(grid.frame, 0, kSoonMs);
        view().setLinked(true); // A goes to B's frame, which stays
        QTRY_COMPARE_WITH_TIMEOUT(grid.frame, 1, kSoonMs);
    }

    void headsAreSoughtUnderTheBoxesAsTheyAreSeen()
    {
        view().setDiffOf(DiffOf::A);
        QTRY_COMPARE_WITH_TIMEOUT(m_models->inspect.gridSide(), Side::A, kSoonMs);
        // A stays at its first frame; the view goes on to the second, and so do the boxes.
        view().setLinked(false);
        view().setFrame(1);
        RegionModel *region = view().region();
        region->setBox(1, {0.0, 0.0, 0.5, 1.0});
        region->setFollow(true, 1);
        region->setBox(2, {0.5, 0.0, 1.0, 1.0});
        Q_EMIT m_models->inspect.searchWanted({});
        QTRY_VERIFY_WITH_TIMEOUT(!m_models->inspect.scores().empty(), kSoonMs);
        QCOMPARE(m_models->inspect.scores()[0].overlap, 1.0);
        QCOMPARE(m_models->inspect.scores()[0].pointing, 1.0);
    }

private:
    ViewModel &view() { return m_models->view; }

    std::unique_ptr<MapRun> m_maps;
    std::unique_ptr<ViewModels> m_models;
    std::unique_ptr<InspectBinding> m_binding;
};

QTEST_MAIN(InspectBindingTest)
#include "InspectBindingTest.moc"
