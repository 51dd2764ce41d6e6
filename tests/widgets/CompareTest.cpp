#include "core/media/Compositor.h"
#include "core/types/CompareShade.h"
#include "tests/widgets/SyntheticView.h"
#include "tests/widgets/TextFit.h"
#include "widgets/compare/CompareInput.h"
#include "widgets/compare/CompareModel.h"
#include "widgets/compare/CompareSettings.h"
#include "widgets/compare/MetricsModel.h"
#include "widgets/compare/PixelProbe.h"
#include "widgets/compare/RecipeDiff.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/ViewerWidget.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace dare;

namespace
{

std::shared_ptr<const Clip> pattern(int width, int height, int frames, int seed)
{
    return synthetic::clip(width, height, frames, [seed](int f, int y, int x) {
        return Rgb{static_cast<std::uint8_t>((x * 7 + y * 3 + f * 11 + seed) % 256),
                   static_cast<std::uint8_t>((x * x + y + seed * 5) % 256),
                   static_cast<std::uint8_t>(127 + 90 * std::sin(0.1 * (x + seed) + 0.07 * y + f))};
    });
}

} // namespace

/// The Compare page without its files: sources given by hand.
class CompareTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ViewModel> m_view;
    std::unique_ptr<CompareModel> m_model;
    std::unique_ptr<MetricsModel> m_metrics;
    std::unique_ptr<PixelProbe> m_probe;
    std::unique_ptr<QWidget> m_window;
    ViewerWidget *m_viewer = nullptr;
    CompareInput *m_input = nullptr;

    void give(const QString &id, std::shared_ptr<const Clip> clip)
    {
        CompareAnswer answer;
        answer.id = id;
        answer.source.preset = id.toStdString();
        answer.clip = std::move(clip);
        m_model->answer(answer);
    }
    void giveTwo(std::shared_ptr<const Clip> a, std::shared_ptr<const Clip> b)
    {
        m_model->setSourceA("a");
        m_model->setSourceB("b");
        give("a", std::move(a));
        give("b", std::move(b));
    }
    void key(int key) { QTest::keyClick(m_viewer, static_cast<Qt::Key>(key)); }

    /// Largest difference of a channel between what was seen from `origin` on and a part of a
    /// picture.
    static int worstOf(const QImage &seen, QPoint origin, const Picture &composed, PixelRect rect)
    {
        int worst = 0;
        for (int y = 0; y < rect.height; ++y) {
            for (int x = 0; x < rect.width; ++x) {
                const QColor one = seen.pixelColor(origin + QPoint(x, y));
                const auto at =
                    static_cast<std::size_t>(((rect.y + y) * composed.width + rect.x + x) * 4);
                worst = std::max({worst, std::abs(one.red() - composed.rgba[at]),
                                  std::abs(one.green() - composed.rgba[at + 1]),
                                  std::abs(one.blue() - composed.rgba[at + 2])});
            }
        }
        return worst;
    }

    /// Largest difference of a channel between a pane, the first clip at 1:1, and its cell.
    int worstOfPane(std::size_t pane, const Picture &composed, const ComparisonLayout::Cell &cell)
    {
        // Other factors are not put on whole pixels: the middle of the pane is that of the cell.
        m_viewer->resize(400 + (cell.pixels.width + 1) % 2, 300 + cell.pixels.height % 2);
        m_view->setView(1.0, 0.0, 0.0);
        const QSize own(cell.pixels.width, cell.pixels.height);
        const QImage seen = m_viewer->grabFramebuffer();
        const QPointF middle = m_viewer->paneBoxes()[pane].picture.center();
        const QPoint origin = (middle - QPointF(own.width() / 2.0, own.height() / 2.0)).toPoint();
        // At 1:1 the viewer puts pictures on whole pixels, at most one from where they lie.
        int worst = 255;
        for (int shift = 0; shift < 9; ++shift)
            worst = std::min(worst, worstOf(seen, origin + QPoint(shift % 3 - 1, shift / 3 - 1),
                                            composed, cell.pixels));
        return worst;
    }

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_view = std::make_unique<ViewModel>();
        m_model = std::make_unique<CompareModel>(m_view.get());
        m_metrics = std::make_unique<MetricsModel>();
        m_probe = std::make_unique<PixelProbe>();
        m_window = std::make_unique<QWidget>();
        m_viewer = new ViewerWidget(m_view.get(), m_window.get());
        m_input = new CompareInput(
            {m_model.get(), m_metrics.get(), m_view.get(), m_viewer, m_probe.get()},
            m_window.get());
        m_window->resize(400, 300);
        m_viewer->setGeometry(0, 0, 400, 300);
        m_view->setWorkspace(Workspace::Compare);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        QApplication::setActiveWindow(m_window.get());
        m_viewer->setFocus();
    }
    void cleanup()
    {
        m_window.reset();
        m_probe.reset();
        m_metrics.reset();
        m_model.reset();
        m_view.reset();
    }

    void viewerAndCompositorAgreeInEveryMode_data()
    {
        QTest::addColumn<int>("mode");
        QTest::addColumn<QSize>("sizeB");
        const QStringList modes{"side by side", "wipe", "overlay", "difference", "signed", "flip"};
        for (int mode = 0; mode < modes.size(); ++mode) {
            QTest::addRow("%s", qPrintable(modes[mode])) << mode << QSize(120, 90);
            QTest::addRow("%s, other size", qPrintable(modes[mode])) << mode << QSize(61, 77);
            QTest::addRow("%s, wider", qPrintable(modes[mode])) << mode << QSize(160, 80);
        }
    }
    void viewerAndCompositorAgreeInEveryMode()
    {
        QFETCH(int, mode);
        QFETCH(QSize, sizeB);
        giveTwo(pattern(120, 90, 3, 0), pattern(sizeB.width(), sizeB.height(), 2, 40));
        m_model->setMode(static_cast<CompareMode>(mode));
        m_model->setWipePos(0.36);
        m_model->setWipeAngle(25.0);
        m_model->setOverlayMix(0.3);
        m_model->setDiffGain(3);
        m_model->setFlipped(true);
        m_view->setLabels(false);
        m_view->setFrame(2); // B holds its last one
        key(Qt::Key_4);
        QCOMPARE(m_view->zoom(), 1.0);
        for (const int channels : {0, 1, 2}) {
            m_model->setDiffChannels(channels);
            const Compositor compositor(m_view->spec(), m_view->contents(),
                                        {ExportSize::Native, {}});
            const Picture composed = compositor.frame(2);
            for (std::size_t pane = 0; pane < m_view->contents().size(); ++pane) {
                const int worst = worstOfPane(pane, composed, compositor.layout().cells[pane]);
                QVERIFY2(worst <= 2, qPrintable(QString("pane %1: %2").arg(pane).arg(worst)));
            }
        }
    }

    /// The range of a difference is what its gain leaves of 255 steps of a channel.
    void gainIsSetByHandAndSaysItsRange()
    {
        giveTwo(pattern(40, 30, 3, 0), pattern(40, 30, 3, 9));
        CompareSettings settings(m_model.get());
        auto *slider = settings.findChild<QSlider *>("diffGain");
        auto *box = settings.findChild<QSpinBox *>("diffGainValue");
        QCOMPARE(slider->value(), m_model->diffGain());
        slider->setValue(16);
        QCOMPARE(m_model->diffGain(), 16);
        QCOMPARE(box->value(), 16);
        QCOMPARE(signedReach(m_model->scene().look), 255.0F / 16.0F);
        box->setValue(3); // the keys know powers of two alone
        QCOMPARE(m_model->diffGain(), 3);
        QCOMPARE(slider->value(), 3);
        box->setValue(99);
        QCOMPARE(m_model->diffGain(), 32);
        key(Qt::Key_0);
        key(Qt::Key_Minus);
        QCOMPARE(box->value(), 16);
    }

    void keysChooseModesAndStrength()
    {
        giveTwo(pattern(40, 30, 3, 0), pattern(40, 30, 3, 9));
        const std::vector<std::pair<int, CompareMode>> keys{
            {Qt::Key_W, CompareMode::Wipe},         {Qt::Key_O, CompareMode::Overlay},
            {Qt::Key_0, CompareMode::Difference},   {Qt::Key_Y, CompareMode::Signed},
            {Qt::Key_QuoteLeft, CompareMode::Flip}, {Qt::Key_B, CompareMode::SideBySide}};
        for (const auto &[each, mode] : keys) {
            key(each);
            QCOMPARE(m_model->mode(), mode);
        }
        key(Qt::Key_0);
        key(Qt::Key_Equal);
        QCOMPARE(m_model->diffGain(), 8);
        key(Qt::Key_Minus);
        QCOMPARE(m_model->diffGain(), 4);
        key(Qt::Key_O);
        key(Qt::Key_Equal);
        QCOMPARE(m_model->overlayMix(), double(0.55F));
        key(Qt::Key_QuoteLeft);
        QVERIFY(!m_model->flipped());
        key(Qt::Key_QuoteLeft);
        QVERIFY(m_model->flipped());
        key(Qt::Key_S);
        QCOMPARE(m_model->sourceA(), QString("b"));
        key(Qt::Key_3);
        QVERIFY(!m_view->spec().labels);
        key(Qt::Key_1);
        QCOMPARE(m_view->spec().panes.size(), std::size_t(1));
        QCOMPARE(m_view->contents()[0].clip, m_model->b()->clip);
        key(Qt::Key_1);
        key(Qt::Key_8);
        QVERIFY(std::abs(m_view->zoom() / m_viewer->fitZoom() - 4.0) < 1e-9);
        key(Qt::Key_6);
        QCOMPARE(m_view->zoom(), 0.0);
    }

    void upToNineSourcesAndTabChoosesB()
    {
        giveTwo(pattern(40, 30, 3, 0), pattern(40, 30, 3, 9));
        for (int i = 2; i < 12; ++i)
            m_model->addSource("s" + QString::number(i));
        QCOMPARE(m_model->sourceCount(), 9);
        QCOMPARE(m_view->spec().panes.size(), std::size_t(9));
        QCOMPARE(m_viewer->paneBoxes().size(), std::size_t(9));
        QCOMPARE(m_model->sourceB(), QString("s8"));
        key(Qt::Key_Tab);
        QCOMPARE(m_model->sourceB(), QString("b")); // A is stepped over
        QTest::keyClick(m_viewer, Qt::Key_Backtab, Qt::ShiftModifier);
        QCOMPARE(m_model->sourceB(), QString("s8"));
        m_model->removeSource();
        QCOMPARE(m_model->sourceCount(), 8);
    }

    void theProbeReadsBothSides()
    {
        giveTwo(synthetic::clip(40, 30, 1,
                                [](int, int, int) {
                                    return Rgb{10, 20, 30};
                                }),
                synthetic::clip(40, 30, 1, [](int, int, int) {
                    return Rgb{15, 0, 30};
                }));
        m_model->setMode(CompareMode::Wipe);
        m_model->setWipeFollow(true);
        QTest::mouseMove(m_viewer, {100, 150});
        const auto text = [this](const char *name) {
            return m_probe->findChild<QLabel *>(QLatin1String(name))->text();
        };
        QTRY_COMPARE(text("pixelProbe_0_1"), QString("20"));
        QCOMPARE(text("pixelProbe_1_0"), QString("15"));
        QCOMPARE(text("pixelProbe_2_0"), QString("+5"));
        QCOMPARE(text("pixelProbe_2_1"), QString("−20"));
        QCOMPARE(text("pixelProbe_2_2"), QString("0"));
        // 40 x 30 fits ten times: 100 px are a quarter of the way.
        QVERIFY(std::abs(m_model->wipePos() - 0.25) < 0.001);
    }

    void theMagnifierShowsThePixelUnderThePointerFourTimesAsLarge()
    {
        giveTwo(pattern(40, 30, 1, 0), pattern(40, 30, 1, 9));
        m_model->setMode(CompareMode::Flip);
        m_view->setLabels(false);
        QTest::mouseMove(m_viewer, {200, 150});
        QTest::keyPress(m_viewer, Qt::Key_Z);
        QVERIFY(m_view->magnifier());
        // Twelve pixels away inside the lens is three clip-fitted pixels away: the same clip pixel.
        const QImage lens = m_viewer->grabFramebuffer();
        QTest::keyRelease(m_viewer, Qt::Key_Z);
        QVERIFY(!m_view->magnifier());
        const QImage plain = m_viewer->grabFramebuffer();
        QCOMPARE(lens.pixelColor(204, 154), plain.pixelColor(201, 151));
        QCOMPARE(lens.pixelColor(280, 190), plain.pixelColor(220, 160));
    }

    void sizesAndLengthsThatDifferAreCaptioned()
    {
        giveTwo(pattern(40, 30, 3, 0), pattern(20, 30, 8, 9));
        QCOMPARE(m_view->frameCount(), 8);
        QCOMPARE(m_view->spec().panes[0].caption, std::string("3 frames, then held"));
        m_model->setMode(CompareMode::Wipe);
        QCOMPARE(m_view->spec().panes[0].caption, std::string("A: 3 frames, then held"));
    }

    void extremesAreFound()
    {
        m_metrics->reset(8);
        const float gap = std::numeric_limits<float>::quiet_NaN();
        const std::vector<float> values{30, 20, 25, 15, 15, 40, gap, 22};
        for (int i = 0; i < 8; ++i)
            m_metrics->put(i, Metric::Psnr,
                           static_cast<double>(values[static_cast<std::size_t>(i)]));
        QCOMPARE(m_metrics->nextExtreme(0, 1), 1);
        QCOMPARE(m_metrics->nextExtreme(1, 1), 3);
        QCOMPARE(m_metrics->nextExtreme(3, 1), 7);
        QCOMPARE(m_metrics->nextExtreme(7, -1), 3);
        QCOMPARE(m_metrics->worstFrame(), 3);
        const auto stats = m_metrics->stats(Metric::Psnr, 0, 2);
        QCOMPARE(stats.mean, 25.0);
        QCOMPARE(stats.at, 1);
        m_metrics->put(2, Metric::Psnr, std::numeric_limits<double>::infinity());
        QCOMPARE(m_metrics->valueText(Metric::Psnr, 2), QString("identical"));
        QCOMPARE(m_metrics->valueText(Metric::Psnr, 6), QString("–"));
    }

    /// Its words stand where the lines above it do, in the colours of the theme of the moment.
    void recipeTableIsFlush()
    {
        ThemeApplier applier;
        applier.apply(darkTheme());
        RecipeDiff diff;
        SourceOrigin a;
        SourceOrigin b;
        a.side = Side::A;
        b.side = Side::B;
        b.recipe.b.wordWeights = !a.recipe.a.wordWeights;
        diff.show(a, b);
        diff.resize(240, diff.sizeHint().height());
        for (const Theme &theme : {darkTheme(), lightTheme()}) {
            applier.apply(theme);
            const QImage seen = diff.grab().toImage();
            int left = seen.width();
            int right = 0;
            bool accent = false;
            for (int y = 0; y < seen.height(); ++y) {
                for (int x = 0; x < seen.width(); ++x) {
                    const QColor color = seen.pixelColor(x, y);
                    if (color == theme.panel)
                        continue;
                    left = std::min(left, x);
                    right = std::max(right, x);
                    accent = accent || color.blue() - color.red() > 60;
                }
            }
            QVERIFY2(left <= 1, qPrintable(QString::number(left)));
            QVERIFY2(right >= seen.width() - 3, qPrintable(QString::number(right)));
            QVERIFY(accent);
        }
    }
};

int main(int argc, char **argv)
{
    QApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    QApplication application(argc, argv);
    CompareTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "CompareTest.moc"
