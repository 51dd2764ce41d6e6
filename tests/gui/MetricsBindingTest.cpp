#include "app/gui/MetricsBinding.h"
#include "app/gui/CompareBinding.h"
#include "app/gui/ViewModels.h"
#include "tests/widgets/TextFit.h"
#include "widgets/viewer/RegionModel.h"

#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace dare;

namespace
{

constexpr int kSize = 32;
constexpr int kSoonMs = 10'000;

/// Two black frames; on the second the right half may be white.
QString pictures(const QTemporaryDir &folder, bool white)
{
    for (int frame = 0; frame < 2; ++frame) {
        QImage image(kSize, kSize, QImage::Format_RGB888);
        image.fill(Qt::black);
        for (int y = 0; white && frame == 1 && y < kSize; ++y) {
            for (int x = kSize / 2; x < kSize; ++x)
                image.setPixelColor(x, y, Qt::white);
        }
        image.save(folder.filePath(QStringLiteral("%1.png").arg(frame)));
    }
    return folder.path();
}

} // namespace

/// The lanes of the Compare page, as the region and the transport's range ask for them.
class MetricsBindingTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_a;
    QTemporaryDir m_b;

private Q_SLOTS:
    void initTestCase() { failOnAnyWarning(); }

    void theRegionsLanesMeasureWithinItsBoxes()
    {
        ViewModels models;
        CompareBinding binding(models);
        const MetricsModel &lanes = models.regionMetrics;
        models.compare.setSourceA(pictures(m_a, false));
        models.compare.setSourceB(pictures(m_b, true));
        QTRY_COMPARE_WITH_TIMEOUT(models.metrics.frames(), 2, kSoonMs);
        QTRY_VERIFY_WITH_TIMEOUT(std::isfinite(models.metrics.values(Metric::Psnr)[1]), kSoonMs);
        QVERIFY(!lanes.remark(Metric::Psnr).isEmpty());
        QCOMPARE(lanes.frames(), 0);

        RegionModel *region = models.view.region();
        region->setBox(0, {0.0, 0.0, 0.5, 1.0});
        QCOMPARE(lanes.remark(Metric::Psnr), QString());
        QTRY_VERIFY_WITH_TIMEOUT(std::isinf(lanes.values(Metric::Psnr)[1]), kSoonMs);

        region->setFollow(true);
        region->setBox(1, {0.5, 0.0, 1.0, 1.0});
        QTRY_COMPARE_WITH_TIMEOUT(lanes.values(Metric::Psnr)[1], 0.0F, kSoonMs);
        QTRY_VERIFY_WITH_TIMEOUT(std::isinf(lanes.values(Metric::Psnr)[0]), kSoonMs);

        region->clear();
        QVERIFY(!lanes.remark(Metric::Psnr).isEmpty());
    }

    void theTransportsRangeIsThatOfTheNumbers()
    {
        ViewModels models;
        CompareBinding binding(models);
        models.metrics.reset(9);
        models.view.setRange(2, 5);
        QCOMPARE(models.metrics.first(), 2);
        QCOMPARE(models.metrics.last(), 5);
        models.view.setRange(-1, -1);
        QCOMPARE(models.metrics.first(), 0);
        QCOMPARE(models.metrics.last(), 8);
    }
};

QTEST_MAIN(MetricsBindingTest)
#include "MetricsBindingTest.moc"
