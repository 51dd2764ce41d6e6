#include "tests/widgets/InspectFixture.h"

using namespace dare;

/// Acceptance check 9: the region query.
class InspectRegionTest : public InspectFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { open(); }
    void cleanup() { close(); }
    void regionRanksTheWordThatIsThere();
    void regionFollowsItsKeyFrames();
    void regionHandlesArrowsAndEscape();
    void clearedWhileItIsDrawnItStaysCleared();
    void regionTimelineSeeks();
    void sidesThatAreApartAreRankedAsSeen();
};

void InspectRegionTest::regionRanksTheWordThatIsThere()
{
    show();
    RegionPanel panel(m_inspect.get(), m_view.get());
    auto *table = panel.findChild<QTableView *>(QStringLiteral("regionView"));
    auto *model = static_cast<RegionRowsModel *>(table->model());
    QAbstractItemModelTester tester(model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    // The rocket alone is in the upper left quarter; the turtle is everywhere else.
    const auto maps = rows([](int row, int, int y, int x) {
        const bool there = y < 8 && x < 8;
        return row == 1 ? (there ? 0.2 : 0.0) : row == 0 ? (there ? 0.0 : 0.5) : 0.01;
    });
    m_inspect->setRowMaps(Side::B, maps);
    QCOMPARE(model->rowCount(), 0);
    const auto *timeline = panel.findChild<RegionTimeline *>();
    QVERIFY(timeline->isHidden()); // an empty frame would say nothing
    m_view->region()->setToolOn(true);
    drag(m_viewer->paneNamed("paneAfter"), {6, 6}, {42, 42});
    QVERIFY(!m_view->region()->empty());
    QVERIFY(!timeline->isHidden());
    for (int frame = 0; frame < kFrames; ++frame) {
        m_view->setFrame(frame);
        QCOMPARE(model->rows()[0].label, QStringLiteral("rocket"));
        QVERIFY(std::abs(*model->rows()[0].value[1] - 0.2) < 1e-6);
    }
    panel.resize(320, 300);
    panel.show();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(model->index(0, 1)).center());
    QCOMPARE(m_view->selectedWord(), QStringLiteral("rocket"));
    m_view->region()->clear();
    QCOMPARE(model->rowCount(), 0);
}

void InspectRegionTest::regionFollowsItsKeyFrames()
{
    RegionModel *region = m_view->region();
    region->setBox(0, {0.0, 0.0, 0.2, 0.2});
    region->setFollow(true, 0);
    region->setBox(10, {0.5, 0.4, 0.7, 0.6});
    QCOMPARE(region->track().keys.size(), std::size_t(2));
    const auto middle = region->track().at(5);
    QVERIFY(std::abs(middle->left - 0.25) < 1e-9 && std::abs(middle->top - 0.2) < 1e-9);
    QVERIFY(std::abs(middle->right - 0.45) < 1e-9 && std::abs(middle->bottom - 0.4) < 1e-9);
    QCOMPARE(*region->track().at(15), *region->track().at(10));
    region->setFollow(false, 5);
    QCOMPARE(*region->track().at(0), *middle);
}

void InspectRegionTest::regionHandlesArrowsAndEscape()
{
    show();
    RegionModel *region = m_view->region();
    QSignalSpy edited(region, &RegionModel::edited);
    region->setToolOn(true);
    const int pane = m_viewer->paneNamed(QStringLiteral("paneA"));
    drag(pane, {24, 24}, {48, 48});
    QCOMPARE(edited.count(), 1);
    RegionBox box = *region->track().at(0);
    QVERIFY(std::abs(box.left - 0.25) < 0.02 && std::abs(box.right - 0.5) < 0.02);
    // The corner resizes, the inside moves, on any other pane, too.
    drag(m_viewer->paneNamed("paneDiff"), {48, 48}, {72, 60});
    box = *region->track().at(0);
    QVERIFY(std::abs(box.right - 0.75) < 0.02 && std::abs(box.bottom - 0.625) < 0.02);
    drag(m_viewer->paneNamed("paneBefore"), {40, 40}, {46, 40});
    QVERIFY(std::abs(region->track().at(0)->left - box.left - 0.0625) < 0.02);
    box = *region->track().at(0);
    QTest::keyClick(m_viewer.get(), Qt::Key_Right);
    QVERIFY(std::abs(region->track().at(0)->left - box.left - 1.0 / kClip) < 1e-9);
    QTest::keyClick(m_viewer.get(), Qt::Key_Up, Qt::ShiftModifier);
    QVERIFY(std::abs(region->track().at(0)->top - box.top + 10.0 / kClip) < 1e-9);
    QVERIFY(regionOnPane(*m_view, m_viewer->paneBoxes(), 4, 1.0).has_value());
    region->clear();
    for (std::size_t i = 0; i < 5; ++i)
        QVERIFY(!regionOnPane(*m_view, m_viewer->paneBoxes(), i, 1.0));
}

void InspectRegionTest::clearedWhileItIsDrawnItStaysCleared()
{
    show();
    RegionModel *region = m_view->region();
    region->setToolOn(true);
    const int pane = m_viewer->paneNamed(QStringLiteral("paneA"));
    QTest::mousePress(m_viewer.get(), Qt::LeftButton, {}, at(pane, 24, 24));
    QTest::mouseMove(m_viewer.get(), at(pane, 40, 40));
    QVERIFY(!region->empty());
    QSignalSpy edited(region, &RegionModel::edited);
    region->clear();
    QTest::mouseMove(m_viewer.get(), at(pane, 44, 44));
    QTest::mouseMove(m_viewer.get(), at(pane, 48, 48));
    QTest::mouseRelease(m_viewer.get(), Qt::LeftButton, {}, at(pane, 48, 48));
    QVERIFY(region->empty());
    QCOMPARE(edited.count(), 1);
}

void InspectRegionTest::regionTimelineSeeks()
{
    RegionTimeline timeline(m_inspect.get(), m_view.get());
    timeline.resize(160, 60);
    timeline.show();
    RegionTrack track;
    track.keys[0] = {0.0, 0.0, 0.5, 0.5};
    const auto maps = rows([](int row, int frame, int, int) {
        return row == 0 ? 0.01 * frame : row == 1 ? 0.05 : 0.001;
    });
    m_inspect->setSeries(regionSeries({nullptr, maps}, track, {kFrames, {kFrames, kFrames}}));
    QCOMPARE(timeline.top().size(), std::size_t(3));
    QCOMPARE(timeline.top()[0], std::size_t(0));
    QVERIFY(std::abs(m_inspect->series().values[1][0][15] - 0.15F) < 1e-6F);
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(85, 40));
    QCOMPARE(m_view->frame(), 8);
}

void InspectRegionTest::sidesThatAreApartAreRankedAsSeen()
{
    RegionPanel panel(m_inspect.get(), m_view.get());
    auto *table = panel.findChild<QTableView *>(QStringLiteral("regionView"));
    const auto *model = static_cast<RegionRowsModel *>(table->model());
    const auto maps =
        rows([](int row, int frame, int, int) { return row == 0 ? 0.01 * frame : 0; });
    for (const Side side : kSides)
        m_inspect->setRowMaps(side, maps);
    m_view->region()->setBox(0, {0.0, 0.0, 0.5, 0.5});
    const auto values = [model] {
        const RegionRow &turtle = model->rows()[0];
        return std::pair(qRound(100.0 * *turtle.value[0]), qRound(100.0 * *turtle.value[1]));
    };
    m_view->setFrame(3);
    QCOMPARE(values(), std::pair(3, 3));
    QCOMPARE(table->toolTip(), QString());
    m_view->setLinked(false);
    m_view->setFrame(9);
    QCOMPARE(values(), std::pair(3, 9));
    QVERIFY(table->toolTip().contains("frame 4") && table->toolTip().contains("frame 10"));
    m_view->setLinked(true); // without a new frame of B
    QCOMPARE(values(), std::pair(9, 9));
    QCOMPARE(table->toolTip(), QString());
}

QTEST_MAIN(InspectRegionTest)
#include "InspectRegionTest.moc"
