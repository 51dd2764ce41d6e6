#include "core/types/ColorMap.h"
#include "core/types/MapShade.h"

#include <QtTest>

#include <limits>

using namespace dare;

namespace {

/// CIE lightness of an sRGB colour.
double lightness(Rgb color)
{
    const auto linear = [](std::uint8_t channel) {
        const double value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const double luminance =
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b);
    return luminance > 0.008856 ? 116.0 * std::cbrt(luminance) - 16.0 : 903.3 * luminance;
}

constexpr std::array kMaps{ColorMapName::Inferno, ColorMapName::Viridis, ColorMapName::Magma,
                           ColorMapName::Cividis, ColorMapName::Grey};

} // namespace

class TestColorMap : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void massTablesRiseInLightness()
    {
        for (const ColorMapName map : kMaps) {
            const ColorTable &table = massTable(map);
            for (std::size_t i = 1; i < table.size(); ++i)
                QVERIFY2(lightness(table[i]) > lightness(table[i - 1]) - 0.25,
                         qPrintable(QString("map %1 entry %2").arg(int(map)).arg(i)));
            for (std::size_t i = 8; i < table.size(); ++i)
                QVERIFY2(lightness(table[i]) > lightness(table[i - 8]),
                         qPrintable(QString("map %1 entry %2").arg(int(map)).arg(i)));
        }
    }
    void endsAreMatplotlibs()
    {
        QCOMPARE(massColor(ColorMapName::Inferno, 0.0F), (Rgb{0x00, 0x00, 0x04}));
        QCOMPARE(massColor(ColorMapName::Inferno, 1.0F), (Rgb{0xfc, 0xff, 0xa4}));
        QCOMPARE(massColor(ColorMapName::Viridis, 0.0F), (Rgb{0x44, 0x01, 0x54}));
        QCOMPARE(massColor(ColorMapName::Viridis, 1.0F), (Rgb{0xfd, 0xe7, 0x25}));
        QCOMPARE(massColor(ColorMapName::Magma, 1.0F), (Rgb{0xfc, 0xfd, 0xbf}));
        QCOMPARE(massColor(ColorMapName::Cividis, 0.0F), (Rgb{0x00, 0x22, 0x4e}));
        QCOMPARE(massColor(ColorMapName::Grey, 0.5F), (Rgb{128, 128, 128}));
    }
    void valuesOutsideClamp()
    {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float infinite = std::numeric_limits<float>::infinity();
        QCOMPARE(massIndex(-3.0F), std::size_t{0});
        QCOMPARE(massIndex(nan), std::size_t{0});
        QCOMPARE(massIndex(infinite), std::size_t{255});
        QCOMPARE(signedIndex(nan), std::size_t{128});
        QCOMPARE(signedIndex(-infinite), std::size_t{1});
        QCOMPARE(signedIndex(7.0F), std::size_t{255});
    }
    void zeroIsTheCentreOfTheSignedTable()
    {
        QCOMPARE(signedColor(0.0F), (Rgb{0xec, 0xec, 0xea}));
        QCOMPARE(signedColor(-1.0F), (Rgb{0x21, 0x56, 0xac}));
        QCOMPARE(signedColor(1.0F), (Rgb{0xb8, 0x18, 0x24}));
        const ColorTable table = signedTable();
        for (std::size_t step = 1; step < 127; ++step) {
            QVERIFY(lightness(table[128 + step + 1]) <= lightness(table[128 + step]));
            QVERIFY(lightness(table[128 - step - 1]) <= lightness(table[128 - step]));
        }
        // Exponent 0.85: half way is nearer to the end than a straight line would be.
        QCOMPARE(int(signedColor(0.5F).r),
                 int(std::lround(236 + (184 - 236) * std::pow(64 / 127.0, 0.85))));
    }
    void densityStartsAboveTheDarkest()
    {
        QCOMPARE(densityColor(0.0F), massColor(ColorMapName::Viridis, 0.12F));
        QCOMPARE(densityColor(1.0F), massColor(ColorMapName::Viridis, 1.0F));
    }
    void mapValuesBetweenCells()
    {
        const HeatMap map{1, 1, 2, {0.0F, 1.0F}};
        // Eight pixels over two cells: centres at 2 and 6.
        QCOMPARE(mapValueAt(map, 0, 0, 0, 8, 4, MapStyle::MapOnly), 0.0F);
        QCOMPARE(mapValueAt(map, 0, 3, 0, 8, 4, MapStyle::MapOnly), 0.375F);
        QCOMPARE(mapValueAt(map, 0, 4, 0, 8, 4, MapStyle::MapOnly), 0.625F);
        QCOMPARE(mapValueAt(map, 0, 7, 3, 8, 4, MapStyle::MapOnly), 1.0F);
        QCOMPARE(mapValueAt(map, 0, 3, 0, 8, 4, MapStyle::Cells), 0.0F);
        QCOMPARE(mapValueAt(map, 0, 4, 0, 8, 4, MapStyle::Cells), 1.0F);
    }
    void overlayWithoutMassIsDarkGrey()
    {
        const Rgb shaded = shadeOverlay({255, 0, 0}, ColorMapName::Inferno, 0.0F, 1.0F, 0.85F);
        QCOMPARE(shaded, (Rgb{24, 24, 24})); // 0.45 * 0.2126 * 255
        const Rgb full = shadeOverlay({255, 0, 0}, ColorMapName::Inferno, 2.0F, 1.0F, 1.0F);
        QCOMPARE(full, massColor(ColorMapName::Inferno, 1.0F));
    }
};

QTEST_APPLESS_MAIN(TestColorMap)
#include "test_color_map.moc"
