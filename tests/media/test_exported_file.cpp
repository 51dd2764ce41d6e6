#include "core/media/AvHandles.h"
#include "core/media/Compositor.h"
#include "tests/media/TestViews.h"

#include <QFile>
#include <QtEndian>
#include <QtTest>

#include <array>
#include <cmath>

using namespace dare;
using namespace dare::test;

namespace
{

/// What a player finds in a file.
struct Found {
    AVCodecID codec = AV_CODEC_ID_NONE;
    std::uint32_t tag = 0;
    int profile = 0;
    int format = AV_PIX_FMT_NONE;
    int width = 0;
    int height = 0;
    double fps = 0.0;
    double seconds = 0.0; ///< from the first frame's beginning to the last one's end
    int frames = 0;       ///< counted, not declared
    bool keyFirst = false;
    AVColorRange range = AVCOL_RANGE_UNSPECIFIED;
    AVColorSpace space = AVCOL_SPC_UNSPECIFIED;
    AVColorPrimaries primaries = AVCOL_PRI_UNSPECIFIED;
    AVColorTransferCharacteristic transfer = AVCOL_TRC_UNSPECIFIED;
};

void countFrames(AVFormatContext *input, Found &found)
{
    const AVStream *stream = input->streams[0];
    const PacketHandle packet(av_packet_alloc());
    std::int64_t first = INT64_MAX;
    std::int64_t end = 0;
    while (av_read_frame(input, packet.get()) >= 0) {
        if (found.frames++ == 0)
            found.keyFirst = (packet->flags & AV_PKT_FLAG_KEY) != 0;
        first = std::min(first, packet->pts);
        end = std::max(end, packet->pts + packet->duration);
        av_packet_unref(packet.get());
    }
    if (found.frames > 0)
        found.seconds = static_cast<double>(end - first) * av_q2d(stream->time_base);
}

Found probe(const std::string &path)
{
    Found out;
    AVFormatContext *context = nullptr;
    if (avformat_open_input(&context, path.c_str(), nullptr, nullptr) < 0)
        return out;
    const InputHandle input(context);
    if (avformat_find_stream_info(context, nullptr) < 0 || context->nb_streams != 1)
        return out;
    const AVStream *stream = context->streams[0];
    const AVCodecParameters &codec = *stream->codecpar;
    out = {codec.codec_id, codec.codec_tag, codec.profile, codec.format, codec.width, codec.height};
    out.fps = av_q2d(stream->avg_frame_rate);
    out.range = codec.color_range;
    out.space = codec.color_space;
    out.primaries = codec.color_primaries;
    out.transfer = codec.color_trc;
    countFrames(context, out);
    return out;
}

/// @return the names of an MP4's outermost boxes, in order
QByteArrayList boxesOf(const std::string &path)
{
    QFile file(QString::fromStdString(path));
    QByteArrayList names;
    for (qint64 at = 0; file.isOpen() || file.open(QIODevice::ReadOnly);) {
        std::array<char, 8> head{};
        if (!file.seek(at) || file.read(head.data(), 8) != 8)
            break;
        names << QByteArray(head.data() + 4, 4);
        const auto size = qFromBigEndian<quint32>(head.data());
        if (size < 8)
            break;
        at += size;
    }
    return names;
}

} // namespace

/// Exported files as other programs see them.
class TestExportedFile : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string place(const char *name) const { return m_folder.path().toStdString() + "/" + name; }

    /// Eleven frames of an odd size, exported. @return the compositor's size
    QSize write(const std::string &path, ExportCodec codec, double fps) const
    {
        const View view = pairView(sharedCodedClip(97, 61, 11), sharedCodedClip(97, 61, 11));
        ExportOptions options;
        options.codec = codec;
        options.fps = fps;
        options.recipeJson = R"({"seed":7})";
        const auto done = exportMp4(path, view.first, view.second, options);
        if (!done)
            qFatal("%s", done.error().text().c_str());
        const Compositor compositor(view.first, view.second);
        return {compositor.width(), compositor.height()};
    }

private Q_SLOTS:
    void browsersPlayTheFilm_data()
    {
        QTest::addColumn<int>("codec");
        QTest::addColumn<double>("fps");
        for (const double fps : {8.0, 16.0, 24000.0 / 1001.0}) {
            QTest::addRow("H.264, %.3f", fps) << static_cast<int>(ExportCodec::H264) << fps;
            QTest::addRow("H.265, %.3f", fps) << static_cast<int>(ExportCodec::H265) << fps;
        }
    }
    void browsersPlayTheFilm()
    {
        QFETCH(int, codec);
        QFETCH(double, fps);
        const bool h264 = static_cast<ExportCodec>(codec) == ExportCodec::H264;
        const QSize size = write(place("film.mp4"), static_cast<ExportCodec>(codec), fps);
        const Found film = probe(place("film.mp4"));
        QCOMPARE(film.codec, h264 ? AV_CODEC_ID_H264 : AV_CODEC_ID_HEVC);
        QCOMPARE(film.tag,
                 std::uint32_t(h264 ? MKTAG('a', 'v', 'c', '1') : MKTAG('h', 'v', 'c', '1')));
        QCOMPARE(film.profile, h264 ? FF_PROFILE_H264_HIGH : FF_PROFILE_HEVC_MAIN);
        QCOMPARE(film.format, int(AV_PIX_FMT_YUV420P));
        QCOMPARE(QSize(film.width, film.height), size);
        QCOMPARE(film.frames, 11);
        QVERIFY(film.keyFirst);
        QVERIFY(std::abs(film.fps - fps) < 1e-6);
        QVERIFY(std::abs(film.seconds - 11.0 / fps) < 1e-3);
        QCOMPARE(film.range, AVCOL_RANGE_MPEG);
        QCOMPARE(film.space, AVCOL_SPC_BT709);
        QCOMPARE(film.primaries, AVCOL_PRI_BT709);
        QCOMPARE(film.transfer, AVCOL_TRC_BT709);
        // It starts before it is there as a whole: the index comes first.
        const QByteArrayList boxes = boxesOf(place("film.mp4"));
        QVERIFY(boxes.contains("mdat"));
        QCOMPARE(boxes.indexOf("ftyp"), 0);
        QCOMPARE(boxes.indexOf("moov"), 1);
    }
    void losslessFilmsHoldRgb()
    {
        const QSize size = write(place("film.mkv"), ExportCodec::Ffv1, 16.0);
        const Found film = probe(place("film.mkv"));
        QCOMPARE(film.codec, AV_CODEC_ID_FFV1);
        QVERIFY(film.format == AV_PIX_FMT_0RGB32);
        QCOMPARE(QSize(film.width, film.height), size);
        QCOMPARE(film.frames, 11);
        QVERIFY(std::abs(film.fps - 16.0) < 0.01);
        QVERIFY(std::abs(film.seconds - 11.0 / 16.0) < 2e-3);
        QCOMPARE(film.range, AVCOL_RANGE_JPEG);
        QCOMPARE(film.space, AVCOL_SPC_RGB);
        QCOMPARE(film.primaries, AVCOL_PRI_BT709);
        QCOMPARE(film.transfer, AVCOL_TRC_IEC61966_2_1);
    }
    void gifsLoopAtTheirRate_data()
    {
        QTest::addColumn<double>("fps");
        for (const double fps : {8.0, 16.0, 24.0, 30.0})
            QTest::addRow("%g", fps) << fps;
    }
    void gifsLoopAtTheirRate()
    {
        QFETCH(double, fps);
        const QSize size = write(place("film.gif"), ExportCodec::Gif, fps);
        const Found film = probe(place("film.gif"));
        QCOMPARE(film.codec, AV_CODEC_ID_GIF);
        QCOMPARE(QSize(film.width, film.height), size);
        QCOMPARE(film.frames, 11);
        // Its clock counts hundredths of a second: one off for where the last
        // frame begins, another for how long it stays.
        QVERIFY2(std::abs(film.seconds - 11.0 / fps) < 0.0151,
                 qPrintable(QString::number(film.seconds)));
        QFile file(QString::fromStdString(place("film.gif")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        // For ever: NETSCAPE2.0, a block of three bytes, 1, and no number of rounds.
        QVERIFY(file.readAll().contains(QByteArray("NETSCAPE2.0\x03\x01\x00\x00", 15)));
    }
};

QTEST_APPLESS_MAIN(TestExportedFile)
#include "test_exported_file.moc"
