#include "core/types/Frame.h"
#include "core/types/ViewSpec.h"

#include <QTest>

#include <limits>

using namespace dare;

class ViewValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundsUpToReadableEnds_data();
    void roundsUpToReadableEnds();
    void roundedEndCoversTheValue();
    void sharedScaleIgnoresOneOutlier();
    void sharedScaleTakesMagnitudesOfAllMaps();
    void sharedScaleWithoutMaps();
    void mapFramesOfACausalVae();
    void mapFramesOfAPatchCodec();
    void mapFramesAreHeldWithTheirClip();
    void everySourceHasItsOwnFrames();
    void mapFrameIsAlwaysInRange();
    void heatMapIsRowMajor();
    void clipFrames();
};

void ViewValuesTest::roundsUpToReadableEnds_data()
{
    QTest::addColumn<float>("value");
    QTest::addColumn<float>("end");
    QTest::newRow("0.03") << 0.03F << 0.05F;
    QTest::newRow("0.05") << 0.05F << 0.05F;
    QTest::newRow("0.051") << 0.051F << 0.1F;
    QTest::newRow("1") << 1.0F << 1.0F;
    QTest::newRow("1.01") << 1.01F << 2.0F;
    QTest::newRow("7") << 7.0F << 10.0F;
    QTest::newRow("2000") << 2000.0F << 2000.0F;
    QTest::newRow("tiny") << 1.5e-6F << 2e-6F;
    QTest::newRow("zero") << 0.0F << 1.0F;
    QTest::newRow("negative") << -3.0F << 1.0F;
    QTest::newRow("not a number") << std::numeric_limits<float>::quiet_NaN() << 1.0F;
    QTest::newRow("infinite") << std::numeric_limits<float>::infinity() << 1.0F;
}

void ViewValuesTest::roundsUpToReadableEnds()
{
    QFETCH(float, value);
    QFETCH(float, end);
    QVERIFY2(std::abs(roundUp125(value) - end) <= 1e-5F * end,
             std::to_string(roundUp125(value)).c_str());
}

void ViewValuesTest::roundedEndCoversTheValue()
{
    for (float value = 1e-4F; value < 1e3F; value *= 1.07F) {
        QVERIFY(roundUp125(value) >= value * 0.99999F);
        QVERIFY(roundUp125(value) <= value * 2.5001F);
    }
}

void ViewValuesTest::sharedScaleIgnoresOneOutlier()
{
    auto map = std::make_shared<HeatMap>();
    map->values.assign(2000, 0.4F);
    map->values[77] = 100.0F;
    QCOMPARE(sharedScale({map}), 0.5F);
}

void ViewValuesTest::sharedScaleTakesMagnitudesOfAllMaps()
{
    auto small = std::make_shared<HeatMap>();
    small->values.assign(100, 0.01F);
    auto negative = std::make_shared<HeatMap>();
    negative->values.assign(100, -0.15F);
    QCOMPARE(sharedScale({small, nullptr, negative}), 0.2F);
}

void ViewValuesTest::sharedScaleWithoutMaps()
{
    QCOMPARE(sharedScale({}), 1.0F);
    QCOMPARE(sharedScale({nullptr, std::make_shared<HeatMap>()}), 1.0F);
}

void ViewValuesTest::mapFramesOfACausalVae()
{
    // 4(F-1)+1 frames: the first alone, then four a map frame.
    const std::vector<int> expected{0, 1, 1, 1, 1, 2, 2, 2, 2};
    for (int frame = 0; frame < 9; ++frame)
        QCOMPARE(mapFrameOf(frame, 9, 3), expected[static_cast<std::size_t>(frame)]);
    QCOMPARE(mapFrameOf(0, 81, 21), 0);
    QCOMPARE(mapFrameOf(1, 81, 21), 1);
    QCOMPARE(mapFrameOf(76, 81, 21), 19);
    QCOMPARE(mapFrameOf(77, 81, 21), 20);
    QCOMPARE(mapFrameOf(80, 81, 21), 20);
}

void ViewValuesTest::mapFramesOfAPatchCodec()
{
    for (int frame = 0; frame < 16; ++frame)
        QCOMPARE(mapFrameOf(frame, 16, 4), frame / 4);
    QCOMPARE(mapFrameOf(7, 16, 16), 7);
    QCOMPARE(mapFrameOf(15, 16, 1), 0);
    QCOMPARE(mapFrameOf(3, 4, 0), 0);
}

void ViewValuesTest::mapFramesAreHeldWithTheirClip()
{
    QCOMPARE(mapFrameOf(12, 9, 3), 2);
    QCOMPARE(mapFrameOf(-3, 9, 3), 0);
    // Without a clip the map's own frames are counted.
    QCOMPARE(mapFrameOf(3, 0, 4), 3);
    QCOMPARE(mapFrameOf(7, 0, 4), 3);
}

void ViewValuesTest::everySourceHasItsOwnFrames()
{
    const auto clip = [](int frames) {
        auto out = std::make_shared<Clip>();
        out->frames = frames;
        out->rgb.resize(1);
        return out;
    };
    ViewSpec spec;
    spec.panes.resize(3);
    spec.panes[0].source = 1; // a map pane, whose clip another pane shows
    spec.panes[1].source = 0;
    spec.panes[2].source = 1;
    const std::vector<PaneContent> contents{{}, {clip(9), nullptr}, {clip(17), nullptr}};
    QCOMPARE(framesOfSource(spec, contents, 0, 17), 9);
    QCOMPARE(framesOfSource(spec, contents, 1, 17), 17);
    QCOMPARE(framesOfSource(spec, contents, 2, 17), 17);
    spec.panes.resize(1);
    spec.panes[0].kind = ViewPane::Kind::Compare;
    spec.panes[0].source = 0;
    spec.panes[0].other = 1;
    QCOMPARE(framesOfSource(spec, {{clip(9), nullptr, clip(5)}}, 1, 9), 5);
}

void ViewValuesTest::mapFrameIsAlwaysInRange()
{
    for (int clip = 1; clip <= 33; ++clip) {
        for (int maps = 1; maps <= clip; ++maps) {
            int previous = 0;
            for (int frame = 0; frame < clip; ++frame) {
                const int shown = mapFrameOf(frame, clip, maps);
                QVERIFY(shown >= previous && shown < maps);
                previous = shown;
            }
            QCOMPARE(previous, maps - 1);
        }
    }
}

void ViewValuesTest::heatMapIsRowMajor()
{
    const HeatMap map{2, 2, 3, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
    QCOMPARE(map.at(0, 0, 2), 2.0F);
    QCOMPARE(map.at(0, 1, 0), 3.0F);
    QCOMPARE(map.at(1, 1, 2), 11.0F);
}

void ViewValuesTest::clipFrames()
{
    Clip clip{2, 1, 2, 8.0, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}};
    QCOMPARE(clip.frameBytes(), std::size_t{6});
    QCOMPARE(clip.frame(1)[0], std::uint8_t{7});
    QCOMPARE(clip.frame(1).size(), std::size_t{6});
}

QTEST_GUILESS_MAIN(ViewValuesTest)
#include "ViewValuesTest.moc"
