#pragma once

#include "core/types/MapShade.h"
#include "tests/widgets/SyntheticView.h"
#include "widgets/attention/ColorBar.h"
#include "widgets/attention/HeadGridModel.h"
#include "widgets/attention/InspectPage.h"
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

namespace dare
{

inline constexpr int kGrid = 16;
inline constexpr int kFrames = 16;
inline constexpr int kClip = 96;

/// One cell of one frame is hot, all the others are at 0.01.
inline std::shared_ptr<const HeatMap> hotCell(int frame, int y, int x, double peak)
{
    return synthetic::map(kGrid, kGrid, kFrames, [=](int f, int row, int column) {
        return f == frame && row == y && column == x ? peak : 0.01;
    });
}

inline std::shared_ptr<const Clip> dark()
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

inline bool near(QColor seen, Rgb wanted)
{
    return std::abs(seen.red() - wanted.r) <= 1 && std::abs(seen.green() - wanted.g) <= 1 &&
           std::abs(seen.blue() - wanted.b) <= 1;
}

inline HeadGrid grid(int layers, int heads, int missingLayer)
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

/// The panes of the Inspect page on synthetic maps. A test calls open() in init(), close() in
/// cleanup().
class InspectFixture : public QObject
{
protected:
    void open();
    void close();
    void show();
    [[nodiscard]] QPoint at(int pane, double clipX, double clipY) const;
    [[nodiscard]] QColor pixelAt(const char *pane, double clipX, double clipY);
    void drag(int pane, QPointF from, QPointF to);

    std::unique_ptr<ViewModel> m_view;
    std::unique_ptr<InspectModel> m_inspect;
    std::unique_ptr<ViewerWidget> m_viewer;
};

inline void InspectFixture::open()
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

inline void InspectFixture::close()
{
    m_viewer.reset();
    m_inspect.reset();
    m_view.reset();
}

inline void InspectFixture::show()
{
    m_viewer->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_viewer.get()));
    QVERIFY2(m_viewer->glError().isEmpty(), qPrintable(m_viewer->glError()));
}

/// The widget pixel of a clip pixel at fit.
inline QPoint InspectFixture::at(int pane, double clipX, double clipY) const
{
    const QRectF picture = m_viewer->paneBoxes()[static_cast<std::size_t>(pane)].picture;
    return QPointF(picture.left() + clipX * picture.width() / kClip,
                   picture.top() + clipY * picture.height() / kClip)
        .toPoint();
}

inline QColor InspectFixture::pixelAt(const char *pane, double clipX, double clipY)
{
    return m_viewer->grabFramebuffer().pixelColor(
        at(m_viewer->paneNamed(QLatin1String(pane)), clipX, clipY));
}

inline void InspectFixture::drag(int pane, QPointF from, QPointF to)
{
    QTest::mousePress(m_viewer.get(), Qt::LeftButton, {}, at(pane, from.x(), from.y()));
    const QPointF middle = (from + to) / 2.0;
    QTest::mouseMove(m_viewer.get(), at(pane, middle.x(), middle.y()));
    QTest::mouseMove(m_viewer.get(), at(pane, to.x(), to.y()));
    QTest::mouseRelease(m_viewer.get(), Qt::LeftButton, {}, at(pane, to.x(), to.y()));
}

} // namespace dare
