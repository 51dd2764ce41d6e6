#include "core/runs/MemoryPlan.h"

#include <QTest>

using namespace dare;

namespace
{

constexpr std::uint64_t kGiB = 1ULL << 30U;

/// Wan 2.1 as its folder says.
ModelInfo wan(std::uint64_t transformer, int blocks, int heads)
{
    ModelInfo out;
    out.blocks = blocks;
    out.heads = heads;
    out.headDim = 128;
    out.patch = {1, 2, 2};
    out.latentChannels = 16;
    out.spatialScale = 8;
    out.temporalScale = 4;
    const auto part = [&out](const char *path, std::uint64_t parameters) {
        FileCheck file;
        file.path = path;
        file.parameters = parameters;
        out.files.push_back(file);
        out.parameters += parameters;
    };
    part("transformer/diffusion_pytorch_model.safetensors", transformer);
    part("text_encoder/model.safetensors", 5'680'910'336);
    part("vae/diffusion_pytorch_model.safetensors", 126'892'531);
    return out;
}

ModelInfo small()
{
    return wan(1'418'996'800, 30, 12);
}

ModelInfo large()
{
    return wan(14'288'491'584, 40, 40);
}

Recipe onCard()
{
    Recipe out;
    out.device = "cuda:0";
    out.precision = Precision::Bf16;
    out.size = {832, 480, 81};
    return out;
}

} // namespace

/// What a run needs on a card, for the published sizes.
class MemoryPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theFirstModeThatFits_data();
    void theFirstModeThatFits();
    void laterModesNeedLess();
    void theTextEncoderStaysWhereThereIsRoom();
    void aModeThatIsNamedStays();
    void longClipsAreDecodedInTiles();
};

void MemoryPlanTest::theFirstModeThatFits_data()
{
    QTest::addColumn<bool>("fourteen");
    QTest::addColumn<std::uint64_t>("available");
    QTest::addColumn<MemoryMode>("mode");
    QTest::newRow("1.3B, 80 GiB") << false << 78 * kGiB << MemoryMode::Resident;
    QTest::newRow("1.3B, 12 GiB") << false << 12 * kGiB << MemoryMode::Resident;
    QTest::newRow("1.3B, 3 GiB") << false << 3 * kGiB << MemoryMode::Streamed;
    QTest::newRow("14B, 80 GiB") << true << 78 * kGiB << MemoryMode::Resident;
    QTest::newRow("14B, 24 GiB") << true << 24 * kGiB << MemoryMode::Streamed;
    QTest::newRow("14B, 8 GiB") << true << 8 * kGiB << MemoryMode::Streamed;
    QTest::newRow("1.3B, not known") << false << std::uint64_t{0} << MemoryMode::Resident;
}

void MemoryPlanTest::theFirstModeThatFits()
{
    QFETCH(bool, fourteen);
    QFETCH(std::uint64_t, available);
    QFETCH(MemoryMode, mode);
    const ModelInfo model = fourteen ? large() : small();
    QCOMPARE(chooseMemoryMode(onCard(), model, 24, available), mode);
    if (available >= 8 * kGiB) // a promise, not only the last that is left
        QVERIFY(planMemory(onCard(), model, 24, mode, available).peakBytes < available);
}

void MemoryPlanTest::laterModesNeedLess()
{
    for (const ModelInfo &model : {small(), large()}) {
        std::uint64_t before = ~std::uint64_t{0};
        for (const MemoryMode mode :
             {MemoryMode::Resident, MemoryMode::Lean, MemoryMode::Streamed}) {
            const MemoryPlan plan = planMemory(onCard(), model, 24, mode, 78 * kGiB);
            QVERIFY(plan.peakBytes <= before);
            QVERIFY(plan.peakBytes >= plan.weightBytes);
            before = plan.peakBytes;
        }
    }
}

void MemoryPlanTest::theTextEncoderStaysWhereThereIsRoom()
{
    const auto plan = [](std::uint64_t available, MemoryMode mode) {
        return planMemory(onCard(), small(), 24, mode, available);
    };
    const MemoryPlan roomy = plan(78 * kGiB, MemoryMode::Resident);
    QVERIFY(roomy.residentText);
    const MemoryPlan tight = plan(roomy.peakBytes, MemoryMode::Resident);
    QVERIFY(!tight.residentText);
    QCOMPARE(roomy.peakBytes - tight.peakBytes, std::uint64_t{2 * 5'680'910'336});
    QVERIFY(!plan(78 * kGiB, MemoryMode::Lean).residentText);
    QVERIFY(!plan(0, MemoryMode::Resident).residentText);
    ModelInfo few = small();
    few.files[1].parameters = 3'000'000; // loaded with the rest, as it is
    QVERIFY(!planMemory(onCard(), few, 24, MemoryMode::Resident, 78 * kGiB).residentText);
}

void MemoryPlanTest::aModeThatIsNamedStays()
{
    Recipe recipe = onCard();
    recipe.memory = MemoryMode::Lean;
    QCOMPARE(chooseMemoryMode(recipe, large(), 24, kGiB), MemoryMode::Lean);
}

void MemoryPlanTest::longClipsAreDecodedInTiles()
{
    QVERIFY(!planMemory(onCard(), small(), 24, MemoryMode::Lean, 8 * kGiB).tiledDecode);
    const MemoryPlan tiled = planMemory(onCard(), small(), 24, MemoryMode::Lean, 2 * kGiB);
    QVERIFY(tiled.tiledDecode);
    QVERIFY(tiled.decodeBytes < 2 * kGiB);
}

QTEST_APPLESS_MAIN(MemoryPlanTest)
#include "MemoryPlanTest.moc"
