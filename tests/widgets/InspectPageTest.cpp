#include "widgets/attention/InspectPage.h"
#include "core/types/MapShade.h"
#include "tests/widgets/SyntheticView.h"
#include "widgets/attention/ColorBar.h"
#include "widgets/attention/HeadGridModel.h"
#include "widgets/attention/MeanSelect.h"
#include "widgets/attention/NeglectTimeline.h"
#include "widgets/attention/RegionRowsModel.h"
#include "widgets/attention/RegionTimeline.h"
#include "widgets/attention/ShareMatrix.h"
#include "widgets/attention/ShareMatrixModel.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/RegionTool.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QToolButton>

#include <cmath>
#include <memory>

using namespace dare;

namespace
{

constexpr int kGrid = 16;
constexpr int kFrames = 16;
constexpr int kClip = 96;

/// One cell of one frame is hot, all the others are at 0.01.
std::shared_ptr<const HeatMap> hotCell(int frame, int y, int x, double peak)
{
    return synthetic::map(kGrid, kGrid, kFrames, [=](int f, int row, int column) {
        return f == frame && row == y && column == x ? peak : 0.01;
    });
}

std::shared_ptr<const Clip> dark()
{
    return synthetic::clip(kClip, kClip, kFrames, [](int, int, int) { return Rgb{40, 40, 40}; });
}

/// Rows "turtle", "rocket", "end"; a row's map is `level(row, frame, y, x)`.
template <typename Level> std::shared_ptr<const RowMaps> rows(Level level)
{
    auto out = std::make_shared<RowMaps>();
    out->labels = {"turtle", "rocket", "end"};
    for (int row = 0; row < 3; ++row)
        out->before.push_back(*synthetic::map(
            kGrid, kGrid, kFrames, [&](int f, int y, int x) { return level(row, f, y, x); }));
    return out;
}

bool near(QColor seen, Rgb wanted)
{
    return std::abs(seen.red() - wanted.r) <= 1 && std::abs(seen.green() - wanted.g) <= 1 &&
           std::abs(seen.blue() - wanted.b) <= 1;
}

HeadGrid grid(int layers, int heads, int missingLayer)
{
    HeadGrid out;
    out.layers = layers;
    out.heads = heads;
    out.step = 11;
    for (int layer = 0; layer < layers; ++layer) {
        for (int head = 0; head < heads; ++head) {
            HeadCell cell;
            cell.captured = layer != missingLayer;
            if (cell.captured)
                cell.map = *synthetic::map(4, 4, 1, [=](int, int y, int x) {
                    return 0.01 * layer + 0.001 * head + (x == y ? 0.1 : 0.0);
                });
            out.cells.push_back(cell);
        }
    }
    return out;
}

} // namespace

/// Acceptance checks 8, 9 and 10, and what the page's widgets do beside them.
class InspectPageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void massPanesShareOneScale();
    void scaleHoldsWhileScrubbing();
    void perMapIsCaptioned();
    void aHotCellLandsOnItsPixelsInItsFrame();
    void differenceIsAfterMinusBefore();
    void bMinusAChangesItsSignAfterSwap();
    void hoverTicksTheBar();
    void regionRanksTheWordThatIsThere();
    void regionFollowsItsKeyFrames();
    void regionHandlesArrowsAndEscape();
    void regionTimelineSeeks();
    void clickingACellPinsLayerAndHead();
    void uncapturedCellsOfferCapture();
    void labelsPinTheMean();
    void bestCellsAreOutlined();
    void matrixPicksWordAndStep();
    void neglectIsLitBelowTheThreshold();
    void selectsAreGreyWhereNothingWasCaptured();
    void statsTellAAndB();

private:
    void show();
    [[nodiscard]] QPoint at(int pane, double clipX, double clipY) const;
    [[nodiscard]] QColor pixelAt(const char *pane, double clipX, double clipY);
    void drag(int pane, QPointF from, QPointF to);

    std::unique_ptr<ViewModel> m_view;
    std::unique_ptr<InspectModel> m_inspect;
    std::unique_ptr<ViewerWidget> m_viewer;
};

void InspectPageTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_view = std::make_unique<ViewModel>();
    m_inspect = std::make_unique<InspectModel>();
    m_viewer = std::make_unique<ViewerWidget>(m_view.get());
    m_viewer->resize(800, 640);
    m_view->setRun(synthetic::run());
    m_view->setWorkspace(Workspace::Inspect);
    m_view->setLabels(false);
    m_view->setClip(Side::A, dark());
    m_view->setClip(Side::B, dark());
    m_view->selectWord(QStringLiteral("turtle"));
}

void InspectPageTest::cleanup()
{
    m_viewer.reset();
    m_inspect.reset();
    m_view.reset();
}

void InspectPageTest::show()
{
    m_viewer->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_viewer.get()));
    QVERIFY2(m_viewer->glError().isEmpty(), qPrintable(m_viewer->glError()));
}

/// The widget pixel of a clip pixel at fit.
QPoint InspectPageTest::at(int pane, double clipX, double clipY) const
{
    const QRectF picture = m_viewer->paneBoxes()[static_cast<std::size_t>(pane)].picture;
    return QPointF(picture.left() + clipX * picture.width() / kClip,
                   picture.top() + clipY * picture.height() / kClip)
        .toPoint();
}

QColor InspectPageTest::pixelAt(const char *pane, double clipX, double clipY)
{
    return m_viewer->grabFramebuffer().pixelColor(
        at(m_viewer->paneNamed(QLatin1String(pane)), clipX, clipY));
}

void InspectPageTest::drag(int pane, QPointF from, QPointF to)
{
    QTest::mousePress(m_viewer.get(), Qt::LeftButton, {}, at(pane, from.x(), from.y()));
    const QPointF middle = (from + to) / 2.0;
    QTest::mouseMove(m_viewer.get(), at(pane, middle.x(), middle.y()));
    QTest::mouseMove(m_viewer.get(), at(pane, to.x(), to.y()));
    QTest::mouseRelease(m_viewer.get(), Qt::LeftButton, {}, at(pane, to.x(), to.y()));
}

// ---- check 8 ----

void InspectPageTest::massPanesShareOneScale()
{
    show();
    const auto weak = hotCell(0, 3, 3, 0.05);
    const auto strong = hotCell(0, 3, 3, 0.16);
    m_view->setStyle(MapStyle::Cells);
    m_view->setMaps({{weak, weak}, {weak, strong}});
    const auto shared = std::pair(0.0, double(roundUp125(0.01F)));
    for (const char *name : {"paneA", "paneB", "paneBefore", "paneAfter"}) {
        const int pane = m_viewer->paneNamed(QLatin1String(name));
        QVERIFY2(pane >= 0, name);
        QCOMPARE(m_view->paneScale(static_cast<std::size_t>(pane)), shared);
    }
    m_view->setManualScale(0.0, 0.2);
    // Every pane's pixels agree with the one range.
    QVERIFY(near(pixelAt("paneA", 21, 21), massColor(ColorMapName::Inferno, 0.05F / 0.2F)));
    QVERIFY(near(pixelAt("paneB", 21, 21), massColor(ColorMapName::Inferno, 0.16F / 0.2F)));
    QVERIFY(near(pixelAt("paneBefore", 21, 21), massColor(ColorMapName::Inferno, 0.05F / 0.2F)));
    QVERIFY(near(pixelAt("paneAfter", 21, 21), massColor(ColorMapName::Inferno, 0.16F / 0.2F)));
    m_view->setManualScale(0.1, 0.2);
    QVERIFY(
        near(pixelAt("paneAfter", 21, 21), shadeMass(ColorMapName::Inferno, 0.16F, 0.2F, 0.1F)));
    QVERIFY(near(pixelAt("paneBefore", 21, 21), massColor(ColorMapName::Inferno, 0.0F)));
}

void InspectPageTest::scaleHoldsWhileScrubbing()
{
    const auto flat = [](double value) {
        return synthetic::map(4, 4, 1, [value](int, int, int) { return value; });
    };
    m_view->setStep(4);
    m_view->setMaps({{flat(0.02), flat(0.02)}, {flat(0.02), flat(0.02)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->setStep(5);
    m_view->setMaps({{flat(0.3), flat(0.3)}, {flat(0.3), flat(0.3)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->setAxis(ScrubAxis::Token);
    m_view->selectWord(QStringLiteral("rocket"));
    m_view->setMaps({{flat(0.4), flat(0.4)}, {flat(0.4), flat(0.4)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
    m_view->autoScale();
    QCOMPARE(m_view->scaleMax(), double(0.5F));
    // Another word, chosen and not scrubbed to, is another look.
    m_view->setAxis(ScrubAxis::Frame);
    m_view->selectWord(QStringLiteral("turtle"));
    m_view->setMaps({{flat(0.02), flat(0.02)}, {flat(0.02), flat(0.02)}});
    QCOMPARE(m_view->scaleMax(), double(0.02F));
}

void InspectPageTest::perMapIsCaptioned()
{
    InspectToolbar toolbar(m_view.get());
    toolbar.show();
    auto *note = toolbar.findChild<QLabel *>(QStringLiteral("scaleRangeNote"));
    QVERIFY(!note->isVisible());
    toolbar.findChild<QToolButton *>(QStringLiteral("scaleMode2"))->click();
    QCOMPARE(m_view->spec().scaleMode, ScaleMode::PerMap);
    QVERIFY(note->isVisible());
    QCOMPARE(note->text(), QStringLiteral("not comparable"));
    const auto weak = hotCell(0, 3, 3, 0.05);
    const auto strong = hotCell(0, 3, 3, 0.16);
    m_view->setMaps(
        {{weak, weak}, {weak, synthetic::map(16, 16, 16, [](int, int, int) { return 0.3; })}});
    QVERIFY(m_view->paneScale(2) != m_view->paneScale(3));
}

void InspectPageTest::aHotCellLandsOnItsPixelsInItsFrame()
{
    show();
    m_view->setStyle(MapStyle::Cells);
    const auto map =
        hotCell(9, 2, 13, 0.18); // frame 9, row 2 from the top, column 13 from the left
    m_view->setMaps({{map, map}, {map, map}});
    m_view->setManualScale(0.0, 0.2);
    const Rgb hot = massColor(ColorMapName::Inferno, 0.18F / 0.2F);
    const Rgb cold = massColor(ColorMapName::Inferno, 0.01F / 0.2F);
    const double cell = double(kClip) / kGrid;
    for (const char *pane : {"paneA", "paneB", "paneBefore", "paneAfter"}) {
        m_view->setFrame(9);
        for (const double corner : {0.15, 0.5, 0.85}) {
            QVERIFY2(near(pixelAt(pane, (13 + corner) * cell, (2 + corner) * cell), hot), pane);
        }
        QVERIFY2(near(pixelAt(pane, 12.8 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 14.2 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 13.5 * cell, 1.8 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 13.5 * cell, 3.2 * cell), cold), pane);
        // Mirrored, transposed or turned it would be here.
        QVERIFY2(near(pixelAt(pane, 2.5 * cell, 2.5 * cell), cold), pane);
        QVERIFY2(near(pixelAt(pane, 2.5 * cell, 13.5 * cell), cold), pane);
        for (const int frame : {8, 10}) {
            m_view->setFrame(frame);
            QVERIFY2(near(pixelAt(pane, 13.5 * cell, 2.5 * cell), cold), pane);
        }
    }
}

void InspectPageTest::differenceIsAfterMinusBefore()
{
    const auto before = synthetic::map(
        4, 4, 2, [](int f, int y, int x) { return 0.01 * x + 0.02 * y + 0.003 * f; });
    const auto after = synthetic::map(
        4, 4, 2, [](int f, int y, int x) { return 0.013 * x + 0.018 * y + 0.001 * f; });
    m_view->setMaps({{before, before}, {before, after}});
    const int pane = m_viewer->paneNamed(QStringLiteral("paneDiff"));
    const auto shown = m_view->contents()[static_cast<std::size_t>(pane)].map;
    QVERIFY(shown);
    for (std::size_t i = 0; i < shown->values.size(); ++i)
        QVERIFY(std::abs(shown->values[i] - (after->values[i] - before->values[i])) < 1e-6F);
    m_view->setDiffOf(DiffOf::A);
    const auto &diffPane =
        m_view->spec().panes[static_cast<std::size_t>(m_viewer->paneNamed("paneDiff"))];
    QCOMPARE(diffPane.caption, std::string("identical, bit for bit"));
}

void InspectPageTest::bMinusAChangesItsSignAfterSwap()
{
    const auto a = hotCell(0, 1, 1, 0.05);
    const auto b = hotCell(0, 1, 1, 0.15);
    m_view->setMaps({{a, b}, {a, b}});
    m_view->setDiffOf(DiffOf::BMinusA);
    const auto value = [&] {
        const int pane = m_viewer->paneNamed(QStringLiteral("paneDiff"));
        return m_view->contents()[static_cast<std::size_t>(pane)].map->at(0, 1, 1);
    };
    QVERIFY(std::abs(value() - 0.1F) < 1e-6F);
    m_view->setSwapped(true);
    QVERIFY(std::abs(value() + 0.1F) < 1e-6F);
}

void InspectPageTest::hoverTicksTheBar()
{
    show();
    ScalePanel panel(m_view.get());
    const auto *mass = panel.findChild<ColorBar *>(QStringLiteral("colorBarMass"));
    const auto *diff = panel.findChild<ColorBar *>(QStringLiteral("colorBarDiff"));
    m_view->setStyle(MapStyle::Cells);
    const auto low = hotCell(0, 3, 3, 0.05);
    m_view->setMaps({{low, low}, {low, hotCell(0, 3, 3, 0.16)}});
    QTest::mouseMove(m_viewer.get(), at(m_viewer->paneNamed("paneAfter"), 21, 21));
    QTRY_VERIFY(mass->mark().has_value());
    QCOMPARE(*mass->mark(), double(0.16F));
    QVERIFY(!diff->mark());
    QTest::mouseMove(m_viewer.get(), at(m_viewer->paneNamed("paneDiff"), 21, 21));
    QTRY_VERIFY(diff->mark().has_value());
    QVERIFY(std::abs(*diff->mark() - 0.11) < 1e-6);
    QVERIFY(!mass->mark());
}

// ---- check 9 ----

void InspectPageTest::regionRanksTheWordThatIsThere()
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
    m_view->region()->setToolOn(true);
    drag(m_viewer->paneNamed("paneAfter"), {6, 6}, {42, 42});
    QVERIFY(!m_view->region()->empty());
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

void InspectPageTest::regionFollowsItsKeyFrames()
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

void InspectPageTest::regionHandlesArrowsAndEscape()
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

void InspectPageTest::regionTimelineSeeks()
{
    RegionTimeline timeline(m_inspect.get(), m_view.get());
    timeline.resize(160, 60);
    timeline.show();
    RegionTrack track;
    track.keys[0] = {0.0, 0.0, 0.5, 0.5};
    const auto maps = rows([](int row, int frame, int, int) {
        return row == 0 ? 0.01 * frame : row == 1 ? 0.05 : 0.001;
    });
    m_inspect->setSeries(regionSeries({nullptr, maps}, track, kFrames));
    QCOMPARE(timeline.top().size(), std::size_t(3));
    QCOMPARE(timeline.top()[0], std::size_t(0));
    QVERIFY(std::abs(m_inspect->series().values[1][0][15] - 0.15F) < 1e-6F);
    QTest::mouseClick(&timeline, Qt::LeftButton, {}, QPoint(85, 40));
    QCOMPARE(m_view->frame(), 8);
}

// ---- check 10 ----

void InspectPageTest::clickingACellPinsLayerAndHead()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    QCOMPARE(table->model()->rowCount(), 8);
    QCOMPARE(table->model()->columnCount(), 6);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                      table->visualRect(table->model()->index(5 - 1, 2 - 1)).center());
    QCOMPARE(look.findChild<QSpinBox *>(QStringLiteral("layerSelectSpin"))->value(), 5);
    QCOMPARE(look.findChild<QSpinBox *>(QStringLiteral("headSelectSpin"))->value(), 2);
    QCOMPARE(m_view->layer(), 4);
    QCOMPARE(m_view->head(), 1);
    const QString read = look.findChild<QLabel *>(QStringLiteral("headGridRead"))->text();
    QVERIFY2(read.contains(QStringLiteral("L5 H2")) && read.contains(QStringLiteral("mass")),
             qPrintable(read));
}

void InspectPageTest::uncapturedCellsOfferCapture()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    QVERIFY(QTest::qWaitForWindowExposed(&look));
    m_inspect->setGrid(grid(8, 6, 3), Side::B);
    CaptureOffer offer;
    offer.text = QStringLiteral("Every head of layer 4, step 12");
    offer.window.steps = {IndexChoice::Mode::List, {11}};
    offer.megabytes = 12.25;
    offer.seconds = 2.5;
    m_inspect->setOffers({offer});
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    const QRect cell = table->visualRect(table->model()->index(3, 0));
    const QImage image = table->viewport()->grab(cell).toImage();
    int shades = 0; // hatched: neither of one colour, nor a map's
    for (int x = 2; x + 1 < image.width() - 2; ++x)
        shades +=
            image.pixel(x, image.height() / 2) != image.pixel(x + 1, image.height() / 2) ? 1 : 0;
    QVERIFY(shades >= 2);
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
    auto *menu = look.findChild<QMenu *>(QStringLiteral("captureMenu"));
    QTRY_VERIFY(menu->isVisible());
    QCOMPARE(menu->actions().size(), 1);
    const QString text = menu->actions()[0]->text();
    QVERIFY2(text.contains(QStringLiteral("12 MB")) && text.contains(QStringLiteral("2.5 s")),
             qPrintable(text));
    QSignalSpy wanted(m_inspect.get(), &InspectModel::captureWanted);
    menu->actions()[0]->trigger();
    menu->close();
    QCOMPARE(wanted.count(), 1);
    m_inspect->setCapturing(QStringLiteral("Capturing…"));
    QVERIFY(!look.findChild<QPushButton *>(QStringLiteral("captureMore"))->isEnabled());
}

void InspectPageTest::labelsPinTheMean()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    look.resize(300, 760);
    look.show();
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    Q_EMIT table->horizontalHeader()->sectionClicked(2);
    QCOMPARE(m_view->layer(), -1);
    QCOMPARE(m_view->head(), 2);
    Q_EMIT table->verticalHeader()->sectionClicked(6);
    QCOMPARE(m_view->layer(), 6);
    QCOMPARE(m_view->head(), -1);
}

void InspectPageTest::bestCellsAreOutlined()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    m_inspect->setGrid(grid(8, 6, -1), Side::B);
    std::vector<HeadScore> scores;
    for (int i = 0; i < 8; ++i)
        scores.push_back({i, 2, 0.9 - 0.1 * i, 1.0});
    m_inspect->setScores(scores, {});
    auto *table = look.findChild<QTableView *>(QStringLiteral("layerHeadGrid"));
    const auto rank = [&](int layer, int head) {
        return table->model()->index(layer, head).data(HeadGridModel::RankRole).toInt();
    };
    QCOMPARE(rank(0, 2), 1);
    QCOMPARE(rank(4, 2), 5);
    QCOMPARE(rank(5, 2), 0);
    const QString best = look.findChild<QLabel *>(QStringLiteral("headSearchBest"))->text();
    QVERIFY2(best.contains(QStringLiteral("L1 H3 0.90 (100 %)")), qPrintable(best));
    QSignalSpy wanted(m_inspect.get(), &InspectModel::searchWanted);
    auto *start = look.findChild<QPushButton *>(QStringLiteral("headSearchStart"));
    QVERIFY(!start->isEnabled()); // nothing to look for yet
    m_view->region()->setBox(0, {0.1, 0.1, 0.5, 0.5});
    QVERIFY(start->isEnabled());
    start->click();
    QCOMPARE(wanted.count(), 1);
}

// ---- shares, selects, numbers ----

void InspectPageTest::matrixPicksWordAndStep()
{
    SharePage page(SharePage::Rows::Words, m_inspect.get(), m_view.get());
    page.resize(900, 160);
    page.show();
    StepShares shares;
    shares.labels = {"turtle", "rocket"};
    shares.rho = {0.8, 0.7};
    shares.steps = 20;
    shares.sides[0].words = {std::vector<float>(20, 0.4F), std::vector<float>(20, 1.2F)};
    shares.sides[1].words = {std::vector<float>(12, 1.9F), std::vector<float>(12, 0.9F)};
    m_inspect->setShares(shares);
    auto *b = page.findChild<ShareMatrix *>(QStringLiteral("wordStepMatrixB"));
    QAbstractItemModelTester tester(b->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(b->model()->index(0, 11).data(ShareMatrixModel::ShareRole).toFloat(), 1.9F);
    QVERIFY(!b->model()->index(0, 12).data(ShareMatrixModel::ShareRole).isValid());
    QTest::mouseClick(b->viewport(), Qt::LeftButton, {},
                      b->visualRect(b->model()->index(1, 7)).center());
    QCOMPARE(m_view->selectedWord(), QStringLiteral("rocket"));
    QCOMPARE(m_view->step(), 7);
}

void InspectPageTest::neglectIsLitBelowTheThreshold()
{
    NeglectTimeline timeline;
    StepShares shares;
    shares.labels = {"turtle"};
    shares.steps = 4;
    shares.sides[0].words = {{0.6F, 0.49F, 0.5F, 0.1F}};
    shares.sides[0].neglected = {true};
    timeline.setShares(shares);
    QVERIFY(!timeline.lit(0, 0, 0));
    QVERIFY(timeline.lit(0, 0, 1));
    QVERIFY(!timeline.lit(0, 0, 2));
    QVERIFY(timeline.lit(0, 0, 3));
    QVERIFY(!timeline.lit(1, 0, 3));
    QCOMPARE(timeline.accessibleDescription(), QStringLiteral("turtle neglected in A"));
}

void InspectPageTest::selectsAreGreyWhereNothingWasCaptured()
{
    TokensModel tokens;
    LookPanel look(&tokens, m_inspect.get(), m_view.get());
    CaptureSummary summary;
    MapCoverage whole;
    whole.labels = {"turtle"};
    whole.layers = {{0, {0, 1, 2, 3, 4, 5}}, {2, {}}};
    summary.steps[1] = {{3, whole}, {7, whole}};
    m_inspect->setCapture(summary, QStringLiteral("some"));
    auto *step = look.findChild<MeanSelect *>(QStringLiteral("stepSelect"));
    QVERIFY(step->isCaptured(3));
    QVERIFY(!step->isCaptured(4));
    m_view->setStep(4);
    QVERIFY2(step->toolTip().contains(QStringLiteral("Capture more")), qPrintable(step->toolTip()));
    m_view->setStep(3);
    auto *layer = look.findChild<MeanSelect *>(QStringLiteral("layerSelect"));
    auto *head = look.findChild<MeanSelect *>(QStringLiteral("headSelect"));
    QVERIFY(layer->isCaptured(2));
    QVERIFY(!layer->isCaptured(1));
    m_view->setLayer(2);
    QVERIFY(!head->isCaptured(1));
    m_view->setLayer(0);
    QVERIFY(head->isCaptured(1));
}

void InspectPageTest::statsTellAAndB()
{
    TokensModel tokens;
    TokenSequence sequence;
    std::vector<MapRow> mapRows;
    for (int i = 0; i < 2; ++i) {
        Word word;
        word.text = word.label = i == 0 ? "turtle" : "rocket";
        word.rho = i == 0 ? 0.8 : 0.7;
        word.tokens = {i};
        sequence.words.push_back(word);
        mapRows.push_back({word.label, {i}, i});
    }
    tokens.setTokens(sequence, mapRows);
    TokenStatsPanel panel(&tokens, m_inspect.get(), m_view.get());
    auto *table = panel.findChild<QTableView *>(QStringLiteral("tokenStats"));
    QAbstractItemModelTester tester(table->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    // Even on A, in one cell of every frame on B; the rocket is where the turtle of A is.
    m_inspect->setRowMaps(Side::A,
                          rows([](int row, int, int, int) { return row < 2 ? 0.02 : 0.0; }));
    m_inspect->setRowMaps(
        Side::B, rows([](int row, int, int y, int x) {
            return row == 0 ? (y == 4 && x == 5 ? 0.5 : 0.0) : row == 1 ? 0.02 : 0.0;
        }));
    m_inspect->setCos({std::vector<float>(8, 1.0F), std::vector<float>(8, 0.94F)});
    const auto text = [&](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QCOMPARE(text(0, 1), QStringLiteral(".020"));
    QCOMPARE(text(1, 2), QStringLiteral(".500"));
    QCOMPARE(text(1, 3), QStringLiteral("+.480"));
    QCOMPARE(text(2, 1), QString::number(std::log(256.0), 'f', 2));
    QCOMPARE(text(2, 2), QStringLiteral(".00"));
    QCOMPARE(text(3, 0), QStringLiteral("overlap, rocket"));
    QCOMPARE(text(3, 1), QStringLiteral("1.00"));
    QCOMPARE(text(4, 2), QStringLiteral(".94"));
    QCOMPARE(text(4, 3), QStringLiteral("−.06"));
}

QTEST_MAIN(InspectPageTest)
#include "InspectPageTest.moc"
