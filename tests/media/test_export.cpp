#include "core/media/Compositor.h"
#include "core/media/Video.h"
#include "tests/media/TestViews.h"

#include <QElapsedTimer>
#include <QImage>
#include <QtTest>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>

using namespace dare;
using namespace dare::test;
namespace fs = std::filesystem;

namespace {

double lumaPsnr(const Picture &picture, std::span<const std::uint8_t> frame)
{
    double sum = 0.0;
    const std::size_t pixels = frame.size() / 3;
    for (std::size_t i = 0; i < pixels; ++i) {
        const auto luma = [](const std::uint8_t *rgb) {
            return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
        };
        const double error = luma(&picture.rgba[i * 4]) - luma(&frame[i * 3]);
        sum += error * error;
    }
    return 10.0 * std::log10(255.0 * 255.0 * static_cast<double>(pixels) / std::max(sum, 1e-9));
}

} // namespace

class TestExport : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::shared_ptr<const Clip> m_clip = sharedCodedClip(96, 96, 16);
    fs::path place(const char *name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }
    std::size_t entries() const
    {
        return static_cast<std::size_t>(std::distance(
            fs::directory_iterator(m_folder.path().toStdString()), fs::directory_iterator()));
    }
    void exportAndCompare(const View &view, double fps)
    {
        ExportOptions options;
        options.fps = fps;
        options.recipeJson = "{}";
        const auto done = exportMp4(place("pair.mp4"), view.first, view.second, options);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
        const auto clip = readVideo(place("pair.mp4"));
        QVERIFY2(clip, clip ? "" : clip.error().text().c_str());
        const Compositor compositor(view.first, view.second);
        QCOMPARE(clip->frames, compositor.frames());
        QCOMPARE(clip->width, compositor.width());
        QCOMPARE(clip->height, compositor.height());
        QVERIFY(std::abs(clip->fps - fps) < 1e-6);
        const PixelRect pane = compositor.layout().cells[0].pixels;
        for (int frame = 0; frame < clip->frames; ++frame) {
            QCOMPARE(readCode(clip->frame(frame), clip->width, 3, pane.x, pane.y, pane.width,
                              pane.height),
                     frame);
            const double psnr = lumaPsnr(compositor.frame(frame), clip->frame(frame));
            QVERIFY2(psnr >= 40.0, qPrintable(QString("frame %1: %2 dB").arg(frame).arg(psnr)));
        }
    }

private Q_SLOTS:
    void decodesToWhatIsComposed()
    {
        exportAndCompare(pairView(m_clip, sharedCodedClip(96, 96, 16)), 8.0);
    }
    void oddSizesAndFilmRate()
    {
        exportAndCompare(pairView(sharedCodedClip(253, 131, 5), sharedCodedClip(251, 133, 3)),
                         24000.0 / 1001.0);
    }
    void oneFrame() { exportAndCompare(pairView(sharedCodedClip(64, 64, 1), nullptr), 8.0); }
    void recipeComesBackWhole_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("short") << QByteArray(R"({"prompt":"a turtle"})");
        QTest::newRow("unicode") << QByteArray(
            "{\"prompt\":\"\u6d77\u9f9f \u0633\u0644\u062d\u0641\u0627\u0629 \U0001F422 "
            "\\\"quoted\\\"\n=;#\\\\\"}");
        QByteArray numbers;
        for (int i = 0; numbers.size() < 100'000; ++i)
            numbers += QByteArray::number(i) + ",\u03bb";
        QTest::newRow("100 kB") << "{\"list\":\"" + numbers + "\"}";
    }
    void recipeComesBackWhole()
    {
        QFETCH(QByteArray, json);
        const View view = pairView(sharedCodedClip(16, 16, 2), nullptr);
        ExportOptions options;
        options.recipeJson = json.toStdString();
        QVERIFY(exportMp4(place("recipe.mp4"), view.first, view.second, options));
        const auto recipe = readRecipeTag(place("recipe.mp4"));
        QVERIFY2(recipe, recipe ? "" : recipe.error().text().c_str());
        QCOMPARE(*recipe, options.recipeJson);
    }
    void videoWithoutRecipe()
    {
        const View view = pairView(sharedCodedClip(16, 16, 2), nullptr);
        QVERIFY(exportMp4(place("bare.mp4"), view.first, view.second, {}));
        const auto recipe = readRecipeTag(place("bare.mp4"));
        QVERIFY(!recipe);
        QCOMPARE(recipe.error().code, ErrorCode::InvalidInput);
        QVERIFY(recipe.error().text().find("bare.mp4") != std::string::npos);
    }
    void cutMp4IsNoticed()
    {
        const View view = pairView(m_clip, m_clip);
        QVERIFY(exportMp4(place("cut.mp4"), view.first, view.second, {}));
        const auto size = fs::file_size(place("cut.mp4"));
        for (const std::uintmax_t sixteenths : {15, 12, 8, 4, 1}) {
            fs::resize_file(place("cut.mp4"), size * sixteenths / 16);
            const auto read = readVideo(place("cut.mp4"));
            QVERIFY2(!read, qPrintable(QString("cut to %1 sixteenths").arg(sixteenths)));
            QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        }
    }
    void cancellingLeavesNothing()
    {
        const View view = pairView(m_clip, m_clip);
        const std::size_t before = entries();
        std::atomic<bool> cancel{false};
        ExportOptions options;
        options.cancel = &cancel;
        options.recipeJson = "{}";
        options.progress = [&](int done, int) { cancel = done == 3; };
        const auto video = exportMp4(place("cancelled.mp4"), view.first, view.second, options);
        QVERIFY(!video);
        QCOMPARE(video.error().code, ErrorCode::Cancelled);
        cancel = false;
        const auto pictures = exportPngs(place("cancelled"), view.first, view.second, options);
        QVERIFY(!pictures);
        QCOMPARE(pictures.error().code, ErrorCode::Cancelled);
        QCOMPARE(entries(), before);
    }
    void aFilmThatCannotTakeItsPlaceLeavesNoRecipe()
    {
        const View view = pairView(m_clip, m_clip);
        ExportOptions options;
        options.recipeJson = R"({"seed":7})";
        options.sidecar = true;
        options.progress = [&](int done, int) {
            if (done == 1)
                fs::create_directory(place("taken.mp4")); // meanwhile, by somebody else
        };
        const std::size_t before = entries();
        const auto late = exportMp4(place("taken.mp4"), view.first, view.second, options);
        QVERIFY(!late);
        QCOMPARE(late.error().code, ErrorCode::Io);
        QVERIFY(late.error().text().find("taken.mp4") != std::string::npos);
        QCOMPARE(entries(), before + 1); // the folder alone
        const auto early = exportMp4(place("taken.mp4"), view.first, view.second, options);
        QVERIFY(!early);
        QCOMPARE(entries(), before + 1);
        fs::remove(place("taken.mp4"));
        // And no film whose recipe has no place.
        fs::create_directory(place("taken.json"));
        options.progress = {};
        QVERIFY(!exportMp4(place("taken.mp4"), view.first, view.second, options));
        QCOMPARE(entries(), before + 1);
        fs::remove(place("taken.json"));
        QVERIFY(exportMp4(place("taken.mp4"), view.first, view.second, options));
        QCOMPARE(entries(), before + 2);
    }
    void missingFolderAndNothingToExport()
    {
        const View view = pairView(m_clip, m_clip);
        const auto missing = exportMp4(place("nowhere/a.mp4"), view.first, view.second, {});
        QCOMPARE(missing.error().code, ErrorCode::Io);
        QVERIFY(missing.error().text().find("nowhere") != std::string::npos);
        QCOMPARE(exportPngs(place("nowhere/a"), view.first, view.second, {}).error().code,
                 ErrorCode::Io);
        QCOMPARE(exportMp4(place("a.mp4"), {}, {}, {}).error().code, ErrorCode::InvalidArgument);
    }
    void aFullDiskIsAnErrorNotAFile()
    {
        // A limit on the size of files stands for a disk that fills up half way.
        const View view = pairView(m_clip, m_clip);
        const std::size_t before = entries();
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const rlimit small{4'000, old.rlim_max};
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        setrlimit(RLIMIT_FSIZE, &small);
        const auto video = exportMp4(place("full.mp4"), view.first, view.second, {});
        const auto pictures = exportPngs(place("full"), view.first, view.second, {});
        const auto clip = writeFfv1(place("full.mkv"), *m_clip);
        setrlimit(RLIMIT_FSIZE, &old);
        std::signal(SIGXFSZ, handler);
        for (const auto &result : {video, pictures, clip}) {
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::Io);
            QVERIFY(result.error().text().find("full") != std::string::npos);
        }
        QCOMPARE(entries(), before);
    }
    void placesThatTakeNoFiles()
    {
        const View view = pairView(m_clip, m_clip);
        QCOMPARE(exportMp4("/proc/self/a.mp4", view.first, view.second, {}).error().code,
                 ErrorCode::Io);
        QCOMPARE(writePng("/proc/self/a.png", compose(view.first, view.second)).error().code,
                 ErrorCode::Io);
        QCOMPARE(exportMp4(m_folder.path().toStdString(), view.first, view.second, {}).error().code,
                 ErrorCode::Io);
    }
    void progressCountsEveryFrame()
    {
        const View view = pairView(sharedCodedClip(16, 16, 5), nullptr);
        std::vector<int> seen;
        ExportOptions options;
        options.progress = [&](int done, int total) { seen.push_back(done * 100 + total); };
        QVERIFY(exportMp4(place("progress.mp4"), view.first, view.second, options));
        QCOMPARE(seen, (std::vector<int>{105, 205, 305, 405, 505}));
    }
    void picturesAreExact()
    {
        const View view = overlayView(sharedCodedClip(96, 96, 3), m_clip,
                                      hotCellMap(16, 16, 16, 4, 4, 0.0F, 0.2F));
        ExportOptions options;
        options.recipeJson = "{\"seed\":7}";
        QVERIFY(exportPngs(place("pngs"), view.first, view.second, options));
        const Compositor compositor(view.first, view.second);
        for (int frame = 0; frame < 16; ++frame) {
            const QString name =
                QString("%1/pngs/%2.png").arg(m_folder.path()).arg(frame, 3, 10, QChar('0'));
            const QImage image = QImage(name).convertToFormat(QImage::Format_RGBA8888);
            const Picture picture = compositor.frame(frame);
            QCOMPARE(image.size(), QSize(picture.width, picture.height));
            for (int y = 0; y < picture.height; ++y)
                QVERIFY(std::memcmp(image.constScanLine(y),
                                    &picture.rgba[static_cast<std::size_t>(y * picture.width * 4)],
                                    static_cast<std::size_t>(picture.width * 4)) == 0);
        }
        QFile recipe(m_folder.path() + "/pngs/recipe.json");
        QVERIFY(recipe.open(QIODevice::ReadOnly));
        QCOMPARE(recipe.readAll(), QByteArray("{\"seed\":7}"));
    }
    void transparencyIsKept()
    {
        const Picture picture{2, 1, {255, 0, 0, 255, 0, 255, 0, 0}};
        QVERIFY(writePng(place("alpha.png"), picture));
        const QImage image(QString::fromStdString(place("alpha.png").string()));
        QCOMPARE(image.pixel(0, 0), qRgba(255, 0, 0, 255));
        QCOMPARE(qAlpha(image.pixel(1, 0)), 0);
    }
    void exportIsQuick()
    {
        const View view = overlayView(m_clip, m_clip, hotCellMap(16, 16, 16, 4, 4, 0.0F, 0.2F));
        QElapsedTimer timer;
        timer.start();
        const Compositor compositor(view.first, view.second);
        const qint64 layoutMs = timer.restart();
        for (int frame = 0; frame < 16; ++frame)
            QVERIFY(!compositor.frame(frame).rgba.empty());
        const qint64 framesMs = timer.restart();
        QVERIFY(exportMp4(place("quick.mp4"), view.first, view.second, {}));
        qInfo("layout %lld ms, 16 frames %lld ms, export %lld ms", layoutMs, framesMs,
              timer.elapsed());
        QVERIFY(framesMs < 1000);
    }
};

QTEST_APPLESS_MAIN(TestExport)
#include "test_export.moc"
