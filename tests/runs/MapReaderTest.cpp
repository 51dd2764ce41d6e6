#include "core/runs/MapReader.h"
#include "core/tensors/AtomicFile.h"
#include "core/tensors/Half.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

namespace fs = std::filesystem;
using namespace dare;

namespace
{

constexpr std::size_t kRows = 4;
constexpr std::size_t kCells = 4; // grid 2 x 1 x 2

/// Whole numbers up to 2048 are exact in f16.
std::uint16_t half(int value)
{
    if (value == 0)
        return 0;
    const int exponent = std::ilogb(static_cast<double>(value));
    const int fraction = (value << 10) >> exponent;
    return static_cast<std::uint16_t>(((exponent + 15) << 10) + (fraction - 1024));
}

/// A tensor [H, rows, 2, 1, 2] whose values are base + 100 head + 10 row + cell.
struct MapTensor {
    std::string name;
    int base = 0;
    std::size_t heads = 1;
};

class MapFile
{
public:
    void add(const MapTensor &map)
    {
        auto &values = m_values.emplace_back(std::make_unique<std::vector<std::uint16_t>>());
        for (std::size_t head = 0; head < map.heads; ++head) {
            for (std::size_t row = 0; row < kRows; ++row) {
                for (std::size_t cell = 0; cell < kCells; ++cell)
                    values->push_back(
                        half(map.base + static_cast<int>(100 * head + 10 * row + cell)));
            }
        }
        m_tensors.push_back({map.name,
                             DType::F16,
                             {static_cast<std::int64_t>(map.heads), kRows, 2, 1, 2},
                             std::as_bytes(std::span(*values))});
    }
    [[nodiscard]] Result<void> write(const fs::path &path) const
    {
        return writeSafeTensors(path, m_tensors, {});
    }

private:
    std::vector<std::unique_ptr<std::vector<std::uint16_t>>> m_values;
    std::vector<TensorView> m_tensors;
};

} // namespace

class MapReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_folder.reset(); }

    void halfIsExactForAllValues();
    void oneMap();
    void wordsAreSummed();
    void afterFallsBackToBefore();
    void difference();
    void meanOverLayers();
    void meanOverSteps();
    void heads();
    void chosenHeads();
    void headOfAHeadMean();
    void storedMeanOverBlocks();
    void branches();
    void wordsAreFoundRegardlessOfCase();
    void unknownWordListsTheKnown();
    void whatWasNotCaptured();
    void runWithoutMaps();
    void headsListedInAnyOrderAreFound();
    void damagedFileIsNamed();
    void afterWithFewerHeadsIsRefused();
    void otherShapeIsRefused();
    void damagedGridTakesNoMemory();

private:
    void write(int step, const std::vector<MapTensor> &maps)
    {
        MapFile file;
        for (const MapTensor &map : maps)
            file.add(map);
        const auto written = file.write(m_run.mapsFile(Side::B, step));
        QVERIFY2(written, written ? "" : written.error().text().c_str());
    }
    void setManifest(const std::function<void(RunManifest &)> &change)
    {
        RunManifest manifest = m_run.manifest();
        change(manifest);
        QVERIFY(m_run.save(manifest));
    }
    /// The four cells, or the error's text.
    [[nodiscard]] std::string read(const MapQuery &query) const
    {
        const auto map = readMap(m_run, query);
        if (!map)
            return map.error().text();
        std::string text;
        for (const float value : map->values)
            text += (text.empty() ? "" : " ") + QByteArray::number(value).toStdString();
        return text;
    }
    static bool has(const std::string &text, const char *part)
    {
        return text.find(part) != std::string::npos;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
    RunFolder m_run;
};

void MapReaderTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    RunManifest manifest;
    manifest.rows = {{"turtle", {0}, 0}, {"Été", {1}, 1}, {"end", {2}, -1}, {"pads", {3}, -1}};
    Word cut;
    cut.label = "rocket";
    manifest.tokens.words = {cut};
    manifest.grid = {2, 1, 2};
    manifest.blocks = 12;
    manifest.heads = 2;
    auto run = RunFolder::create(m_folder->path().toStdString() + "/runs", manifest);
    QVERIFY(run);
    m_run = std::move(*run);
}

void MapReaderTest::halfIsExactForAllValues()
{
    QCOMPARE(halfToFloat(0x3C00), 1.0F);
    QCOMPARE(halfToFloat(0xC000), -2.0F);
    QCOMPARE(halfToFloat(0x7BFF), 65504.0F);
    QCOMPARE(halfToFloat(0x0400), std::ldexp(1.0F, -14));
    QCOMPARE(halfToFloat(0x03FF), std::ldexp(1023.0F, -24));
    QCOMPARE(halfToFloat(0x8001), -std::ldexp(1.0F, -24));
    QVERIFY(std::signbit(halfToFloat(0x8000)) && halfToFloat(0x8000) == 0.0F);
    QCOMPARE(halfToFloat(0xFC00), -std::numeric_limits<float>::infinity());
    QVERIFY(std::isnan(halfToFloat(0x7E01)));
    for (std::uint32_t bits = 0; bits < 0x7C00; ++bits) { // against the definition
        const int exponent = static_cast<int>(bits >> 10U);
        const auto fraction = static_cast<float>(bits & 0x3FFU);
        const float expected = exponent == 0 ? std::ldexp(fraction, -24)
                                             : std::ldexp(1024.0F + fraction, exponent - 25);
        QCOMPARE(halfToFloat(static_cast<std::uint16_t>(bits)), expected);
        QCOMPARE(halfToFloat(static_cast<std::uint16_t>(bits | 0x8000U)), -expected);
    }
    for (int value = 0; value <= 2048; ++value) // and this file's own conversion
        QCOMPARE(halfToFloat(half(value)), static_cast<float>(value));
}

void MapReaderTest::oneMap()
{
    write(0, {{"block.0.cond.before", 100}, {"block.0.cond.after", 500}});
    const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"turtle"}, 0, 0, -1, Branch::Cond});
    QVERIFY(map);
    QCOMPARE(map->frames, 2);
    QCOMPARE(map->height, 1);
    QCOMPARE(map->width, 2);
    QCOMPARE(map->values, (std::vector<float>{100, 101, 102, 103}));
    QCOMPARE(read({Side::B, MapWhen::After, {"end"}, 0, 0, -1, Branch::Cond}),
             std::string("520 521 522 523"));
}

void MapReaderTest::wordsAreSummed()
{
    write(0, {{"block.0.cond.before", 0}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle", "pads", "turtle"}, 0, 0, -1, Branch::Cond}),
             std::string("30 32 34 36"));
    QVERIFY(has(read({Side::B, MapWhen::Before, {}, 0, 0, -1, Branch::Cond}), "no word"));
}

void MapReaderTest::afterFallsBackToBefore()
{
    write(0, {{"block.0.cond.before", 100}});
    QCOMPARE(read({Side::B, MapWhen::After, {"turtle"}, 0, 0, -1, Branch::Cond}),
             std::string("100 101 102 103"));
}

void MapReaderTest::difference()
{
    write(0, {{"block.0.cond.before", 700},
              {"block.0.cond.after", 600},
              {"block.1.cond.before", 50}}); // block 1 did not change
    QCOMPARE(read({Side::B, MapWhen::Difference, {"turtle"}, 0, 0, -1, Branch::Cond}),
             std::string("-100 -100 -100 -100"));
    QCOMPARE(read({Side::B, MapWhen::Difference, {"turtle"}, 0, 1, -1, Branch::Cond}),
             std::string("0 0 0 0"));
    QCOMPARE(read({Side::B, MapWhen::Difference, {"turtle"}, 0, -1, -1, Branch::Cond}),
             std::string("-50 -50 -50 -50"));
}

void MapReaderTest::meanOverLayers()
{
    write(0, {{"block.0.cond.before", 0},
              {"block.2.cond.before", 300},
              {"block.11.cond.before", 600},
              {"block.11.neg.before", 2000}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, -1, -1, Branch::Cond}),
             std::string("300 301 302 303"));
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 11, -1, Branch::Cond}),
             std::string("600 601 602 603"));
}

void MapReaderTest::meanOverSteps()
{
    write(0, {{"block.0.cond.before", 0}});
    write(4, {{"block.0.cond.before", 200}});
    write(12, {{"block.0.cond.before", 700}});
    QVERIFY(writeFileAtomically(m_run.path() / "b/maps/notes.txt", std::string("x")));
    QVERIFY(writeFileAtomically(m_run.path() / "b/maps/0003.safetensors.tmp-7", std::string("x")));
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, -1, 0, -1, Branch::Cond}),
             std::string("300 301 302 303"));
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 12, 0, -1, Branch::Cond}),
             std::string("700 701 702 703"));
}

void MapReaderTest::heads()
{
    setManifest([](RunManifest &manifest) {
        manifest.recipe.capture.heads = {IndexChoice::Mode::All, {}};
    });
    write(0, {{"block.0.cond.before", 0, 2}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"end"}, 0, 0, 0, Branch::Cond}),
             std::string("20 21 22 23"));
    QCOMPARE(read({Side::B, MapWhen::Before, {"end"}, 0, 0, 1, Branch::Cond}),
             std::string("120 121 122 123"));
    QCOMPARE(read({Side::B, MapWhen::Before, {"end"}, 0, 0, -1, Branch::Cond}),
             std::string("70 71 72 73"));
    QVERIFY(has(read({Side::B, MapWhen::Before, {"end"}, 0, 0, 2, Branch::Cond}), "0 to 1"));
}

void MapReaderTest::chosenHeads()
{
    setManifest([](RunManifest &manifest) {
        manifest.heads = 8;
        manifest.recipe.capture.heads = {IndexChoice::Mode::List, {3, 5}};
    });
    write(0, {{"block.0.cond.before", 0, 2}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, 5, Branch::Cond}),
             std::string("100 101 102 103"));
    const std::string text = read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, 1, Branch::Cond});
    QVERIFY2(has(text, "head 1") && has(text, "3, 5"), text.c_str());
}

void MapReaderTest::headOfAHeadMean()
{
    write(0, {{"block.0.cond.before", 0}});
    const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"turtle"}, 0, 0, 0, Branch::Cond});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::NotFound);
    QVERIFY(has(map.error().text(), "only their mean"));
}

void MapReaderTest::storedMeanOverBlocks()
{
    write(0, {{"block.mean.cond.before", 400}, {"block.3.cond.before", 900}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, -1, -1, Branch::Cond}),
             std::string("400 401 402 403")); // not mixed with the chosen block
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 3, -1, Branch::Cond}),
             std::string("900 901 902 903"));
}

void MapReaderTest::branches()
{
    write(0, {{"block.0.cond.before", 0}, {"block.0.neg.before", 800}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, -1, Branch::Neg}),
             std::string("800 801 802 803"));
    const std::string text = read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, -1, Branch::Dom});
    QVERIFY2(has(text, "`dom`") && has(text, "cond, neg"), text.c_str());
}

void MapReaderTest::wordsAreFoundRegardlessOfCase()
{
    write(0, {{"block.0.cond.before", 0}});
    for (const char *word : {"été", "ÉTÉ", "Été"})
        QCOMPARE(read({Side::B, MapWhen::Before, {word}, 0, 0, -1, Branch::Cond}),
                 std::string("10 11 12 13"));
}

void MapReaderTest::unknownWordListsTheKnown()
{
    write(0, {{"block.0.cond.before", 0}});
    const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"submarine"}});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::NotFound);
    const std::string text = map.error().text();
    QVERIFY2(has(text, "`submarine` is not in this run") && has(text, "turtle, Été, end, pads"),
             text.c_str());
    QVERIFY(has(read({Side::B, MapWhen::Before, {"Rocket"}}), "was not captured"));
}

void MapReaderTest::whatWasNotCaptured()
{
    write(0, {{"block.0.cond.before", 0}, {"block.2.cond.before", 0}});
    write(4, {{"block.0.cond.before", 0}});
    std::string text = read({Side::B, MapWhen::Before, {"turtle"}, 3, 0, -1, Branch::Cond});
    QVERIFY2(has(text, "step 3") && has(text, "0, 4"), text.c_str());
    text = read({Side::B, MapWhen::Before, {"turtle"}, 0, 1, -1, Branch::Cond});
    QVERIFY2(has(text, "layer 1") && has(text, "0, 2"), text.c_str());
}

void MapReaderTest::runWithoutMaps()
{
    const auto map = readMap(m_run, {Side::A, MapWhen::Before, {"turtle"}});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::NotFound);
    QVERIFY(has(map.error().text(), "no attention maps"));
}

void MapReaderTest::headsListedInAnyOrderAreFound()
{
    setManifest([](RunManifest &manifest) {
        manifest.recipe.capture.heads = {IndexChoice::Mode::List, {1, 0, 1}};
    });
    write(0, {{"block.0.cond.before", 0, 2}});
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, 1, Branch::Cond}),
             std::string("100 101 102 103"));
    QCOMPARE(read({Side::B, MapWhen::Before, {"turtle"}, 0, 0, 0, Branch::Cond}),
             std::string("0 1 2 3"));
}

void MapReaderTest::damagedFileIsNamed()
{
    write(0, {{"block.0.cond.before", 0}});
    write(1, {{"block.0.cond.before", 0}});
    fs::resize_file(m_run.mapsFile(Side::B, 1), 100);
    const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"turtle"}});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::InvalidInput);
    QVERIFY(has(map.error().text(), "b/maps/0001.safetensors"));
}

void MapReaderTest::afterWithFewerHeadsIsRefused()
{
    write(0, {{"block.0.cond.before", 0, 2}, {"block.0.cond.after", 0, 1}});
    const auto map = readMap(m_run, {Side::B, MapWhen::After, {"turtle"}});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::InvalidInput);
    QVERIFY(has(map.error().text(), "block.0.cond.after"));
}

void MapReaderTest::otherShapeIsRefused()
{
    setManifest([](RunManifest &manifest) { manifest.rows.pop_back(); });
    write(0, {{"block.0.cond.before", 0}});
    const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"turtle"}});
    QVERIFY(!map);
    QCOMPARE(map.error().code, ErrorCode::InvalidInput);
    const std::string text = map.error().text();
    QVERIFY2(has(text, "0000.safetensors") && has(text, "block.0.cond.before"), text.c_str());
}

void MapReaderTest::damagedGridTakesNoMemory()
{
    write(0, {{"block.0.cond.before", 0}});
    for (const std::vector<int> &grid :
         {std::vector<int>{}, {2, 1}, {0, 1, 2}, {-2, 1, 2}, {60000, 60000, 60000}}) {
        setManifest([&](RunManifest &manifest) { manifest.grid = grid; });
        const auto map = readMap(m_run, {Side::B, MapWhen::Before, {"turtle"}});
        QVERIFY(!map);
        QCOMPARE(map.error().code, ErrorCode::InvalidInput);
    }
}

QTEST_GUILESS_MAIN(MapReaderTest)
#include "MapReaderTest.moc"
