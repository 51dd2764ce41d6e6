#include "core/types/MapShade.h"
#include "tests/widgets/SyntheticView.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

using namespace dare;

namespace
{

// Two panes of 480 x 480 and the seam: a 96 px clip is shown five times as large.
constexpr QSize kSurface(961, 480);
constexpr int kZoom = 5;
constexpr Rgb kSand{200, 150, 60};

std::shared_ptr<const Clip> sand()
{
    return synthetic::clip(96, 96, 16, [](int, int, int) { return kSand; });
}

std::shared_ptr<const HeatMap> hotSpot(double peak)
{
    return synthetic::map(16, 16, 16, [peak](int, int y, int x) {
        return y >= 4 && y < 7 && x >= 8 && x < 12 ? peak : 0.01 + 0.001 * x;
    });
}

bool near(QColor seen, Rgb wanted, int tolerance = 1)
{
    return std::abs(seen.red() - wanted.r) <= tolerance &&
           std::abs(seen.green() - wanted.g) <= tolerance &&
           std::abs(seen.blue() - wanted.b) <= tolerance;
}

} // namespace

class ViewerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void overlayFollowsTheColourRule();
    void cellsAndSignedFollowTheTables();
    void bothSidesShowTheSameFrame();
    void idlePaintsNothing();
    void wheelZoomsAtThePointerOnBothPanes();
    void dragPansAndDoubleClickFits();
    void inspectHasFivePanesInTwoRows();
    void aRowThatIsWideEnoughLeavesItsHeightToTheOther();
    void keysAct();
    void aMapNeverAppearsWithoutItsScale();
    void longClipsShareTextures();
    void bothSurfacesShowTheSame_data();
    void bothSurfacesShowTheSame();

private:
    void show();
    [[nodiscard]] QColor pixelAt(std::size_t pane, int clipX, int clipY);

    std::unique_ptr<ViewModel> m_model;
    std::unique_ptr<ViewerWidget> m_viewer;
};

void ViewerTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_model = std::make_unique<ViewModel>();
    m_viewer = std::make_unique<ViewerWidget>(m_model.get());
    m_viewer->resize(kSurface);
    m_model->setRun(synthetic::run());
    m_model->setLabels(false);
}

void ViewerTest::cleanup()
{
    m_viewer.reset();
    m_model.reset();
}

void ViewerTest::show()
{
    m_viewer->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_viewer.get()));
    QVERIFY2(m_viewer->glError().isEmpty(), qPrintable(m_viewer->glError()));
}

/// The surface's pixel in the middle of a clip pixel, at fit.
QColor ViewerTest::pixelAt(std::size_t pane, int clipX, int clipY)
{
    const QRectF picture = m_viewer->paneBoxes()[pane].picture;
    const QImage surface = m_viewer->grabFramebuffer();
    return surface.pixelColor(static_cast<int>(picture.left()) + clipX * kZoom + kZoom / 2,
                              static_cast<int>(picture.top()) + clipY * kZoom + kZoom / 2);
}

void ViewerTest::overlayFollowsTheColourRule()
{
    show();
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    QCOMPARE(m_viewer->fitZoom(), double(kZoom));
    m_model->selectWord(QStringLiteral("turtle"));
    const auto weak = hotSpot(0.05);
    const auto strong = hotSpot(0.19);
    m_model->setMaps({{weak, strong}, {weak, strong}});
    QCOMPARE(m_model->scaleMax(), double(0.2F));
    for (const auto &[x, y] : {std::pair{57, 33}, {50, 27}, {47, 24}, {3, 90}}) {
        for (const std::size_t pane : {std::size_t(0), std::size_t(1)}) {
            const float p =
                mapValueAt(pane == 0 ? *weak : *strong, 0, x, y, 96, 96, MapStyle::Overlay);
            const Rgb wanted = shadeOverlay(kSand, ColorMapName::Inferno, p, 0.2F, 0.85F);
            const QColor seen = pixelAt(pane, x, y);
            QVERIFY2(near(seen, wanted),
                     qPrintable(QStringLiteral("%1,%2 pane %3: %4, not %5 %6 %7")
                                    .arg(x)
                                    .arg(y)
                                    .arg(pane)
                                    .arg(seen.name())
                                    .arg(wanted.r)
                                    .arg(wanted.g)
                                    .arg(wanted.b)));
        }
    }
    m_model->setMapOn(false);
    QVERIFY(near(pixelAt(0, 57, 33), kSand));
}

void ViewerTest::cellsAndSignedFollowTheTables()
{
    show();
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    m_model->selectWord(QStringLiteral("turtle"));
    const auto map = hotSpot(0.15);
    m_model->setMaps({{map, map}, {map, map}});
    m_model->setStyle(MapStyle::Cells);
    m_model->setColorMap(ColorMapName::Viridis);
    // The first and last pixel of cell (4, 8) carry its value, the next cell its own.
    const Rgb hot = massColor(ColorMapName::Viridis, 0.15F / 0.2F);
    QVERIFY(near(pixelAt(1, 48, 24), hot));
    QVERIFY(near(pixelAt(1, 71, 41), hot));
    QVERIFY(near(pixelAt(1, 72, 24), massColor(ColorMapName::Viridis, (0.01F + 0.012F) / 0.2F)));

    m_model->setStyle(MapStyle::Overlay);
    m_model->setMaps({{map, map}, {map, hotSpot(0.05)}});
    m_model->setWorkspace(Workspace::Inspect);
    QCOMPARE(m_model->diffMax(), double(0.1F));
    const QRectF diff = m_viewer->paneBoxes()[4].picture;
    const QImage surface = m_viewer->grabFramebuffer();
    const auto at = [&](double x, double y) {
        return surface.pixelColor(static_cast<int>(diff.left() + diff.width() * x),
                                  static_cast<int>(diff.top() + diff.height() * y));
    };
    QVERIFY(near(at(10.0 / 16, 5.5 / 16), signedColor(-1.0F)));
    QVERIFY(near(at(2.0 / 16, 12.5 / 16), signedColor(0.0F)));
}

void ViewerTest::bothSidesShowTheSameFrame()
{
    show();
    const auto coded = [](int side) {
        return synthetic::clip(96, 96, 16, [side](int f, int, int) {
            return Rgb{static_cast<std::uint8_t>(16 * f), static_cast<std::uint8_t>(100 * side), 9};
        });
    };
    m_model->setClip(Side::A, coded(1));
    m_model->setClip(Side::B, coded(2));
    QCOMPARE(m_model->frameCount(), 16);
    for (const int jump : {0, 1, 1, 5, -3, 8, 99, -99}) {
        m_model->stepBy(jump);
        const int level = 16 * m_model->frame();
        QCOMPARE(pixelAt(0, 40, 40), QColor(level, 100, 9));
        QCOMPARE(pixelAt(1, 40, 40), QColor(level, 200, 9));
    }
    QCOMPARE(m_model->frame(), 0);
    m_model->setSwapped(true);
    QCOMPARE(pixelAt(0, 40, 40), QColor(0, 200, 9));
}

void ViewerTest::idlePaintsNothing()
{
    m_model->setLabels(true);
    show();
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    m_model->selectWord(QStringLiteral("turtle"));
    m_model->setMaps({{hotSpot(0.1), hotSpot(0.2)}, {hotSpot(0.1), hotSpot(0.2)}});
    QTest::qWait(300);
    const int painted = m_viewer->paintCount();
    QVERIFY(painted > 0);
    QTest::qWait(2000);
    QCOMPARE(m_viewer->paintCount(), painted);
    m_model->setFrame(m_model->frame());
    QTest::qWait(50);
    QCOMPARE(m_viewer->paintCount(), painted);
    m_model->setFrame(3);
    QTRY_COMPARE(m_viewer->paintCount(), painted + 1);
}

void ViewerTest::wheelZoomsAtThePointerOnBothPanes()
{
    show();
    const auto coded = synthetic::clip(96, 96, 1, [](int, int y, int x) {
        return Rgb{static_cast<std::uint8_t>(2 * x), static_cast<std::uint8_t>(2 * y), 0};
    });
    m_model->setClip(Side::A, coded);
    m_model->setClip(Side::B, coded);
    const QPoint pointer(132, 307); // clip pixel 26, 61 of side A
    const QColor before = m_viewer->grabFramebuffer().pixelColor(pointer);
    QWheelEvent wheel(pointer, m_viewer->mapToGlobal(pointer), {}, {0, 480}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_viewer.get(), &wheel);
    QVERIFY(m_model->zoom() > 2.0 * kZoom);
    const QImage surface = m_viewer->grabFramebuffer();
    QCOMPARE(surface.pixelColor(pointer), before);
    for (const QPoint at : {QPoint(20, 20), QPoint(240, 240), QPoint(470, 100)})
        QCOMPARE(surface.pixelColor(at), surface.pixelColor(at + QPoint(481, 0)));
}

void ViewerTest::dragPansAndDoubleClickFits()
{
    show();
    m_model->setClip(Side::A, sand());
    m_model->setView(10.0, 0.0, 0.0);
    QTest::mousePress(m_viewer.get(), Qt::LeftButton, {}, {200, 200});
    QTest::mouseMove(m_viewer.get(), {150, 220});
    QTest::mouseRelease(m_viewer.get(), Qt::LeftButton, {}, {150, 220});
    QCOMPARE(m_model->spec().panX, 5.0);
    QCOMPARE(m_model->spec().panY, -2.0);
    QTest::mouseDClick(m_viewer.get(), Qt::LeftButton, {}, {200, 200});
    QCOMPARE(m_model->zoom(), 0.0);
    QCOMPARE(m_model->spec().panX, 0.0);
}

void ViewerTest::inspectHasFivePanesInTwoRows()
{
    show();
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    m_model->setWorkspace(Workspace::Inspect);
    const std::vector<PaneBox> boxes = m_viewer->paneBoxes();
    QCOMPARE(boxes.size(), std::size_t(5));
    const QRectF surface{QPointF(), QSizeF(kSurface)};
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        QVERIFY(surface.contains(boxes[i].picture));
        QCOMPARE(boxes[i].picture.width(), boxes[i].picture.height());
        for (std::size_t j = 0; j < i; ++j)
            QVERIFY(!boxes[i].picture.intersects(boxes[j].picture));
    }
    QCOMPARE(boxes[0].picture.top(), boxes[1].picture.top());
    QCOMPARE(boxes[2].picture.top(), boxes[4].picture.top());
    QVERIFY(boxes[0].picture.width() > 1.25 * boxes[2].picture.width());
    QVERIFY(boxes[2].caption.top() > boxes[0].picture.bottom());
}

/// Three panes in a row fill a narrow viewer before its height is used up: two have the rest.
void ViewerTest::aRowThatIsWideEnoughLeavesItsHeightToTheOther()
{
    ViewSpec spec;
    spec.panes.resize(5);
    spec.rows = {2, 3};
    for (const QSize clip : {QSize(96, 96), QSize(832, 480), QSize(480, 832)}) {
        const QSizeF area(504, 494);
        const std::vector<PaneBox> boxes = layoutPanes(spec, area, clip);
        QCOMPARE(boxes.size(), std::size_t(5));
        const double below = area.height() - boxes[4].picture.bottom();
        const double right = area.width() - boxes[1].picture.right();
        QVERIFY2(std::min(below, right) < 16.0, qPrintable(QString("%1 %2").arg(below).arg(right)));
        for (const PaneBox &box : boxes)
            QVERIFY(QRectF(QPointF(), area).contains(box.picture));
        QVERIFY(boxes[0].picture.width() > boxes[2].picture.width());
    }
}

void ViewerTest::keysAct()
{
    show();
    QVERIFY(m_model->nearest());
    QTest::keyClick(m_viewer.get(), Qt::Key_T);
    QVERIFY(!m_model->nearest());
    m_model->setView(12.0, 3.0, 3.0);
    QTest::keyClick(m_viewer.get(), Qt::Key_R);
    QCOMPARE(m_model->zoom(), 0.0);
}

void ViewerTest::aMapNeverAppearsWithoutItsScale()
{
    m_model->setLabels(true);
    show();
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    m_model->selectWord(QStringLiteral("turtle"));
    const auto map = hotSpot(0.1);
    m_model->setMaps({{map, map}, {map, map}});
    const auto barsSeen = [this] {
        // The bright end of the table, in the line of labels at the bottom right of each pane.
        const QImage surface = m_viewer->grabFramebuffer();
        const Rgb end = massColor(ColorMapName::Inferno, 1.0F);
        int panes = 0;
        for (const PaneBox &box : m_viewer->paneBoxes()) {
            const int y = static_cast<int>(box.picture.bottom()) - 18;
            bool found = false;
            for (int x = static_cast<int>(box.picture.center().x()); x < box.picture.right(); ++x)
                found = found || near(surface.pixelColor(x, y), end);
            panes += found ? 1 : 0;
        }
        return panes;
    };
    QCOMPARE(barsSeen(), 2);
    // A click on the label switches the map off, and its scale with it.
    const QRectF pane = m_viewer->paneBoxes()[1].picture;
    QTest::mousePress(
        m_viewer.get(), Qt::LeftButton, {},
        QPoint(static_cast<int>(pane.right()) - 40, static_cast<int>(pane.bottom()) - 18));
    QTRY_VERIFY(!m_model->mapOn());
    QCOMPARE(barsSeen(), 0);
}

/// More frames than are held at once, to and fro.
void ViewerTest::longClipsShareTextures()
{
    const auto ofFrame = [](int frame) {
        return Rgb{static_cast<std::uint8_t>(frame), static_cast<std::uint8_t>(255 - frame), 90};
    };
    show();
    const auto clip =
        synthetic::clip(96, 96, 200, [ofFrame](int frame, int, int) { return ofFrame(frame); });
    m_model->setClip(Side::A, clip);
    m_model->setClip(Side::B, clip);
    for (const int frame : {5, 133, 5, 199, 71, 133}) {
        m_model->setFrame(frame);
        QVERIFY2(near(pixelAt(0, 48, 48), ofFrame(frame)), qPrintable(QString::number(frame)));
        QVERIFY(near(pixelAt(1, 48, 48), ofFrame(frame)));
    }
}

void ViewerTest::bothSurfacesShowTheSame_data()
{
    QTest::addColumn<Workspace>("workspace");
    QTest::newRow("explore") << Workspace::Explore;
    QTest::newRow("inspect, with captions") << Workspace::Inspect;
}

/// What a graphics card would put into the window is what is read back and painted into it.
void ViewerTest::bothSurfacesShowTheSame()
{
    QFETCH(Workspace, workspace);
    m_model->setClip(Side::A, sand());
    m_model->setClip(Side::B, sand());
    m_model->setLabels(true);
    m_model->selectWord(QStringLiteral("turtle"));
    m_model->setMaps({{hotSpot(0.15), hotSpot(0.1)}, {hotSpot(0.05), hotSpot(0.2)}});
    m_model->setWorkspace(workspace);
    std::vector<QImage> pictures;
    for (const auto surface : {ViewerWidget::Surface::OpenGL, ViewerWidget::Surface::Raster}) {
        m_viewer = std::make_unique<ViewerWidget>(m_model.get(), nullptr, surface);
        m_viewer->resize(kSurface);
        const QSignalSpy painted(m_viewer.get(), &ViewerWidget::painted);
        show();
        QTRY_VERIFY(!painted.isEmpty());
        const QImage window = m_viewer->grab().toImage().convertToFormat(QImage::Format_RGB32);
        pictures.push_back(m_viewer->grabFramebuffer().convertToFormat(QImage::Format_RGB32));
        QCOMPARE(window, pictures.back());
    }
    QCOMPARE(pictures[0].size(), kSurface);
    QCOMPARE(pictures[0], pictures[1]);
    QVERIFY(pictures[0] != pictures[0].mirrored());
}

int main(int argc, char **argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    ViewerTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "ViewerTest.moc"
