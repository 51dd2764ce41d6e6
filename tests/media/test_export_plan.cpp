#include "core/media/Exporter.h"
#include "core/media/Video.h"
#include "core/runs/ExportedRecipes.h"
#include "core/runs/RecipeJson.h"
#include "tests/media/TestViews.h"

#include <QFile>
#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace dare;
using namespace dare::test;
namespace fs = std::filesystem;

namespace
{

double lumaPsnr(const Picture &picture, std::span<const std::uint8_t> frame)
{
    const auto luma = [](const std::uint8_t *rgb) {
        return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
    };
    double sum = 0.0;
    const std::size_t pixels = frame.size() / 3;
    for (std::size_t i = 0; i < pixels; ++i) {
        const double error = luma(&picture.rgba[i * 4]) - luma(&frame[i * 3]);
        sum += error * error;
    }
    return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(pixels) / std::max(sum, 1e-9));
}

bool bitEqual(const Picture &picture, std::span<const std::uint8_t> frame)
{
    for (std::size_t i = 0; i < frame.size() / 3; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            if (picture.rgba[i * 4 + c] != frame[i * 3 + c])
                return false;
        }
    }
    return frame.size() / 3 * 4 == picture.rgba.size();
}

} // namespace

class TestExportPlan : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    ClipCache m_cache;

    std::string place(const std::string &name) const
    {
        return m_folder.path().toStdString() + "/" + name;
    }
    std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(
            fs::directory_iterator(m_folder.path().toStdString()), fs::directory_iterator()));
    }
    ExportPlan plan(const char *a, const char *b) const
    {
        ExportPlan out;
        out.a = place(a);
        out.b = place(b);
        return out;
    }
    /// Writes the plan and compares every decoded frame with the preview of the same frame.
    void exportAndCompare(const ExportPlan &plan, double leastDb = 40.0)
    {
        const auto done = exportFile(plan, m_cache, {}, nullptr);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        const auto sources = readSources(plan, m_cache);
        QVERIFY(sources);
        const auto view = exportView(plan, *sources);
        QVERIFY2(view, view ? "" : view.error().text().c_str());
        const auto clip = readVideo(plan.path);
        QVERIFY2(clip, clip ? "" : clip.error().text().c_str());
        QCOMPARE(clip->frames, view->last - view->first + 1);
        const ExportPreview preview(*view);
        for (int i = 0; i < clip->frames; ++i) {
            const Picture shown = preview.frame(view->first + i);
            QCOMPARE(clip->width, shown.width);
            QCOMPARE(clip->height, shown.height);
            if (plan.codec == ExportCodec::Ffv1)
                QVERIFY2(bitEqual(shown, clip->frame(i)), qPrintable(QString::number(i)));
            else
                QVERIFY2(lumaPsnr(shown, clip->frame(i)) >= leastDb,
                         qPrintable(QString::number(lumaPsnr(shown, clip->frame(i)))));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(writeFfv1(place("a.mkv"), codedClip(96, 64, 6)));
        QVERIFY(writeFfv1(place("b.mkv"), codedClip(96, 64, 9)));
        QVERIFY(writeFfv1(place("odd.mkv"), codedClip(131, 73, 5, 24.0)));
        QVERIFY(writeFfv1(place("one.mkv"), codedClip(64, 64, 1)));
        // A film of ours with a recipe inside, as a source that has one.
        Recipe recipe;
        recipe.prompt = "a turtle \u6d77\u9f9f";
        recipe.seed = 77;
        ExportOptions options;
        options.recipeJson = recipeToJson(recipe);
        const View view = pairView(sharedCodedClip(48, 48, 3), nullptr);
        QVERIFY(exportMp4(place("recipe.mp4"), view.first, view.second, options));
    }
    void nothingOfOthersIsReplaced()
    {
        const auto refused = [&](const ExportPlan &plan) {
            const auto done = exportFile(plan, m_cache, {}, nullptr);
            return !done && done.error().code == ErrorCode::InvalidArgument;
        };
        ExportPlan film = plan("recipe.mp4", "b.mkv");
        film.codec = ExportCodec::Ffv1;
        film.path = place("b.mkv");
        QVERIFY(refused(film)); // its own source
        film.path = place("notes.mkv");
        QFile notes(QString::fromStdString(place("notes.json")));
        QVERIFY(notes.open(QIODevice::ReadWrite) && notes.write("{\"mine\": 1}") > 0);
        notes.close();
        QVERIFY(refused(film)); // its recipe would replace the notes
        QVERIFY(!fs::exists(film.path));
        QVERIFY(notes.open(QIODevice::ReadOnly) && notes.readAll() == "{\"mine\": 1}");
        film.path = place("film.mkv");
        for (int again = 0; again < 2; ++again) // its own recipe may be replaced
            QVERIFY(exportFile(film, m_cache, {}, nullptr));
        film.codec = ExportCodec::Png;
        film.path = place("pictures/");
        for (int again = 0; again < 2; ++again)
            QVERIFY(exportFile(film, m_cache, {}, nullptr));
        film.last = 1;
        QVERIFY(refused(film)); // later pictures would stay among the new ones
        QVERIFY(fs::exists(place("pictures/002.png")));
        fs::remove_all(place("pictures"));
        for (const char *name : {"film.mkv", "film.json", "notes.json"})
            fs::remove(place(name));
    }
    void decodedFramesEqualThePreview_data()
    {
        QTest::addColumn<int>("layout");
        QTest::addColumn<QList<int>>("panes");
        QTest::addColumn<QString>("a");
        QTest::addColumn<int>("size");
        using P = ExportPane;
        const auto row = [](const char *name, ExportLayout layout, std::initializer_list<P> panes,
                            const char *a, ExportSize size) {
            QList<int> list;
            for (const P pane : panes)
                list << static_cast<int>(pane);
            QTest::newRow(name) << static_cast<int>(layout) << list << QString(a)
                                << static_cast<int>(size);
        };
        row("1x2", ExportLayout::OneByTwo, {P::Video}, "a.mkv", ExportSize::Enlarged);
        row("2x2", ExportLayout::TwoByTwo, {P::Video, P::Difference, P::Signed}, "a.mkv",
            ExportSize::Native);
        row("1x3", ExportLayout::OneByThree, {P::Video, P::Overlay}, "a.mkv", ExportSize::Native);
        row("moving wipe", ExportLayout::One, {P::Wipe}, "a.mkv", ExportSize::FullHd);
        row("odd sizes, other fps", ExportLayout::One, {P::Difference}, "odd.mkv",
            ExportSize::Native);
        row("odd, half", ExportLayout::OneByTwo, {P::Video}, "odd.mkv", ExportSize::Half);
        row("one frame", ExportLayout::OneByTwo, {P::Video}, "one.mkv", ExportSize::Native);
    }
    void decodedFramesEqualThePreview()
    {
        QFETCH(int, layout);
        QFETCH(QList<int>, panes);
        QFETCH(QString, a);
        QFETCH(int, size);
        ExportPlan each = plan(qPrintable(a), a == "one.mkv" ? "one.mkv" : "b.mkv");
        each.layout = static_cast<ExportLayout>(layout);
        each.panes.clear();
        for (const int pane : panes)
            each.panes.push_back(static_cast<ExportPane>(pane));
        each.look.wipeMoves = true;
        each.look.wipeAngle = 20.0F;
        each.size = static_cast<ExportSize>(size);
        each.strip = ExportMetric::Ssim;
        each.codec = ExportCodec::Ffv1;
        each.path = place("out.mkv");
        exportAndCompare(each);
        // Saturated differences leave the RGB cube in 4:2:0; the bits of FFV1 speak for those.
        if (panes.contains(static_cast<int>(ExportPane::Difference)))
            return;
        each.codec = ExportCodec::H264;
        each.path = place("out.mp4");
        exportAndCompare(each);
    }
    void aRangeIsWrittenAlone()
    {
        ExportPlan each = plan("a.mkv", "b.mkv");
        each.first = 3;
        each.last = 6;
        each.labelPrompt = each.labelSettings = each.labelSide = false;
        each.codec = ExportCodec::Ffv1;
        each.path = place("range.mkv");
        exportAndCompare(each);
        const auto clip = readVideo(each.path);
        // Without labels the pane of B starts at the margin: its code is the frame's number.
        const auto view = exportView(each, *readSources(each, m_cache));
        QCOMPARE(clip->frames, 4);
        QCOMPARE(view->first, 3);
    }
    void everyCodecOpens()
    {
        ExportPlan each = plan("a.mkv", "b.mkv");
        each.codec = ExportCodec::H265;
        each.path = place("h265.mp4");
        exportAndCompare(each, 34.0); // its scale of quality is another than that of H.264
        each.codec = ExportCodec::Gif;
        each.path = place("clip.gif");
        const auto gif = exportFile(each, m_cache, {}, nullptr);
        QVERIFY2(gif, gif ? "" : gif.error().text().c_str());
        const auto clip = readVideo(each.path);
        QVERIFY2(clip, clip ? "" : clip.error().text().c_str());
        QCOMPARE(clip->frames, 9);
        each.codec = ExportCodec::Png;
        each.path = place("pictures/");
        QVERIFY(exportFile(each, m_cache, {}, nullptr));
        const auto pictures = readPictures(place("pictures"), 8.0, 1 << 28);
        QVERIFY(pictures);
        QCOMPARE(pictures->frames, 9);
        const auto view = exportView(each, *readSources(each, m_cache));
        QVERIFY(bitEqual(ExportPreview(*view).frame(5), pictures->frame(5)));
        fs::remove_all(place("pictures"));
    }
    void tagAndSidecarHoldTheSameRecipe()
    {
        for (const ExportCodec codec : {ExportCodec::H264, ExportCodec::Ffv1}) {
            ExportPlan each = plan("a.mkv", "recipe.mp4");
            each.codec = codec;
            each.path = place(std::string("tagged") + endingOf(codec));
            QVERIFY(exportFile(each, m_cache, {}, nullptr));
            const auto tag = readRecipeTag(each.path);
            QVERIFY2(tag, tag ? "" : tag.error().text().c_str());
            QFile sidecar(QString::fromStdString(sidecarOf(each.path).string()));
            QVERIFY(sidecar.open(QIODevice::ReadOnly));
            QCOMPARE(sidecar.readAll().toStdString(), *tag);
            const auto recipe = recipeFromJson(*tag);
            QVERIFY(recipe);
            QCOMPARE(recipe->seed, std::uint64_t{77});
            QCOMPARE(recipe->prompt, std::string("a turtle \u6d77\u9f9f"));
            sidecar.remove();
            each.tag = each.sidecar = false;
            QVERIFY(exportFile(each, m_cache, {}, nullptr));
            QVERIFY(!readRecipeTag(each.path));
            QVERIFY(!sidecar.exists());
        }
    }
    void sidesOfDifferentRunsBringBothRecipes()
    {
        Recipe other;
        other.prompt = "an owl";
        other.seed = 78;
        ExportOptions options;
        options.recipeJson = recipeToJson(other);
        const View view = pairView(sharedCodedClip(48, 48, 3), nullptr);
        QVERIFY(exportMp4(place("other.mp4"), view.first, view.second, options));
        const auto recipesOf = [&](const char *a, const char *b) {
            ExportPlan each = plan(a, b);
            each.codec = ExportCodec::Ffv1;
            each.path = place("two.mkv");
            if (auto done = exportFile(each, m_cache, {}, nullptr); !done)
                return std::string();
            return *readRecipeTag(each.path);
        };
        const std::string both = recipesOf("other.mp4", "recipe.mp4");
        const auto recipes = exportedRecipesFromJson(both);
        QVERIFY(recipes && recipes->other);
        QCOMPARE(recipes->recipe.seed, std::uint64_t{77});
        QCOMPARE(*recipes->other, other);
        QFile sidecar(QString::fromStdString(place("two.json")));
        QVERIFY(sidecar.open(QIODevice::ReadOnly));
        QCOMPARE(sidecar.readAll().toStdString(), both);
        // Who reads one recipe reads that of B, as ever.
        QCOMPARE(*recipeFromJson(both), recipes->recipe);
        const ExportPlan each = plan("other.mp4", "recipe.mp4");
        const auto drawn = exportView(each, *readSources(each, m_cache));
        QVERIFY(drawn);
        QCOMPARE(drawn->spec.prompt.substr(0, drawn->spec.prompt.find("seed")),
                 "A: an owl\nB: " + recipes->recipe.prompt + "\nA: ");
        // One recipe on both sides, or on one alone: the form of a single run.
        QCOMPARE(recipesOf("recipe.mp4", "recipe.mp4"), recipeToJson(recipes->recipe));
        QCOMPARE(recipesOf("recipe.mp4", "a.mkv"), recipeToJson(recipes->recipe));
        QCOMPARE(recipesOf("a.mkv", "other.mp4"), options.recipeJson);
        fs::remove(place("two.mkv"));
    }
    void cancellingLeavesNothing()
    {
        for (const ExportCodec codec :
             {ExportCodec::H264, ExportCodec::Ffv1, ExportCodec::Png, ExportCodec::Gif}) {
            ExportPlan each = plan("a.mkv", "recipe.mp4");
            each.codec = codec;
            each.path = place(std::string("cancelled") + endingOf(codec));
            const std::size_t before = entries();
            std::atomic<bool> cancel{false};
            const auto done = exportFile(
                each, m_cache, [&](int frame, int) { cancel = frame == 2; }, &cancel);
            QVERIFY(!done);
            QCOMPARE(done.error().code, ErrorCode::Cancelled);
            QCOMPARE(entries(), before);
        }
    }
    void plansThatMakeNoSenseSayWhy()
    {
        const auto refused = [&](auto change, const char *where) {
            ExportPlan each = plan("a.mkv", "b.mkv");
            each.path = place("never.mp4");
            change(each);
            const auto done = exportFile(each, m_cache, {}, nullptr);
            return !done && done.error().text().find(where) != std::string::npos;
        };
        QVERIFY(refused([](ExportPlan &p) { p.layout = ExportLayout::TwoByTwo; }, "--panes"));
        QVERIFY(refused([](ExportPlan &p) { p.panes = {ExportPane::Map}; }, "--word"));
        QVERIFY(refused([](ExportPlan &p) { p.path += ".avi"; }, ".mp4"));
        QVERIFY(refused(
            [](ExportPlan &p) {
                p.b.clear();
                p.strip = ExportMetric::Ssim;
            },
            "--b"));
        QVERIFY(refused([](ExportPlan &p) { p.fps = 1000.0; }, "--fps"));
        QVERIFY(refused(
            [](ExportPlan &p) {
                p.panes = {ExportPane::Map};
                p.word = "turtle";
            },
            "a.mkv"));
        QVERIFY(refused([&](ExportPlan &p) { p.path = place("nowhere/x.mp4"); }, "nowhere"));
    }
    void thePredictionIsNearTheFile()
    {
        ExportPlan each = plan("a.mkv", "b.mkv");
        each.codec = ExportCodec::Ffv1;
        each.path = place("predicted.mkv");
        const auto view = exportView(each, *readSources(each, m_cache));
        const auto prediction = predictExport(each, *view, nullptr);
        QVERIFY(prediction);
        QVERIFY(exportFile(each, m_cache, {}, nullptr));
        const double size = static_cast<double>(fs::file_size(each.path));
        QVERIFY(std::abs(prediction->bytes / size - 1.0) < 0.1);
        QCOMPARE(prediction->frames, 9);
        QVERIFY(prediction->seconds > 0.0);
    }
};

QTEST_APPLESS_MAIN(TestExportPlan)
#include "test_export_plan.moc"
