#include "core/media/ClipWriter.h"
#include "core/media/Video.h"
#include "tests/media/CodedClip.h"

#include <QtTest>

#include <filesystem>
#include <fstream>

using namespace dare;
using namespace dare::test;
namespace fs = std::filesystem;

class TestVideo : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    fs::path place(const char *name) const
    {
        return fs::path(m_folder.path().toStdString()) / name;
    }

private Q_SLOTS:
    void losslessRoundTrip_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("frames");
        QTest::addColumn<double>("fps");
        QTest::newRow("embedded model") << 96 << 96 << 16 << 8.0;
        QTest::newRow("odd") << 97 << 53 << 9 << 24.0;
        QTest::newRow("one frame") << 64 << 48 << 1 << 16.0;
        QTest::newRow("tiny") << 2 << 7 << 3 << 8.0;
        QTest::newRow("film rate") << 832 << 120 << 5 << 24000.0 / 1001.0;
    }
    void losslessRoundTrip()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, frames);
        QFETCH(double, fps);
        const Clip clip = codedClip(width, height, frames, fps);
        const auto written = writeFfv1(place("round.mkv"), clip);
        QVERIFY2(written, written ? "" : written.error().text().c_str());
        const auto read = readVideo(place("round.mkv"));
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->width, width);
        QCOMPARE(read->height, height);
        QCOMPARE(read->frames, frames);
        QVERIFY(std::abs(read->fps - fps) < 0.01);
        QVERIFY(read->rgb == clip.rgb);
    }
    void sameClipSameBytes()
    {
        const Clip clip = codedClip(40, 30, 4);
        QVERIFY(writeFfv1(place("one.mkv"), clip));
        QVERIFY(writeFfv1(place("two.mkv"), clip));
        QCOMPARE(bytes("one.mkv"), bytes("two.mkv"));
    }
    void framesWrittenOneByOneMakeTheSameFile()
    {
        const Clip clip = codedClip(40, 34, 5, 16.0);
        QVERIFY(writeFfv1(place("whole.mkv"), clip));
        auto writer = ClipWriter::open(place("stream.mkv"), 40, 34, 16.0, 5);
        QVERIFY2(writer, writer ? "" : writer.error().text().c_str());
        for (int frame = 0; frame < 5; ++frame) {
            QVERIFY(!fs::exists(place("stream.mkv")));
            QVERIFY(writer->write(clip.frame(frame)));
        }
        QVERIFY(writer->finish());
        QCOMPARE(bytes("stream.mkv"), bytes("whole.mkv"));
    }
    void framesThatDoNotComeAreNoticed()
    {
        const Clip clip = codedClip(16, 16, 3);
        auto writer = ClipWriter::open(place("short.mkv"), 16, 16, 8.0, 3);
        QVERIFY(writer && writer->write(clip.frame(0)));
        QVERIFY(!writer->write(clip.frame(1).first(10)));
        const auto finished = writer->finish();
        QVERIFY(!finished);
        QCOMPARE(finished.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!fs::exists(place("short.mkv")));
        QVERIFY(!ClipWriter::open(place("none.mkv"), 16, 16, 8.0, 0));
    }
    void emptyClipIsRefused()
    {
        const auto written = writeFfv1(place("empty.mkv"), Clip{});
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!fs::exists(place("empty.mkv")));
    }
    void onePixelWideIsRefused()
    {
        const auto written = writeFfv1(place("thin.mkv"), codedClip(1, 7, 3));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!fs::exists(place("thin.mkv")));
    }
    void missingFolderIsNamed()
    {
        const auto written = writeFfv1(place("no-such-folder/a.mkv"), codedClip(8, 8, 1));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().context.find("no-such-folder") != std::string::npos);
    }
    void failedWriteKeepsTheOldFile()
    {
        QVERIFY(writeFfv1(place("kept.mkv"), codedClip(16, 16, 2)));
        const std::string before = bytes("kept.mkv");
        Clip wrong = codedClip(16, 16, 2);
        wrong.fps = 0.0;
        const auto written = writeFfv1(place("kept.mkv"), wrong);
        QVERIFY(!written);
        QVERIFY(written.error().context.find("kept.mkv") != std::string::npos);
        QCOMPARE(bytes("kept.mkv"), before);
        for (const auto &entry : fs::directory_iterator(m_folder.path().toStdString()))
            QVERIFY(entry.path().extension() != ".part");
    }
    void readingWhatIsNoVideo()
    {
        QCOMPARE(readVideo(place("nothing.mp4")).error().code, ErrorCode::NotFound);
        std::ofstream(place("text.mp4")) << "these are words, not pictures";
        const auto read = readVideo(place("text.mp4"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        QVERIFY(read.error().text().find("text.mp4") != std::string::npos);
        QCOMPARE(readVideo(m_folder.path().toStdString()).error().code, ErrorCode::InvalidInput);
        std::ofstream(place("zero.mkv"));
        QCOMPARE(readVideo(place("zero.mkv")).error().code, ErrorCode::InvalidInput);
    }
    void cutAnywhereIsNoticed()
    {
        QVERIFY(writeFfv1(place("whole.mkv"), codedClip(64, 64, 8)));
        const std::string whole = bytes("whole.mkv");
        for (int part = 1; part < 16; ++part) {
            const std::size_t size = whole.size() * static_cast<std::size_t>(part) / 16;
            std::ofstream(place("cut.mkv"), std::ios::binary) << whole.substr(0, size);
            const auto read = readVideo(place("cut.mkv"));
            QVERIFY2(!read, qPrintable(QString("cut to %1 sixteenths").arg(part)));
            QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        }
    }
    void changedPixelsAreNoticed()
    {
        QVERIFY(writeFfv1(place("good.mkv"), codedClip(64, 64, 8)));
        std::string content = bytes("good.mkv");
        content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 0x55);
        std::ofstream(place("bad.mkv"), std::ios::binary) << content;
        const auto read = readVideo(place("bad.mkv"));
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
    }
    void videoWithoutRecipe()
    {
        QVERIFY(writeFfv1(place("plain.mkv"), codedClip(16, 16, 2)));
        const auto recipe = readRecipeTag(place("plain.mkv"));
        QVERIFY(!recipe);
        QCOMPARE(recipe.error().code, ErrorCode::InvalidInput);
        QVERIFY(recipe.error().text().find("no DARE recipe") != std::string::npos);
        QCOMPARE(readRecipeTag(place("nothing.mp4")).error().code, ErrorCode::NotFound);
    }

private:
    std::string bytes(const char *name) const
    {
        std::ifstream file(place(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
};

QTEST_APPLESS_MAIN(TestVideo)
#include "test_video.moc"
