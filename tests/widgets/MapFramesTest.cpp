#include "core/figures/Figure.h"
#include "core/media/Compositor.h"
#include "core/media/FrameMetrics.h"
#include "core/types/MapShade.h"
#include "tests/widgets/SyntheticView.h"
#include "tests/widgets/TextFit.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/attention/RegionPanel.h"
#include "widgets/attention/RegionRowsModel.h"
#include "widgets/viewer/PaneProbe.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QImage>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace dare;

namespace
{

constexpr std::array kClipFrames{9, 17};
constexpr std::array kMapFrames{3, 5};
constexpr int kFrames = 17;
constexpr float kScale = 0.5F;

/// A causal VAE keeps its first frame alone; A ends after nine frames and holds its last one.
constexpr std::array<std::array<int, kFrames>, 2> kWanted{
    {{0, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2},
     {0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4}}};

float valueOf(int mapFrame)
{
    return 0.08F * static_cast<float>(mapFrame + 1);
}

std::shared_ptr<const Clip> clipOf(Side side)
{
    return synthetic::clip(16, 16, kClipFrames[index(side)], [](int, int, int) { return Rgb{}; });
}

std::shared_ptr<const HeatMap> mapOf(Side side)
{
    return synthetic::map(4, 4, kMapFrames[index(side)],
                          [](int f, int, int) { return valueOf(f); });
}

/// @param overlay the map lies over black
/// @return the map frame whose colour this is; -1: none's
int mapFrameIn(Rgb seen, bool overlay = false)
{
    for (int frame = 0; frame < kMapFrames[1]; ++frame) {
        const Rgb color =
            overlay ? shadeOverlay({}, ColorMapName::Inferno, valueOf(frame), kScale, 1.0F, 0.0F)
                    : shadeMass(ColorMapName::Inferno, valueOf(frame), kScale, 0.0F);
        if (std::abs(color.r - seen.r) + std::abs(color.g - seen.g) + std::abs(color.b - seen.b) <=
            3)
            return frame;
    }
    return -1;
}

/// @return the map frame that fills more than any other
int mostSeen(const QImage &image)
{
    std::array<int, 6> counts{};
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            const auto byte = [](int value) { return static_cast<std::uint8_t>(value); };
            const int frame =
                mapFrameIn({byte(qRed(pixel)), byte(qGreen(pixel)), byte(qBlue(pixel))});
            ++counts[static_cast<std::size_t>(frame + 1)];
        }
    }
    return static_cast<int>(std::max_element(counts.begin() + 1, counts.end()) -
                            (counts.begin() + 1));
}

} // namespace

/// Clips of unequal length side by side: everything takes the same map frame for a clip's frame.
class MapFramesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void compositor();
    void viewer();
    void figure();
    void regionPanel();
    void regionSeriesOfEitherSide();
    void regionSeriesFollowsTheBoxOfTheView();
    void metric();
};

void MapFramesTest::compositor()
{
    // The panes of Inspect: videos with a map over them, and maps alone.
    ViewSpec spec;
    spec.word = "turtle";
    spec.scaleMax = kScale;
    spec.opacity = 1.0F;
    spec.labels = false;
    std::vector<PaneContent> contents;
    for (const bool alone : {true, false}) {
        for (const Side side : kSides) {
            ViewPane pane;
            pane.source = static_cast<int>(index(side));
            pane.kind = alone ? ViewPane::Kind::Map : ViewPane::Kind::Video;
            pane.overlay = !alone;
            spec.panes.push_back(pane);
            contents.push_back({alone ? nullptr : clipOf(side), mapOf(side)});
        }
    }
    const Compositor compositor(spec, contents, {ExportSize::Native, {}});
    QCOMPARE(compositor.frames(), kFrames);
    for (int frame = 0; frame < kFrames; ++frame) {
        const Picture picture = compositor.frame(frame);
        std::array<Rgb, 4> seen;
        for (std::size_t pane = 0; pane < seen.size(); ++pane) {
            const PixelRect &rect = compositor.layout().cells[pane].pixels;
            const auto at = static_cast<std::size_t>(
                ((rect.y + rect.height / 2) * picture.width + rect.x + rect.width / 2) * 4);
            seen[pane] = {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]};
        }
        for (std::size_t side = 0; side < 2; ++side) {
            const int wanted = kWanted[side][static_cast<std::size_t>(frame)];
            QCOMPARE(mapFrameIn(seen[side]), wanted);
            QCOMPARE(mapFrameIn(seen[side + 2], true), wanted);
        }
    }
}

void MapFramesTest::viewer()
{
    ViewModel model;
    ViewerWidget widget(&model);
    widget.resize(640, 480);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    model.setRun(synthetic::run());
    model.setWorkspace(Workspace::Inspect);
    model.setLabels(false);
    model.selectWord(QStringLiteral("turtle"));
    for (const Side side : kSides)
        model.setClip(side, clipOf(side));
    model.setMaps({{mapOf(Side::A), mapOf(Side::B)}, {mapOf(Side::A), mapOf(Side::B)}});
    for (const DiffOf side : {DiffOf::A, DiffOf::B}) {
        model.setDiffOf(side);
        const Compositor compositor(model.spec(), model.contents(), {ExportSize::Native, {}});
        for (int frame = 0; frame < kFrames; ++frame) {
            model.setFrame(frame);
            const QImage seen = widget.grabFramebuffer();
            const Picture composed = compositor.frame(frame);
            for (std::size_t pane = 0; pane < 4; ++pane) { // the difference is zero throughout
                const QPointF middle = widget.paneBoxes()[pane].picture.center();
                const PixelRect &rect = compositor.layout().cells[pane].pixels;
                const auto at = static_cast<std::size_t>(
                    ((rect.y + rect.height / 2) * composed.width + rect.x + rect.width / 2) * 4);
                const QColor color = seen.pixelColor(middle.toPoint());
                QVERIFY(std::abs(color.red() - composed.rgba[at]) <= 2 &&
                        std::abs(color.green() - composed.rgba[at + 1]) <= 2 &&
                        std::abs(color.blue() - composed.rgba[at + 2]) <= 2);
                const auto probe =
                    probeAt(model.spec(), model.contents(), widget.paneBoxes(), middle, 1.0);
                const auto source = static_cast<std::size_t>(model.spec().panes[pane].source);
                const int wanted = kWanted[source][static_cast<std::size_t>(frame)];
                QVERIFY(probe && probe->value);
                QVERIFY2(std::abs(*probe->value - valueOf(wanted)) < 1e-6F,
                         qPrintable(QString("pane %1 frame %2").arg(pane).arg(frame)));
            }
        }
    }
}

void MapFramesTest::figure()
{
    QTemporaryDir folder;
    const std::string path = folder.filePath(QStringLiteral("f.png")).toStdString();
    Figure figure;
    figure.query.panes = {FigurePane::After};
    figure.query.scaleMax = kScale;
    figure.query.diffMax = 1.0F;
    for (const Side side : kSides) {
        const auto map = mapOf(side);
        // One side has its frames already.
        figure.sides = {{side, "", side == Side::A ? clipOf(side) : nullptr,
                         kClipFrames[index(side)], map, map, map}};
        for (int frame = 0; frame < kFrames; ++frame) {
            figure.query.frames = {frame};
            QVERIFY(writeFigure(path, figure, 0.25));
            QCOMPARE(mostSeen(QImage(QString::fromStdString(path))),
                     kWanted[index(side)][static_cast<std::size_t>(frame)]);
        }
    }
}

void MapFramesTest::regionPanel()
{
    ViewModel view;
    InspectModel inspect;
    RegionPanel panel(&inspect, &view);
    const auto *model = static_cast<RegionRowsModel *>(
        panel.findChild<QTableView *>(QStringLiteral("regionView"))->model());
    view.setRun(synthetic::run());
    view.setWorkspace(Workspace::Inspect);
    for (const Side side : kSides) {
        view.setClip(side, clipOf(side));
        auto rows = std::make_shared<RowMaps>();
        rows->labels = {"turtle"};
        rows->before = {*mapOf(side)};
        inspect.setRowMaps(side, rows);
    }
    view.region()->setBox(0, {0.0, 0.0, 0.5, 0.5});
    for (int frame = 0; frame < kFrames; ++frame) {
        view.setFrame(frame);
        for (std::size_t side = 0; side < 2; ++side) {
            const double seen = *model->rows()[0].value[side];
            const int wanted = kWanted[side][static_cast<std::size_t>(frame)];
            QVERIFY2(std::abs(seen - static_cast<double>(valueOf(wanted))) < 1e-6,
                     qPrintable(QString("side %1 frame %2: %3").arg(side).arg(frame).arg(seen)));
        }
    }
}

void MapFramesTest::regionSeriesOfEitherSide()
{
    std::array<std::shared_ptr<const RowMaps>, 2> maps;
    for (const Side side : kSides) {
        auto rows = std::make_shared<RowMaps>();
        rows->labels = {"turtle"};
        rows->before = {*mapOf(side)};
        maps[index(side)] = rows;
    }
    RegionTrack track;
    track.keys[0] = {0.0, 0.0, 1.0, 1.0};
    const auto check = [&](const std::array<int, 2> &shifts) {
        const RegionSeries series = regionSeries(maps, track, {kFrames, kClipFrames, shifts});
        for (std::size_t side = 0; side < 2; ++side) {
            const auto &values = series.values[side][0];
            QCOMPARE(values.size(), static_cast<std::size_t>(kFrames));
            for (int frame = 0; frame < kFrames; ++frame) {
                const int seen = std::clamp(frame + shifts[side], 0, kFrames - 1);
                const int wanted = kWanted[side][static_cast<std::size_t>(seen)];
                QCOMPARE(values[static_cast<std::size_t>(frame)], valueOf(wanted));
            }
        }
    };
    check({0, 0});
    check({3, 0}); // unlinked, A ahead of B
    check({-5, 0});
}

/// The box of a frame of the view, in what A shows then.
void MapFramesTest::regionSeriesFollowsTheBoxOfTheView()
{
    auto rows = std::make_shared<RowMaps>();
    rows->labels = {"turtle"};
    rows->before = {*synthetic::map(
        4, 4, kMapFrames[0], [](int f, int, int x) { return x < 2 ? 0.1F * float(f + 1) : 0.0F; })};
    RegionTrack track;
    track.follow = true;
    track.keys[0] = {0.0, 0.0, 0.5, 1.0};
    track.keys[1] = {0.5, 0.0, 1.0, 1.0};
    const auto values =
        regionSeries({rows, nullptr}, track, {kFrames, kClipFrames, {4, 0}}).values[0][0];
    QCOMPARE(values[0], 0.2F); // frame 4 of A is its second map frame
    QCOMPARE(values[1], 0.0F);
}

void MapFramesTest::metric()
{
    for (int frame = 0; frame < kFrames; ++frame) {
        const auto at = static_cast<std::size_t>(frame);
        const double wanted =
            static_cast<double>(valueOf(kWanted[1][at]) - valueOf(kWanted[0][at]));
        const double seen = attentionDeltaOf(*mapOf(Side::A), *mapOf(Side::B), frame, kClipFrames);
        QVERIFY2(std::abs(seen - wanted) < 1e-6,
                 qPrintable(QString("frame %1: %2").arg(frame).arg(seen)));
    }
}

int main(int argc, char **argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    MapFramesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "MapFramesTest.moc"
