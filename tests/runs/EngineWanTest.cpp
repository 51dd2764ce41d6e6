#include "core/media/Video.h"
#include "core/tensors/SafeTensors.h"
#include "tests/runs/EngineRuns.h"

#include <QTest>

#include <cmath>
#include <memory>

using namespace dare;
using namespace engine_runs;

namespace
{

constexpr const char *kTiny = DARE_TEST_DATA "/oracle/tiny/model";

/// 48x32 pixels and 9 frames make 3x4x6 latents.
Recipe wanRecipe(int steps)
{
    const auto model = inspectModel(kTiny);
    Recipe out = model ? defaultRecipe(*model) : Recipe{};
    out.prompt = "a red fox";
    out.seed = 5;
    out.steps = steps;
    out.size = {48, 32, 9};
    out.device = "cpu";
    out.precision = Precision::Fp32;
    out.memory = MemoryMode::Resident;
    return out;
}

} // namespace

/// Runs of a Wan folder, from the prompt to frames.
class EngineWanTest : public QObject
{
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_runs;

    [[nodiscard]] Engine::Options options() const
    {
        Engine::Options out;
        out.threads = 1;
        out.cache = pathOf(*m_runs) / "cache";
        return out;
    }

private Q_SLOTS:
    void init() { m_runs = std::make_unique<QTemporaryDir>(); }
    void framesAreDecoded();
    void framesOfTheOracle();
    void previewsComeFromTheMapToColours();
    void failedDecodeGoesOnInTiles();
    void decodeThatFailsInTilesCanBeResumed();
    void cancelledDecodeCanBeResumed();
    void decodeAgain();
    void everyMemoryModeHasTheSameBits();
    void outOfMemoryGoesOnStreamed();
    void sidesOnTwoDevicesHaveTheSameBits();
    void outOfMemoryOnBothDevicesGoesOnStreamed();
    void livePreviewIsRefused();
    void textsComeFromTheCache();
};

void EngineWanTest::framesAreDecoded()
{
    Engine engine(options());
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanRecipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY2(outcome && outcome->finished, outcome ? "" : outcome.error().text().c_str());
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder);
    QCOMPARE(folder->manifest().environment.at("decoding"), std::string("VAE"));
    QCOMPARE(folder->manifest().grid, (std::vector<int>{3, 2, 3}));
    const auto finished = recorder.all<SideFinished>();
    QCOMPARE(finished.size(), std::size_t{2});
    for (const SideFinished &side : finished) {
        const auto clip = readVideo(folder->framesFile(side.side));
        QVERIFY2(clip, clip ? "" : clip.error().text().c_str());
        QCOMPARE(clip->width, 48);
        QCOMPARE(clip->height, 32);
        QCOMPARE(clip->frames, 9);
        QVERIFY(side.clip && side.clip->rgb == clip->rgb);
    }
    QVERIFY(readVideo(folder->framesFile(Side::A))->rgb !=
            readVideo(folder->framesFile(Side::B))->rgb);
}

void EngineWanTest::framesOfTheOracle()
{
    // diffusers' own frames, from its own noise: 8 bit is round(255 x).
    const auto fixture = SafeTensorsFile::open(DARE_TEST_DATA "/oracle/tiny/fixture.safetensors");
    QVERIFY(fixture);
    Recipe wanted = wanRecipe(5);
    wanted.prompt = "a red fox runs over the snow";
    wanted.negative = "blurry, low quality";
    wanted.noiseFile = DARE_TEST_DATA "/oracle/tiny/fixture.safetensors";
    wanted.maxTokens = 16;
    wanted.shift = 3.0;
    wanted.runB = false;
    wanted.a.value(Option::W) = 5.0;
    Engine engine(options());
    const auto folder = run(engine, wanted, *m_runs);
    QVERIFY2(folder, folder ? "" : folder.error().text().c_str());
    const auto clip = readVideo(folder->framesFile(Side::A));
    QVERIFY(clip);
    const TensorView *frames = fixture->find("pipeline.frames");
    QVERIFY(frames != nullptr);
    QCOMPARE(clip->rgb.size(), static_cast<std::size_t>(frames->elements()));
    const auto *expected = reinterpret_cast<const float *>(frames->bytes.data());
    for (std::size_t i = 0; i < clip->rgb.size(); ++i) {
        // One step of 255, and only where rounding is a matter of the last bits.
        const double exact = 255.0 * static_cast<double>(expected[i]);
        QVERIFY(std::abs(clip->rgb[i] - exact) <= 0.5 + 255.0 * 1e-4);
    }
}

void EngineWanTest::previewsComeFromTheMapToColours()
{
    Engine engine(options());
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanRecipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY(outcome);
    const auto previews = recorder.all<Preview>();
    QCOMPARE(previews.size(), std::size_t{4});
    for (const Preview &preview : previews) {
        QCOMPARE(preview.clip->width, 6); // a pixel a latent cell
        QCOMPARE(preview.clip->height, 4);
        QCOMPARE(preview.clip->frames, 9);
        const auto stored = engine.preview(outcome->path, preview.side, preview.step);
        QVERIFY2(stored, stored ? "" : stored.error().text().c_str());
        QVERIFY(stored->rgb == preview.clip->rgb);
    }
    // Fitted once a VAE, and read the next time.
    std::size_t maps = 0;
    for (const auto &entry :
         std::filesystem::directory_iterator(pathOf(*m_runs) / "cache" / "previews"))
        maps += entry.path().extension() == ".safetensors" ? 1 : 0;
    QCOMPARE(maps, std::size_t{1});
}

void EngineWanTest::failedDecodeGoesOnInTiles()
{
    Engine whole(options());
    const auto expected = run(whole, wanRecipe(2), *m_runs);
    QVERIFY(expected);
    Engine::Options tight = options();
    int attempts = 0;
    tight.injectDecodeOutOfMemory = [&attempts](bool tiled) {
        ++attempts;
        return !tiled;
    };
    Engine engine(tight);
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanRecipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY2(outcome && outcome->finished, outcome ? "" : outcome.error().text().c_str());
    QCOMPARE(attempts, 4); // whole, then tiled, of both sides
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder);
    QCOMPARE(folder->manifest().environment.at("decoding"), std::string("VAE, tiled"));
    QCOMPARE(recorder.all<StepDone>().size(), std::size_t{4}); // no step twice
    bool said = false;
    for (const RunLog &log : recorder.all<RunLog>())
        said = said || log.line.find("tiles") != std::string::npos;
    QVERIFY(said);
    QVERIFY(readVideo(folder->framesFile(Side::A))->rgb ==
            readVideo(expected->framesFile(Side::A))->rgb); // no larger than a tile
}

void EngineWanTest::decodeThatFailsInTilesCanBeResumed()
{
    Engine::Options broken = options();
    broken.injectDecodeOutOfMemory = [](bool) { return true; };
    Engine engine(broken);
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanRecipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::OutOfMemory);
    const std::string path = recorder.all<RunFailed>().at(0).path;
    Engine healthy(options());
    Recorder again;
    RunControl second;
    const auto resumed = healthy.resume(path, 2, second, again.sink());
    QVERIFY2(resumed && resumed->finished, resumed ? "" : resumed.error().text().c_str());
    QCOMPARE(again.all<RunStarted>().at(0).firstStep, 2); // the steps were there
    QVERIFY(readVideo(RunFolder::open(path)->framesFile(Side::B)));
}

void EngineWanTest::cancelledDecodeCanBeResumed()
{
    RunControl control;
    Engine::Options stopping = options();
    stopping.injectDecodeOutOfMemory = [&control](bool) {
        control.cancel();
        return false;
    };
    Engine engine(stopping);
    Recorder recorder;
    const auto outcome = engine.run(wanRecipe(2), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY2(outcome, outcome ? "" : outcome.error().text().c_str());
    QVERIFY(!outcome->finished);
    QCOMPARE(outcome->stepsDone, 2);
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder && !std::filesystem::exists(folder->framesFile(Side::A)));
    Engine healthy(options());
    QVERIFY(resume(healthy, outcome->path));
    QVERIFY(readVideo(folder->framesFile(Side::A)));
}

void EngineWanTest::decodeAgain()
{
    Engine engine(options());
    const auto folder = run(engine, wanRecipe(2), *m_runs);
    QVERIFY(folder);
    const auto before = readVideo(folder->framesFile(Side::A));
    QVERIFY(before && std::filesystem::remove(folder->framesFile(Side::A)));
    for (const bool tiled : {false, true}) {
        const auto done = engine.decode(folder->path(), tiled);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        QVERIFY(readVideo(folder->framesFile(Side::A))->rgb == before->rgb);
    }
}

void EngineWanTest::everyMemoryModeHasTheSameBits()
{
    Engine engine(options());
    const auto resident = run(engine, wanRecipe(2), *m_runs);
    QVERIFY2(resident, resident ? "" : resident.error().text().c_str());
    for (const MemoryMode mode : {MemoryMode::Lean, MemoryMode::Streamed}) {
        Recipe wanted = wanRecipe(2);
        wanted.memory = mode;
        const auto other = run(engine, wanted, *m_runs);
        QVERIFY2(other, other ? "" : other.error().text().c_str());
        QCOMPARE(other->manifest().environment.at("memory mode"), std::string(name(mode)));
        QCOMPARE(difference(*resident, *other), QString());
        for (const Side side : kSides)
            QVERIFY(readVideo(other->framesFile(side))->rgb ==
                    readVideo(resident->framesFile(side))->rgb);
    }
}

void EngineWanTest::outOfMemoryGoesOnStreamed()
{
    Engine whole(options());
    const auto expected = run(whole, wanRecipe(3), *m_runs);
    QVERIFY(expected);
    Engine::Options tight = options();
    tight.injectOutOfMemory = [](MemoryMode mode, int step) {
        return mode != MemoryMode::Streamed && step == 1;
    };
    Engine engine(tight);
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanRecipe(3), pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY2(outcome && outcome->finished, outcome ? "" : outcome.error().text().c_str());
    const auto folder = RunFolder::open(outcome->path);
    QVERIFY(folder);
    QCOMPARE(folder->manifest().environment.at("memory mode"), std::string("streamed"));
    QCOMPARE(difference(*expected, *folder), QString());
    QCOMPARE(recorder.all<StepDone>().size(), std::size_t{6}); // no finished step was lost
    std::size_t said = 0;
    for (const RunLog &log : recorder.all<RunLog>())
        said += log.line.find("memory mode") != std::string::npos ? 1 : 0;
    QCOMPARE(said, std::size_t{2}); // to lean, to streamed
}

void EngineWanTest::outOfMemoryOnBothDevicesGoesOnStreamed()
{
    Engine::Options tight = options();
    tight.injectOutOfMemory = [](MemoryMode mode, int step) {
        return mode != MemoryMode::Streamed && step == 1;
    };
    Engine engine(tight);
    Recipe wanted = wanRecipe(2);
    wanted.device = "cpu,cpu";
    wanted.memory = MemoryMode::Lean;
    const auto folder = run(engine, wanted, *m_runs);
    QVERIFY2(folder, folder ? "" : folder.error().text().c_str());
    QCOMPARE(folder->manifest().status, RunStatus::Done);
    QCOMPARE(folder->manifest().environment.at("memory mode"), std::string("streamed"));
}

void EngineWanTest::livePreviewIsRefused()
{
    Engine engine(options());
    const auto picture = engine.livePreview({wanRecipe(2), 2, 0}, RunControl());
    QVERIFY(!picture);
    QCOMPARE(picture.error().code, ErrorCode::Unsupported);
}

void EngineWanTest::sidesOnTwoDevicesHaveTheSameBits()
{
    Engine engine(options());
    const auto one = run(engine, wanRecipe(3), *m_runs);
    Recipe wanted = wanRecipe(3);
    wanted.device = "cpu,cpu";
    Recorder recorder;
    RunControl control;
    const auto outcome = engine.run(wanted, pathOf(*m_runs), 1, control, recorder.sink());
    QVERIFY2(one && outcome && outcome->finished, outcome ? "" : outcome.error().text().c_str());
    const auto two = RunFolder::open(outcome->path);
    QVERIFY(two);
    QCOMPARE(difference(*one, *two), QString());
    QCOMPARE(two->manifest().recipe.device, std::string("cpu,cpu"));
    const auto steps = recorder.all<StepDone>();
    QCOMPARE(steps.size(), std::size_t{6});
    for (std::size_t i = 0; i < steps.size(); ++i) // told in their order
        QVERIFY(steps[i].side == (i % 2 == 0 ? Side::A : Side::B));
    wanted.device = "cpu,gpu";
    const auto unknown = engine.resolve(wanted);
    QVERIFY(!unknown);
    QCOMPARE(unknown.error().code, ErrorCode::InvalidArgument);
}

void EngineWanTest::textsComeFromTheCache()
{
    Engine::Options caching = options();
    caching.cacheTexts = true;
    Engine engine(caching);
    const auto first = run(engine, wanRecipe(1), *m_runs);
    QVERIFY(first);
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(caching.cache / "texts"))
        files.push_back(entry.path());
    QVERIFY(files.size() >= 2); // the prompt, the negative, perhaps the dominant caption
    const auto again = run(engine, wanRecipe(1), *m_runs);
    QVERIFY(again);
    QCOMPARE(difference(*first, *again), QString());
    // What lies there is what is used.
    for (const auto &file : files) {
        const auto stored = SafeTensorsFile::open(file);
        const TensorView *rows = stored->find("rows");
        QVERIFY(rows != nullptr);
        const std::vector<std::byte> zeros(rows->bytes.size());
        QVERIFY(writeSafeTensors(file, {{"rows", rows->dtype, rows->shape, zeros}}, {}));
    }
    const auto changed = run(engine, wanRecipe(1), *m_runs);
    QVERIFY(changed && !difference(*first, *changed).isEmpty());
    // Damaged files are made anew.
    for (const auto &file : files)
        std::filesystem::resize_file(file, 20);
    const auto healed = run(engine, wanRecipe(1), *m_runs);
    QVERIFY(healed);
    QCOMPARE(difference(*first, *healed), QString());
}

QTEST_APPLESS_MAIN(EngineWanTest)
#include "EngineWanTest.moc"
