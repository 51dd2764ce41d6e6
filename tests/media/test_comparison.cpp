#include "core/media/Compositor.h"
#include "core/media/RunView.h"
#include "core/models/ModelFolder.h"
#include "core/types/MapShade.h"
#include "tests/media/TestViews.h"

#include <QtTest>

using namespace dare;
using namespace dare::test;

namespace
{

int inkOf(const View &view, const View &blank, const PixelRect &rect)
{
    return differences(compose(view.first, view.second), compose(blank.first, blank.second), rect.x,
                       rect.y, rect.width, rect.height);
}

ComparisonLayout layoutOf(const View &view)
{
    const TextPainter text;
    return ComparisonLayout::make(view.first, view.second, text);
}

/// Pixels of a picture that have exactly a colour.
int countColor(const Picture &picture, Rgb color)
{
    int count = 0;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x)
            count += pixelAt(picture, x, y) == color ? 1 : 0;
    return count;
}

} // namespace

class TestComparison : public QObject
{
    Q_OBJECT
    std::shared_ptr<const Clip> m_clip = sharedCodedClip(96, 96, 16);

private Q_SLOTS:
    void smallClipsAreUpscaledByWholeFactors()
    {
        QCOMPARE(upscaleFactor(96, 96), 5);
        QCOMPARE(upscaleFactor(240, 135), 2);
        QCOMPARE(upscaleFactor(241, 135), 1);
        QCOMPARE(upscaleFactor(832, 480), 1);
        QCOMPARE(upscaleFactor(32, 480), 1);
    }
    void everyClipPixelIsABlock()
    {
        const View view = pairView(m_clip, m_clip);
        const Picture picture = compose(view.first, view.second);
        const auto cell = layoutOf(view).cells[1];
        for (int y = 0; y < cell.pixels.height; y += 3) {
            for (int x = 0; x < cell.pixels.width; x += 3) {
                const auto at = static_cast<std::size_t>((y / 5 * 96 + x / 5) * 3);
                const Rgb expected{m_clip->rgb[at], m_clip->rgb[at + 1], m_clip->rgb[at + 2]};
                QCOMPARE(pixelAt(picture, cell.pixels.x + x, cell.pixels.y + y), expected);
            }
        }
    }
    void frameNumbersAreShown()
    {
        View view = pairView(m_clip, sharedCodedClip(96, 96, 4));
        const auto layout = layoutOf(view);
        for (int frame = 0; frame < 16; ++frame) {
            view.first.frame = frame;
            const Picture picture = compose(view.first, view.second);
            const auto code = [&](const PixelRect &rect) {
                return readCode(picture.rgba, picture.width, 4, rect.x, rect.y, rect.width,
                                rect.height);
            };
            QCOMPARE(code(layout.cells[0].pixels), frame);
            QCOMPARE(code(layout.cells[1].pixels), std::min(frame, 3)); // held
        }
    }
    void sizesAreEvenAndTheSameForEveryFrame()
    {
        for (const int width : {31, 97, 500, 833}) {
            View view = pairView(sharedCodedClip(width, 33, 3), sharedCodedClip(width, 35, 2));
            const Picture first = compose(view.first, view.second);
            QCOMPARE(first.width % 2, 0);
            QCOMPARE(first.height % 2, 0);
            view.first.frame = 2;
            const Picture last = compose(view.first, view.second);
            QCOMPARE(last.width, first.width);
            QCOMPARE(last.height, first.height);
        }
    }
    void missingMapsMoveNothing()
    {
        const View with = overlayView(m_clip, m_clip, hotCellMap(16, 16, 16, 3, 3, 0, 1));
        const View without = overlayView(m_clip, m_clip, nullptr);
        const auto one = layoutOf(with);
        const auto two = layoutOf(without);
        QCOMPARE(one.width, two.width);
        QCOMPARE(one.height, two.height);
        QVERIFY(one.cells[1].pixels == two.cells[1].pixels);
        QVERIFY(inkOf(with, without, one.cells[0].label) > 20); // "map not captured"
    }
    void overlayFollowsTheRule()
    {
        View view = overlayView(m_clip, m_clip, hotCellMap(16, 16, 16, 10, 5, 0.01F, 0.15F));
        view.first.frame = 7;
        view.first.opacity = 0.7F;
        const Picture picture = compose(view.first, view.second);
        const auto cell = layoutOf(view).cells[0];
        // Clip pixel (32, 62) lies in cell (5, 10), a sixth and a half from its centre.
        const auto at = m_clip->frameBytes() * 7 + std::size_t{(62 * 96 + 32) * 3};
        const double luma =
            0.2126 * m_clip->rgb[at] + 0.7152 * m_clip->rgb[at + 1] + 0.0722 * m_clip->rgb[at + 2];
        const double fx = 1.0 - std::abs(32.5 / 6.0 - 5.5);
        const double fy = 1.0 - std::abs(62.5 / 6.0 - 10.5);
        const double p = 0.01 + 0.14 * fx * fy;
        const double alpha = 0.7 * std::pow(p / 0.2, 0.6);
        const Rgb color = massTable(
            ColorMapName::Inferno)[static_cast<std::size_t>(std::lround(255.0 * p / 0.2))];
        const Rgb shown = pixelAt(picture, cell.pixels.x + 32 * 5 + 2, cell.pixels.y + 62 * 5 + 2);
        const auto near = [&](std::uint8_t value, std::uint8_t channel) {
            return std::abs(value - (0.45 * luma * (1.0 - alpha) + channel * alpha)) <= 1.0;
        };
        QVERIFY(near(shown.r, color.r));
        QVERIFY(near(shown.g, color.g));
        QVERIFY(near(shown.b, color.b));
    }
    void mapStylesAndSignedPanes()
    {
        View view = overlayView(m_clip, m_clip, hotCellMap(16, 16, 16, 10, 5, 0.0F, 0.2F));
        view.first.style = MapStyle::Cells;
        view.first.panes[1].kind = ViewPane::Kind::SignedMap;
        view.first.diffMax = 0.4F;
        const Picture picture = compose(view.first, view.second);
        const auto cells = layoutOf(view).cells;
        const auto shown = [&](int pane, int x, int y) {
            const auto &rect = cells[static_cast<std::size_t>(pane)].pixels;
            return pixelAt(picture, rect.x + x * 5, rect.y + y * 5);
        };
        QCOMPARE(shown(0, 30, 60), massColor(ColorMapName::Inferno, 1.0F));
        QCOMPARE(shown(0, 35, 65), massColor(ColorMapName::Inferno, 1.0F));
        QCOMPARE(shown(0, 36, 65), massColor(ColorMapName::Inferno, 0.0F));
        QCOMPARE(shown(1, 33, 63), signedColor(0.5F));
        QCOMPARE(shown(1, 3, 3), signedColor(0.0F));
    }
    void firstFrameAloneInCausalMaps()
    {
        // 9 clip frames over 3 map frames: 0 | 1-4 | 5-8, as the video VAE packs them.
        auto map = std::make_shared<HeatMap>(HeatMap{3, 1, 1, {0.0F, 0.5F, 1.0F}});
        View view = overlayView(sharedCodedClip(96, 96, 9), nullptr, map);
        view.first.panes.resize(1);
        view.second.resize(1);
        view.first.style = MapStyle::MapOnly;
        view.first.scaleMax = 1.0F;
        const auto rect = layoutOf(view).cells[0].pixels;
        const std::vector<float> expected{0, .5F, .5F, .5F, .5F, 1, 1, 1, 1};
        for (int frame = 0; frame < 9; ++frame) {
            view.first.frame = frame;
            QCOMPARE(pixelAt(compose(view.first, view.second), rect.x + 9, rect.y + 9),
                     massColor(ColorMapName::Inferno, expected[static_cast<std::size_t>(frame)]));
        }
    }
    void colourBarExactlyWhereAMapIs()
    {
        const auto map = hotCellMap(16, 16, 16, 10, 5, 0.0F, 0.2F);
        // Half the scale is a colour that neither text nor test clip has.
        const Rgb mark = massColor(ColorMapName::Inferno, 0.5F);
        View plain = pairView(m_clip, m_clip);
        QVERIFY(layoutOf(plain).bars.empty());
        QVERIFY(countColor(compose(plain.first, plain.second), mark) < 10);

        View unselected = overlayView(m_clip, m_clip, map);
        unselected.first.word.clear();
        QVERIFY(layoutOf(unselected).bars.empty());
        const View over = overlayView(m_clip, m_clip, map);
        const auto layout = layoutOf(over);
        QCOMPARE(layout.bars.size(), std::size_t{1});
        const PixelRect bar = layout.bars[0].rect;
        const Picture picture = compose(over.first, over.second);
        QCOMPARE(pixelAt(picture, bar.x, bar.y + 24), massColor(ColorMapName::Inferno, 0.0F));
        QCOMPARE(pixelAt(picture, bar.x + bar.width - 1, bar.y + 24),
                 massColor(ColorMapName::Inferno, 1.0F));

        View both = over;
        both.first.panes[1].kind = ViewPane::Kind::SignedMap;
        QCOMPARE(layoutOf(both).bars.size(), std::size_t{2});
        const PixelRect second = layoutOf(both).bars[1].rect;
        const Picture bars = compose(both.first, both.second);
        QCOMPARE(pixelAt(bars, second.x, second.y + 24), signedColor(-1.0F));
        QCOMPARE(pixelAt(bars, second.x + second.width - 1, second.y + 24), signedColor(1.0F));
    }
    void theScaleIsWritten()
    {
        const auto map = hotCellMap(16, 16, 16, 10, 5, 0.0F, 0.2F);
        const View one = overlayView(m_clip, m_clip, map);
        View two = one;
        two.first.scaleMax = 0.5F;
        const PixelRect bar = layoutOf(one).bars[0].rect;
        QVERIFY(inkOf(one, two, {bar.x, bar.y + 32, bar.width, 12}) > 10);
        QCOMPARE(inkOf(one, two, {bar.x, bar.y, bar.width, 31}), 0);
        two = one;
        two.first.word = "rocket";
        QVERIFY(inkOf(one, two, {bar.x, bar.y, bar.width, 18}) > 10);
    }
    void ownScalesAreCaptioned()
    {
        const auto map = hotCellMap(16, 16, 16, 10, 5, 0.04F, 0.2F);
        const View shared = overlayView(m_clip, m_clip, map);
        View own = shared;
        own.first.scaleMode = ScaleMode::PerMap;
        const auto layout = layoutOf(own);
        for (const auto &cell : layout.cells)
            QVERIFY(inkOf(own, shared, cell.label) > 100);
        own.first.style = MapStyle::Cells;
        // 99.9th percentile of the map's 4096 values is its hot cell: 0.2.
        const PixelRect rect = layout.cells[0].pixels;
        QCOMPARE(pixelAt(compose(own.first, own.second), rect.x, rect.y),
                 massColor(ColorMapName::Inferno, 0.2F));
    }
    void everyScriptDrawsSomething_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("Latin") << QByteArray("turtle");
        QTest::newRow("Chinese") << QByteArray("\u6d77\u9f9f\u548c\u706b\u7bad");
        QTest::newRow("Arabic") << QByteArray("\u0633\u0644\u062d\u0641\u0627\u0629");
        QTest::newRow("emoji") << QByteArray("\U0001F422");
        QTest::newRow("broken UTF-8") << QByteArray("a\xff\xfe b");
    }
    void everyScriptDrawsSomething()
    {
        QFETCH(QByteArray, text);
        View view = pairView(m_clip, m_clip);
        view.first.prompt.assign(1, ' ');
        view.first.sources[0].preset.clear();
        const View blank = view;
        const std::string shown(text.constData(), static_cast<std::size_t>(text.size()));
        view.first.prompt = shown;
        view.first.sources[0].preset = shown;
        const auto layout = layoutOf(view);
        QVERIFY(inkOf(view, blank, layout.cells[0].label) > 20);
        QVERIFY(inkOf(view, blank, layout.prompt) > 20);
    }
    void longPromptsWrapAndLongLabelsAreCut()
    {
        View view = pairView(m_clip, m_clip);
        const int height = layoutOf(view).height;
        for (int i = 0; i < 8; ++i)
            view.first.prompt += ", and a very long list of animals that walk along the shore";
        view.first.sources[0].preset = std::string(400, 'W');
        const auto layout = layoutOf(view);
        QVERIFY(layout.height > height + 20);
        const Picture picture = compose(view.first, view.second);
        const Rgb background = pixelAt(picture, 2, 2);
        const PixelRect label = layout.cells[0].label;
        for (int y = label.y; y < label.y + label.height; ++y)
            QCOMPARE(pixelAt(picture, label.x + label.width + 4, y), background);
        for (int y = 0; y < picture.height; ++y)
            QCOMPARE(pixelAt(picture, picture.width - 4, y), background);
    }
    void withoutLabelsOnlyTheScaleIsLeft()
    {
        View view = overlayView(m_clip, m_clip, hotCellMap(16, 16, 16, 10, 5, 0, 1));
        view.first.labels = false;
        const auto layout = layoutOf(view);
        QCOMPARE(layout.bars.size(), std::size_t{1});
        QCOMPARE(layout.cells[0].label.height, 0);
        QCOMPARE(layout.promptText.height(), 0);
    }
    void strangeSpecsStillGiveAPicture()
    {
        QVERIFY(compose({}, {}).width > 0);
        View view = pairView(nullptr, nullptr);
        view.first.columns = 0;
        view.first.panes[0].source = 9;
        view.first.panes[1].source = -1;
        view.first.frame = -3;
        QVERIFY(!compose(view.first, view.second).rgba.empty());
        QVERIFY(!compose(view.first, {}).rgba.empty());
    }
    void aSideHasItsPresetsNameOrIsCustom()
    {
        const auto model = inspectModel(embeddedModelFolder());
        QVERIFY(model);
        Recipe recipe;
        for (const Preset &preset : presets(*model)) {
            if (preset.name != "Plain CFG" && preset.name != "DARE")
                continue; // their values may be those of DARE
            recipe.b = preset.options;
            QCOMPARE(presetNameOf(recipe, Side::B), preset.name);
        }
        recipe.b.value(Option::Kappa) = 0.37;
        QCOMPARE(presetNameOf(recipe, Side::B), std::string("Custom"));
        recipe.b = presets(*model).front().options;
        recipe.model = "/no/such/model";
        QCOMPARE(presetNameOf(recipe, Side::B), std::string("Custom"));
    }
    void unequalSizesAreFittedIntoThePlaceOfA()
    {
        const View view = pairView(sharedCodedClip(480, 270, 1), sharedCodedClip(270, 480, 1));
        const auto cells = layoutOf(view).cells;
        QCOMPARE(cells[0].pixels.width, 480);
        QCOMPARE(cells[0].pixels.height, 270);
        QCOMPARE(cells[1].pixels.height, 270);
        QCOMPARE(cells[1].pixels.width, 152); // 270 * 270 / 480, its shape kept
        QCOMPARE(cells[1].pixels.x - cells[1].frame.x, (480 - 152) / 2);
        QCOMPARE(cells[1].frame.height, 270);
    }
    void everySizeShowsBAsLargeAsA_data()
    {
        QTest::addColumn<ExportSize>("size");
        QTest::addColumn<int>("bWidth");
        for (const int width : {48, 72, 96, 192, 480}) {
            for (const auto size :
                 {ExportSize::Enlarged, ExportSize::Native, ExportSize::Half, ExportSize::FullHd})
                QTest::addRow("B %d, size %d", width, static_cast<int>(size)) << size << width;
        }
    }
    void everySizeShowsBAsLargeAsA()
    {
        QFETCH(ExportSize, size);
        QFETCH(int, bWidth);
        const View view = pairView(m_clip, sharedCodedClip(bWidth, bWidth, 16));
        const Compositor compositor(view.first, view.second, {size, {}});
        const auto &cells = compositor.layout().cells;
        QCOMPARE(cells[1].pixels.width, cells[0].pixels.width);
        QCOMPARE(cells[1].pixels.height, cells[0].pixels.height);
        // The same picture on both sides: the code of the frame is in the same places.
        const Picture picture = compositor.frame(9);
        for (const auto &cell : cells)
            QCOMPARE(readCode(picture.rgba, picture.width, 4, cell.pixels.x, cell.pixels.y,
                              cell.pixels.width, cell.pixels.height),
                     9);
    }
};

QTEST_APPLESS_MAIN(TestComparison)
#include "test_comparison.moc"
