#include "core/media/ClipCache.h"
#include "core/media/Compositor.h"
#include "core/media/FrameMetrics.h"
#include "core/media/Video.h"
#include "tests/media/TestViews.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace dare;
using namespace dare::test;
namespace fs = std::filesystem;

namespace
{

View compareView(std::shared_ptr<const Clip> a, std::shared_ptr<const Clip> b, CompareMode mode)
{
    View view = pairView(a, b);
    view.first.panes.resize(1);
    view.first.panes[0].kind = ViewPane::Kind::Compare;
    view.first.panes[0].compare.mode = mode;
    view.first.labels = false;
    view.second = {{std::move(a), nullptr, std::move(b)}};
    return view;
}

std::shared_ptr<const Clip> flat(int width, int height, Rgb color)
{
    Clip clip{width, height, 1, 8.0, {}};
    for (int i = 0; i < width * height; ++i)
        clip.rgb.insert(clip.rgb.end(), {color.r, color.g, color.b});
    return std::make_shared<const Clip>(std::move(clip));
}

/// The picture of the only pane, at 1:1.
Picture composed(const View &view, int frame = 0)
{
    return Compositor(view.first, view.second, {ExportSize::Native, {}}).frame(frame);
}

PixelRect paneOf(const View &view)
{
    return Compositor(view.first, view.second, {ExportSize::Native, {}}).layout().cells[0].pixels;
}

/// SSIM by its definition, window by window in doubles: the twin of the separable one.
double slowSsim(const Clip &a, const Clip &b)
{
    const auto luma = [](const Clip &clip, int x, int y) {
        const std::uint8_t *p = &clip.rgb[static_cast<std::size_t>((y * clip.width + x) * 3)];
        return 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
    };
    double weights[11][11];
    double total = 0.0;
    for (int j = 0; j < 11; ++j)
        for (int i = 0; i < 11; ++i)
            total += weights[j][i] = std::exp(-((i - 5) * (i - 5) + (j - 5) * (j - 5)) / 4.5);
    double sum = 0.0;
    int windows = 0;
    for (int y = 0; y + 11 <= a.height; ++y) {
        for (int x = 0; x + 11 <= a.width; ++x, ++windows) {
            double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
            for (int j = 0; j < 11; ++j) {
                for (int i = 0; i < 11; ++i) {
                    const double w = weights[j][i] / total;
                    const double p = luma(a, x + i, y + j);
                    const double q = luma(b, x + i, y + j);
                    ma += w * p, mb += w * q, aa += w * p * p, bb += w * q * q, ab += w * p * q;
                }
            }
            const double c1 = 6.5025, c2 = 58.5225;
            sum += (2 * ma * mb + c1) * (2 * (ab - ma * mb) + c2) /
                   ((ma * ma + mb * mb + c1) * (aa - ma * ma + bb - mb * mb + c2));
        }
    }
    return sum / windows;
}

} // namespace

class TestCompare : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::shared_ptr<const Clip> m_a = sharedCodedClip(96, 60, 5);
    std::shared_ptr<const Clip> m_b = flat(96, 60, {40, 90, 200});

private Q_SLOTS:
    void identicalSourcesShowNoDifference()
    {
        const auto same = std::make_shared<const Clip>(*m_a);
        for (const DiffChannels channels :
             {DiffChannels::Rgb, DiffChannels::Luma, DiffChannels::Chroma}) {
            View view = compareView(m_a, same, CompareMode::Difference);
            view.first.panes[0].compare.channels = channels;
            const PixelRect pane = paneOf(view);
            const Picture picture = composed(view, 3);
            for (int y = 0; y < pane.height; ++y)
                for (int x = 0; x < pane.width; ++x)
                    QCOMPARE(pixelAt(picture, pane.x + x, pane.y + y), (Rgb{0, 0, 0}));
        }
        const View view = compareView(m_a, same, CompareMode::Signed);
        const PixelRect pane = paneOf(view);
        const Picture picture = composed(view, 3);
        for (int y = 0; y < pane.height; ++y)
            for (int x = 0; x < pane.width; ++x)
                QCOMPARE(pixelAt(picture, pane.x + x, pane.y + y), signedColor(0.0F));
        QVERIFY(std::isinf(psnrOf(*m_a, *same, 3)));
        QVERIFY(std::abs(ssimOf(*m_a, *same, 3) - 1.0) < 1e-6);
    }
    void aWipeAtItsEndsIsOneSideAlone()
    {
        for (const float angle : {0.0F, 30.0F, 90.0F, 135.0F, 180.0F}) {
            for (const float pos : {0.0F, 1.0F}) {
                View view = compareView(m_a, m_b, CompareMode::Wipe);
                view.first.panes[0].compare.wipePos = pos;
                view.first.panes[0].compare.wipeAngle = angle;
                View alone = compareView(m_a, m_b, CompareMode::Flip);
                alone.first.panes[0].compare.flipped = pos < 0.5F;
                QCOMPARE(composed(view, 2).rgba, composed(alone, 2).rgba);
            }
        }
        View half = compareView(flat(96, 60, {1, 2, 3}), m_b, CompareMode::Wipe);
        const PixelRect pane = paneOf(half);
        const Picture picture = composed(half);
        QCOMPARE(pixelAt(picture, pane.x + 47, pane.y + 5), (Rgb{1, 2, 3}));
        QCOMPARE(pixelAt(picture, pane.x + 48, pane.y + 5), (Rgb{40, 90, 200}));
    }
    void gainMultiplies()
    {
        const auto low = flat(8, 8, {100, 100, 100});
        const auto high = flat(8, 8, {110, 105, 100});
        View view = compareView(low, high, CompareMode::Difference);
        const auto value = [&](float gain, DiffChannels channels) {
            view.first.panes[0].compare.gain = gain;
            view.first.panes[0].compare.channels = channels;
            const PixelRect pane = paneOf(view);
            return pixelAt(composed(view), pane.x, pane.y);
        };
        QCOMPARE(value(1.0F, DiffChannels::Rgb), (Rgb{10, 5, 0}));
        QCOMPARE(value(4.0F, DiffChannels::Rgb), (Rgb{40, 20, 0}));
        QCOMPARE(value(32.0F, DiffChannels::Rgb), (Rgb{255, 160, 0}));
        // luma of (10, 5, 0) is 5.702
        QCOMPARE(value(4.0F, DiffChannels::Luma), (Rgb{23, 23, 23}));
        QCOMPARE(value(4.0F, DiffChannels::Chroma), (Rgb{17, 3, 23}));
        view = compareView(low, high, CompareMode::Signed);
        QCOMPARE(value(4.0F, DiffChannels::Rgb), signedColor(4.0F * 5.702F / 255.0F));
        view = compareView(low, high, CompareMode::Overlay);
        view.first.panes[0].compare.mix = 0.3F;
        const PixelRect pane = paneOf(view);
        QCOMPARE(pixelAt(composed(view), pane.x, pane.y), (Rgb{103, 102, 100})); // 101.5 rounds up
    }
    void unequalSizesAreLetterboxedNeverStretched()
    {
        // 20 x 20 on a canvas of 80 x 40: 40 x 40 in the middle, black beside it.
        const View view =
            compareView(flat(80, 40, {9, 9, 9}), flat(20, 20, {200, 0, 0}), CompareMode::Flip);
        View flipped = view;
        flipped.first.panes[0].compare.flipped = true;
        const PixelRect pane = paneOf(flipped);
        QCOMPARE(pane.width, 80);
        QCOMPARE(pane.height, 40);
        const Picture picture = composed(flipped);
        QCOMPARE(pixelAt(picture, pane.x + 19, pane.y + 20), (Rgb{0, 0, 0}));
        QCOMPARE(pixelAt(picture, pane.x + 20, pane.y), (Rgb{200, 0, 0}));
        QCOMPARE(pixelAt(picture, pane.x + 59, pane.y + 39), (Rgb{200, 0, 0}));
        QCOMPARE(pixelAt(picture, pane.x + 60, pane.y + 20), (Rgb{0, 0, 0}));
    }
    void shorterClipsHoldTheirLastFrame()
    {
        const auto longer = sharedCodedClip(96, 60, 9);
        View view = compareView(m_a, longer, CompareMode::Flip);
        const PixelRect pane = paneOf(view);
        const auto shown = [&](bool b, int frame) {
            view.first.panes[0].compare.flipped = b;
            const Picture picture = composed(view, frame);
            return readCode(picture.rgba, picture.width, 4, pane.x, pane.y, pane.width,
                            pane.height);
        };
        QCOMPARE(Compositor(view.first, view.second).frames(), 9);
        QCOMPARE(shown(false, 3), 3);
        QCOMPARE(shown(false, 8), 4);
        QCOMPARE(shown(true, 8), 8);
    }
    void metricsHaveKnownValues()
    {
        // All three channels differ by 10: 20 log10(255 / 10).
        const auto one = flat(40, 30, {100, 100, 100});
        const auto two = flat(40, 30, {110, 110, 110});
        QVERIFY(std::abs(psnrOf(*one, *two, 0) - 28.1308) < 1e-3);
        const double c1 = 6.5025;
        const double known = (2 * 100 * 110 + c1) / (100 * 100 + 110 * 110 + c1);
        QVERIFY(std::abs(ssimOf(*one, *two, 0) - known) < 1e-4);
        const Clip textured = codedClip(40, 30, 1);
        QVERIFY(std::abs(ssimOf(textured, *two, 0) - slowSsim(textured, *two)) < 1e-3);
        QVERIFY(std::isnan(psnrOf(*one, Clip(), 0)));
        // A box sees only what lies in it.
        Clip spot = *one;
        spot.rgb[0] = 0;
        QVERIFY(std::isinf(psnrOf(*one, spot, 0, MetricBox{1, 0, 39, 30})));
        QVERIFY(std::isfinite(psnrOf(*one, spot, 0, MetricBox{0, 0, 1, 1})));
        const auto cold = hotCellMap(4, 8, 8, 2, 3, 0.1F, 0.1F);
        const auto hot = hotCellMap(4, 8, 8, 2, 3, 0.1F, 0.74F);
        QVERIFY(std::abs(attentionDeltaOf(*cold, *hot, 0, {16, 16}) - 0.01) < 1e-6);
        QVERIFY(std::isnan(attentionDeltaOf(*cold, *hotCellMap(4, 9, 8, 2, 3, 0, 1), 0, {16, 16})));
    }
    void halfAndFullHdSizes()
    {
        View view = pairView(sharedCodedClip(832, 480, 1), sharedCodedClip(832, 480, 1));
        const Compositor half(view.first, view.second, {ExportSize::Half, {}});
        QCOMPARE(half.layout().cells[0].pixels.width, 416);
        const Compositor hd(view.first, view.second, {ExportSize::FullHd, {}});
        QVERIFY(hd.width() <= 1920 && hd.height() <= 1080);
        QCOMPARE(hd.layout().cells[1].pixels.width, 832);
        view = pairView(sharedCodedClip(1280, 720, 1), sharedCodedClip(1280, 720, 1));
        const Compositor shrunk(view.first, view.second, {ExportSize::FullHd, {}});
        QVERIFY(shrunk.width() <= 1920 && shrunk.width() > 1850);
        // A flat clip stays flat however it is shrunk.
        const View plain = pairView(flat(101, 67, {7, 70, 170}), nullptr);
        const Compositor small(plain.first, plain.second, {ExportSize::Half, {}});
        const PixelRect pane = small.layout().cells[0].pixels;
        QCOMPARE(pixelAt(small.frame(0), pane.x + pane.width - 1, pane.y + pane.height - 1),
                 (Rgb{7, 70, 170}));
    }
    void theStripHasALineAtTheFrame()
    {
        const View view = pairView(m_a, m_a);
        MetricStrip strip{"SSIM A to B", {0.2F, 0.5F, NAN, 0.9F, INFINITY}, 3, ""};
        const Compositor with(view.first, view.second, {ExportSize::Enlarged, strip});
        const PixelRect rect = with.layout().strip;
        QVERIFY(rect.width > 100);
        const Picture first = with.frame(0);
        const Picture last = with.frame(4);
        QVERIFY(differences(first, last, rect.x, rect.y, rect.width, rect.height) > 50);
        QCOMPARE(pixelAt(first, rect.x, rect.y + 4), (Rgb{0x4c, 0xc2, 0xff}));
        QCOMPARE(pixelAt(last, rect.x + rect.width - 1, rect.y + 4), (Rgb{0x4c, 0xc2, 0xff}));
    }
    void picturesAreReadInTheOrderOfTheirNumbers()
    {
        const fs::path folder = fs::path(m_folder.path().toStdString()) / "pictures";
        fs::create_directory(folder);
        for (const int number : {1, 2, 10}) {
            Picture picture{4, 3, {}};
            for (int i = 0; i < 12; ++i)
                picture.rgba.insert(picture.rgba.end(),
                                    {static_cast<std::uint8_t>(number), 20, 30, 255});
            QVERIFY(writePng(folder / (std::to_string(number) + ".png"), picture));
        }
        ClipCache cache;
        const auto source = cache.read(sourceName(folder.string()));
        QVERIFY2(source, source ? "" : source.error().text().c_str());
        QCOMPARE(source->clip->frames, 3);
        QCOMPARE(int(source->clip->frame(0)[0]), 1);
        QCOMPARE(int(source->clip->frame(2)[0]), 10);
        Picture odd{5, 3, std::vector<std::uint8_t>(60, 255)};
        QVERIFY(writePng(folder / "11.png", odd));
        const auto mixed = readSource(sourceName(folder.string()), 1 << 20);
        QVERIFY(!mixed);
        QVERIFY(mixed.error().text().find("11.png") != std::string::npos);
        QVERIFY(!readSource(sourceName(m_folder.path().toStdString()), 1 << 20));
    }
    void theCacheIsBounded()
    {
        const fs::path folder = m_folder.path().toStdString();
        for (const char *name : {"one.mkv", "two.mkv", "three.mkv"})
            QVERIFY(writeFfv1(folder / name, codedClip(64, 64, 4)));
        const std::size_t each = 64 * 64 * 3 * 4;
        ClipCache cache(2 * each);
        const auto one = cache.read(sourceName((folder / "one.mkv").string()));
        QVERIFY(one);
        QCOMPARE(cache.read(sourceName((folder / "one.mkv").string()))->clip, one->clip);
        QVERIFY(cache.read(sourceName((folder / "two.mkv").string())));
        QVERIFY(cache.read(sourceName((folder / "three.mkv").string())));
        QVERIFY(cache.bytes() <= 2 * each);
        QVERIFY(cache.read(sourceName((folder / "one.mkv").string()))->clip != one->clip);
        ClipCache tiny(each / 2);
        const auto refused = tiny.read(sourceName((folder / "one.mkv").string()));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::OutOfMemory);
    }
};

QTEST_APPLESS_MAIN(TestCompare)
#include "test_compare.moc"
