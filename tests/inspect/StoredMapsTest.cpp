#include "core/inspect/CaptureCost.h"
#include "core/inspect/CaptureSummary.h"
#include "core/inspect/HeadGrid.h"
#include "core/inspect/HeadSearch.h"
#include "core/inspect/SelectionData.h"
#include "core/inspect/StepShares.h"
#include "core/inspect/TokenStats.h"
#include "tests/inspect/MapRun.h"

#include <QFile>

#include <cmath>

using namespace dare;

namespace
{

/// In block 1, head 0 the turtle is in the upper left quarter; elsewhere it is in the lower right.
double quarters(int row, int block, int head, int, int y, int x)
{
    if (row != 0)
        return row == 1 && y >= 2 && x >= 2 ? 0.25 : 0.0;
    const bool first = block == 1 && head == 0;
    return first == (y < 2 && x < 2) && (y < 2) == (x < 2) ? 0.5 : 0.0;
}

MapQuery turtle(int step = 0)
{
    MapQuery out;
    out.side = Side::B;
    out.words = {"turtle"};
    out.step = step;
    return out;
}

} // namespace

class StoredMapsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowMapsHoldEveryRow();
    void gridTellsWhatIsCaptured();
    void regionSearchFindsTheHead();
    void wordSearchFindsTheHeads();
    void searchSaysWhatIsMissing();
    void sharesAndNeglect();
    void cosIsWeightedByMass();
    void summaryIsASentence();
    void costOfWhatIsMissing();
    void csvAndTensors();
};

void StoredMapsTest::rowMapsHoldEveryRow()
{
    MapRun maps;
    maps.writeMaps(Side::B, 0, 2, quarters,
                   [](int row, int, int, int, int, int) { return row == 2 ? 0.125 : 0.0; });
    const auto all = readRowMaps(maps.run, turtle());
    QVERIFY(all);
    QCOMPARE(all->labels.size(), std::size_t(4));
    QCOMPARE(all->before[0].at(0, 0, 0), 0.125F); // one of four heads
    QCOMPARE(all->before[0].at(1, 3, 3), 0.375F);
    QCOMPARE(all->after[2].at(0, 1, 1), 0.125F);
    // One word at a time gives the same numbers.
    MapQuery one = turtle();
    one.when = MapWhen::Before;
    QCOMPARE(readMap(maps.run, one)->values, all->before[0].values);
    const auto sum = all->sum(all->before, {"turtle", "rocket"});
    QCOMPARE(sum->at(0, 3, 3), 0.625F);
    QVERIFY(!all->sum(all->before, {"beach"}));
}

void StoredMapsTest::gridTellsWhatIsCaptured()
{
    MapRun maps;
    maps.writeMaps(Side::B, 0, 2, quarters);
    maps.writeMaps(Side::B, 1, 1, quarters);
    const auto grid = readHeadGrid(maps.run, turtle(), 1);
    QVERIFY(grid);
    QVERIFY(grid->at(1, 0).captured);
    QCOMPARE(grid->at(1, 0).map.at(0, 0, 0), 0.5F);
    QCOMPARE(grid->at(0, 0).map.at(0, 0, 0), 0.0F);
    QCOMPARE(grid->at(0, 0).mass, 0.125F);
    QVERIFY(std::abs(grid->at(0, 0).entropy - std::log(4.0F)) < 1e-5F);
    const auto mean = readHeadGrid(maps.run, turtle(1), 0);
    QVERIFY(mean && !mean->anyCaptured());
    const auto nothing = readHeadGrid(maps.run, turtle(2), 0);
    QVERIFY(nothing && !nothing->anyCaptured());
}

void StoredMapsTest::regionSearchFindsTheHead()
{
    MapRun maps;
    maps.writeMaps(Side::B, 0, 2, quarters);
    HeadTarget target;
    target.clipFrames = MapRun::kFrames;
    target.region.keys[0] = {0.0, 0.0, 0.5, 0.5};
    const auto scores = searchHeads(maps.run, turtle(), target, nullptr);
    QVERIFY(scores);
    QCOMPARE(scores->size(), std::size_t(4));
    QCOMPARE(scores->front(), (HeadScore{1, 0, 1.0, 1.0}));
    QCOMPARE((*scores)[1].overlap, 0.0);
    QCOMPARE((*scores)[1].pointing, 0.0);
    // Half of the box outside: half of the map inside.
    target.region.keys[0] = {0.0, 0.0, 0.25, 0.5};
    QCOMPARE(searchHeads(maps.run, turtle(), target, nullptr)->front().overlap, 0.5);
}

void StoredMapsTest::wordSearchFindsTheHeads()
{
    MapRun maps;
    maps.writeMaps(Side::B, 0, 2, quarters);
    maps.writeMaps(Side::B, 2, 2, quarters);
    HeadTarget target;
    target.words = {"rocket"};
    const auto scores = searchHeads(maps.run, turtle(-1), target, nullptr);
    QVERIFY(scores);
    QCOMPARE(scores->back().layer, 1);
    QCOMPARE(scores->back().head, 0);
    QVERIFY(std::abs(scores->front().overlap - 1.0) < 1e-6);
    QCOMPARE(scores->front().pointing, 1.0);
    QCOMPARE(scores->back().overlap, 0.0);
    std::atomic<bool> cancel = true;
    QCOMPARE(searchHeads(maps.run, turtle(-1), target, &cancel).error().code, ErrorCode::Cancelled);
}

void StoredMapsTest::searchSaysWhatIsMissing()
{
    MapRun maps;
    maps.writeMaps(Side::B, 0, 1, quarters);
    HeadTarget target;
    QCOMPARE(searchHeads(maps.run, turtle(), target, nullptr).error().code,
             ErrorCode::InvalidArgument);
    target.words = {"rocket"};
    QCOMPARE(searchHeads(maps.run, turtle(), target, nullptr).error().code, ErrorCode::NotFound);
    target.words = {"beach"};
    QVERIFY(searchHeads(maps.run, turtle(), target, nullptr).error().message.find("beach") !=
            std::string::npos);
}

void StoredMapsTest::sharesAndNeglect()
{
    MapRun maps;
    for (int step = 0; step < MapRun::kSteps; ++step)
        maps.writeStep(Side::B, step, {0.1F, 0.3F, 0.2F, 0.4F, 0.3F, 0.1F, 0.2F, 0.4F},
                       {0.4F, 1.6F}, {0.9F, 0.8F, 0.7F, 0.6F});
    maps.reopen();
    const auto shares = readStepShares(maps.run, {"turtle"});
    QVERIFY(shares);
    QCOMPARE(shares->labels, (std::vector<std::string>{"turtle", "rocket"}));
    QCOMPARE(shares->sides[1].words[0], std::vector<float>(3, 0.4F));
    QCOMPARE(shares->sides[1].layers[0], std::vector<float>(3, 0.5F)); // 0.1 of a mean of 0.2
    QCOMPARE(shares->sides[1].layers[1], std::vector<float>(3, 1.5F));
    QVERIFY(!shares->sides[1].neglected[0]); // only from the fourth step on
    QVERIFY(shares->sides[0].words.empty() || shares->sides[0].words[0].empty());
}

void StoredMapsTest::cosIsWeightedByMass()
{
    MapRun maps;
    maps.writeStep(Side::B, 0, {0.1F, 0.3F, 0.2F, 0.4F, 0.3F, 0.1F, 0.2F, 0.4F}, {0.4F, 1.6F},
                   {0.9F, 0.5F, 0.7F, 0.6F});
    maps.reopen();
    const auto one = readWordCos(maps.run, Side::B, 0, {"turtle"});
    QCOMPARE(one.size(), std::size_t(2));
    QCOMPARE(one[0], 0.9F);
    const auto both = readWordCos(maps.run, Side::B, 0, {"turtle", "rocket"});
    QVERIFY(std::abs(both[0] - 0.6F) < 1e-6F); // (0.1 * 0.9 + 0.3 * 0.5) / 0.4
    QVERIFY(readWordCos(maps.run, Side::B, 0, {"end"}).empty());
    QVERIFY(readWordCos(maps.run, Side::B, 2, {"turtle"}).empty());
}

void StoredMapsTest::summaryIsASentence()
{
    MapRun maps;
    QCOMPARE(describe(readCaptureSummary(maps.run)),
             std::string("No maps, only the mass of each word at every step."));
    maps.writeMaps(Side::B, 0, 1, quarters);
    maps.writeMaps(Side::B, 1, 2, quarters);
    const CaptureSummary some = readCaptureSummary(maps.run);
    QCOMPARE(describe(some),
             std::string("The head mean of every layer in step 1; every head of every layer in "
                         "step 2. 2 words, end and pads."));
    QVERIFY(some.bytes > 0);
    QVERIFY(some.has(1, 0, 1) && !some.has(0, 0, 1) && some.has(0, 0, -1) && !some.has(2, 0, -1));
    QVERIFY(!some.has(-1, -1, 1) && some.has(-1, -1, -1));
}

void StoredMapsTest::costOfWhatIsMissing()
{
    MapRun maps;
    for (const Side side : kSides) {
        for (int step = 0; step < MapRun::kSteps; ++step)
            maps.writeStep(side, step, std::vector<float>(8, 0.1F), {1.0F, 1.0F},
                           std::vector<float>(4, 1.0F));
        maps.writeMaps(side, 1, 2, quarters);
    }
    maps.reopen();
    CaptureWindow window;
    window.heads = {IndexChoice::Mode::All, {}};
    const CaptureWindow missing = missingWindow(maps.run, readCaptureSummary(maps.run), window);
    QCOMPARE(missing.steps.list, (std::vector<int>{0, 2}));
    const CaptureCost cost = captureCost(maps.run, missing);
    // 2 blocks x 2 heads x 4 rows x 32 cells x 2 bytes, on A before alone, on B before and after.
    QCOMPARE(cost.bytes, std::uint64_t(2 * 2 * 4 * 32 * 2) * 2 * 3);
    QCOMPARE(cost.seconds, 2.0);
}

void StoredMapsTest::csvAndTensors()
{
    MapRun maps;
    for (const Side side : kSides)
        maps.writeMaps(side, 0, 2, quarters);
    MapQuery query = turtle();
    query.layer = 1;
    query.head = 0;
    const auto data = readSelection(maps.run, query);
    QVERIFY2(data, data ? "" : data.error().text().c_str());
    QTemporaryDir out;
    const std::string base = out.path().toStdString();
    QVERIFY(writeSelection(base + "/maps.safetensors", *data));
    const auto file = SafeTensorsFile::open(base + "/maps.safetensors");
    QVERIFY(file);
    const TensorView *map = file->find("b.after");
    QVERIFY(map != nullptr);
    QCOMPARE(map->shape, (std::vector<std::int64_t>{2, 4, 4}));
    float first = 0.0F;
    std::memcpy(&first, map->bytes.data(), sizeof first);
    QCOMPARE(first, 0.5F);
    QVERIFY(file->metadata().at("recipe").find("turtle rocket") != std::string::npos);
    QVERIFY(writeSelection(base + "/maps.csv", *data));
    QFile csv(out.filePath(QStringLiteral("maps.csv")));
    QVERIFY(csv.open(QIODevice::ReadOnly));
    const QByteArray text = csv.readAll();
    QVERIFY(text.contains("side,frame,mass,peak,entropy_nats,cos\n"));
    QVERIFY2(text.contains("\nb,0,0.125,0.5,1.38629"), text.constData());
    QVERIFY(text.contains("\nb,all,0.125,0.5,"));
    QCOMPARE(writeSelection(base + "/maps.xls", *data).error().code, ErrorCode::InvalidArgument);
}

QTEST_GUILESS_MAIN(StoredMapsTest)
#include "StoredMapsTest.moc"
