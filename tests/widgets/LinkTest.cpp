#include "core/media/Compositor.h"
#include "core/media/ExportView.h"
#include "tests/widgets/SyntheticView.h"
#include "widgets/transport/TransportBar.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QRegularExpression>
#include <QTest>
#include <QToolButton>

#include <cmath>

using namespace dare;

namespace
{

constexpr int kFrames = 12;

/// One colour a frame: red counts frames, green names the side.
std::shared_ptr<const Clip> coded(int side)
{
    return synthetic::clip(64, 64, kFrames, [side](int f, int, int) {
        return Rgb{static_cast<std::uint8_t>(20 * f), static_cast<std::uint8_t>(100 * side), 9};
    });
}

/// One value a frame.
std::shared_ptr<const HeatMap> codedMap(double scale)
{
    return synthetic::map(4, 4, kFrames, [scale](int f, int, int) { return scale * (f + 1); });
}

Rgb middleOf(const Picture &picture, const PixelRect &rect)
{
    const auto at = static_cast<std::size_t>(
        ((rect.y + rect.height / 2) * picture.width + rect.x + rect.width / 2) * 4);
    return {picture.rgba[at], picture.rgba[at + 1], picture.rgba[at + 2]};
}

bool near(QColor seen, Rgb wanted)
{
    return std::abs(seen.red() - wanted.r) <= 2 && std::abs(seen.green() - wanted.g) <= 2 &&
           std::abs(seen.blue() - wanted.b) <= 2;
}

} // namespace

/// `btnLink`: both sides on one frame index, or apart by whole frames, and that the viewer and the
/// exporter mean the same by it.
class LinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void linkedSidesStepTogether();
    void unlinkedBMovesAlone();
    void playingKeepsTheShift();
    void linkingBringsABack();
    void nothingToUnlinkWithoutTwoSides();
    void viewerAndCompositorAgree_data();
    void viewerAndCompositorAgree();
    void exportsOfAPlanAreShifted();

private:
    QToolButton *button(const char *name)
    {
        auto *found = m_bar->findChild<QToolButton *>(QString::fromLatin1(name));
        if (found == nullptr)
            qFatal("no %s", name);
        return found;
    }
    [[nodiscard]] std::pair<int, int> frames() const
    {
        return {m_model->frame(Side::A), m_model->frame(Side::B)};
    }
    [[nodiscard]] QColor seen(std::size_t pane)
    {
        return m_viewer->grabFramebuffer().pixelColor(
            m_viewer->paneBoxes()[pane].picture.center().toPoint());
    }
    void unlinkAt(int a, int b)
    {
        m_model->setFrame(a);
        button("btnLink")->click();
        m_model->setFrame(b);
    }

    std::unique_ptr<ViewModel> m_model;
    std::unique_ptr<TransportBar> m_bar;
    std::unique_ptr<ViewerWidget> m_viewer;
};

void LinkTest::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_model = std::make_unique<ViewModel>();
    m_bar = std::make_unique<TransportBar>(m_model.get());
    m_viewer = std::make_unique<ViewerWidget>(m_model.get());
    m_viewer->resize(641, 320);
    m_viewer->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_viewer.get()));
    m_model->setRun(synthetic::run());
    m_model->setLabels(false);
    m_model->setClip(Side::A, coded(1));
    m_model->setClip(Side::B, coded(2));
}

void LinkTest::cleanup()
{
    m_viewer.reset();
    m_bar.reset();
    m_model.reset();
}

void LinkTest::linkedSidesStepTogether()
{
    QVERIFY(button("btnLink")->isChecked());
    button("btnForward")->click();
    QCOMPARE(frames(), std::pair(1, 1));
    QVERIFY(m_model->spec().shifts.empty());
}

void LinkTest::unlinkedBMovesAlone()
{
    unlinkAt(2, 2);
    QVERIFY(!button("btnLink")->isChecked());
    for (int i = 0; i < 3; ++i)
        button("btnForward")->click();
    QCOMPARE(frames(), std::pair(2, 5));
    QCOMPARE(seen(0), QColor(40, 100, 9));
    QCOMPARE(seen(1), QColor(100, 200, 9));
    button("btnLast")->click();
    QCOMPARE(frames(), std::pair(2, kFrames - 1));
    button("btnFirst")->click();
    QCOMPARE(frames(), std::pair(2, 0));
    QCOMPARE(shiftText(m_model->spec(), 0), std::string("+2 frames"));
    QCOMPARE(shiftText(m_model->spec(), 1), std::string());
    // A letter moves with its side; the shift does not.
    m_model->setSwapped(true);
    QCOMPARE(seen(1), QColor(40, 100, 9));
}

void LinkTest::playingKeepsTheShift()
{
    unlinkAt(2, 5);
    m_model->advance(1);
    QCOMPARE(frames(), std::pair(3, 6));
    m_model->advance(7); // over the end: the loop starts B anew, A holds its first frame
    QCOMPARE(frames(), std::pair(0, 1));
    m_model->advance(3);
    QCOMPARE(frames(), std::pair(1, 4));
    // From where A is seen, not from where the shift would have it.
    m_model->setFrame(0);
    QCOMPARE(frames(), std::pair(1, 0));
}

void LinkTest::linkingBringsABack()
{
    unlinkAt(2, 9);
    button("btnLink")->click();
    QCOMPARE(frames(), std::pair(9, 9));
    QCOMPARE(seen(0), QColor(180, 100, 9));
    button("btnBack")->click();
    QCOMPARE(frames(), std::pair(8, 8));
}

void LinkTest::nothingToUnlinkWithoutTwoSides()
{
    unlinkAt(2, 9);
    m_model->setWorkspace(Workspace::Compare);
    QVERIFY(!button("btnLink")->isEnabled());
    QVERIFY(m_model->spec().shifts.empty());
    m_model->setWorkspace(Workspace::Inspect);
    QVERIFY(button("btnLink")->isEnabled());
    QCOMPARE(m_model->spec().shifts, (std::vector<int>{-7, 0}));
    RunView alone = synthetic::run();
    alone.sides = {false, true};
    m_model->setRun(alone);
    QVERIFY(!button("btnLink")->isEnabled());
    QVERIFY(button("btnLink")->isChecked());
}

void LinkTest::viewerAndCompositorAgree_data()
{
    QTest::addColumn<Workspace>("workspace");
    QTest::addColumn<int>("b");
    QTest::newRow("explore, A ahead") << Workspace::Explore << 1;
    QTest::newRow("explore, A behind") << Workspace::Explore << 11;
    QTest::newRow("inspect, A ahead") << Workspace::Inspect << 0;
    QTest::newRow("inspect, A behind") << Workspace::Inspect << 8;
}

void LinkTest::viewerAndCompositorAgree()
{
    QFETCH(Workspace, workspace);
    QFETCH(int, b);
    m_model->selectWord(QStringLiteral("turtle"));
    m_model->setMaps({{codedMap(0.001), codedMap(0.003)}, {codedMap(0.002), codedMap(0.008)}});
    m_model->setWorkspace(workspace);
    unlinkAt(4, b);
    const Compositor compositor(m_model->spec(), m_model->contents(), {ExportSize::Native, {}});
    for (int i = 0; i < kFrames; ++i) {
        const Picture composed = compositor.frame(m_model->frame());
        for (std::size_t pane = 0; pane < m_model->spec().panes.size(); ++pane) {
            const Rgb wanted = middleOf(composed, compositor.layout().cells[pane].pixels);
            QVERIFY2(near(seen(pane), wanted),
                     qPrintable(QString("frame %1 pane %2: %3, not %4 %5 %6")
                                    .arg(m_model->frame())
                                    .arg(pane)
                                    .arg(seen(pane).name())
                                    .arg(wanted.r)
                                    .arg(wanted.g)
                                    .arg(wanted.b)));
        }
        m_model->advance(1);
    }
}

void LinkTest::exportsOfAPlanAreShifted()
{
    ExportPlan plan;
    plan.a = "a.mkv";
    plan.b = "b.mkv";
    plan.shift = -4;
    plan.strip = ExportMetric::Psnr;
    ExportSources sources;
    sources.a.clip = coded(1);
    sources.b.emplace();
    sources.b->clip = coded(1);
    const auto view = exportView(plan, sources);
    QVERIFY2(view, view ? "" : view.error().text().c_str());
    const Compositor compositor(view->spec, view->contents, view->composing);
    const Picture composed = compositor.frame(7);
    const auto red = [&](std::size_t pane) {
        return int(middleOf(composed, compositor.layout().cells[pane].pixels).r);
    };
    QCOMPARE(red(0), 60);
    QCOMPARE(red(1), 140);
    // The strip compares what is seen: of equal clips only frames apart differ.
    const auto &values = view->composing.strip.values;
    QVERIFY(std::isinf(values[0]));
    QVERIFY(std::isfinite(values[7]));
}

int main(int argc, char **argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    LinkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "LinkTest.moc"
