#include "core/figures/Figure.h"
#include "core/inspect/SelectionData.h"
#include "core/types/MapShade.h"
#include "tests/inspect/MapRun.h"

#include <QFile>
#include <QImage>
#include <zip.h>

#include <cmath>

using namespace dare;

namespace
{

double diagonal(int row, int, int, int, int y, int x)
{
    return row == 0 && x == y ? 0.25 : 0.0;
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// Figures and NPZ: what needs Cairo, Pango and libzip.
class FigureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_maps = std::make_unique<MapRun>();
        for (const Side side : kSides)
            m_maps->writeMaps(side, 0, 2, diagonal);
    }
    void npzIsReadByItsOwnRules();
    void pngHoldsTheCellsAtAnyScale();
    void vectorsHoldCellsAndText();
    void captionHoldsTheRecipe();
    void aShiftMovesTheFramesOfA();
    void mistakesAreNamed();

private:
    [[nodiscard]] Figure figure(std::vector<FigurePane> panes)
    {
        FigureQuery query;
        query.words = {"turtle"};
        query.step = 0;
        query.panes = std::move(panes);
        auto read = readFigure(m_maps->run, query);
        if (!read)
            qFatal("%s", read.error().text().c_str());
        return *std::move(read);
    }
    std::unique_ptr<MapRun> m_maps;
    QTemporaryDir m_out;
};

void FigureTest::npzIsReadByItsOwnRules()
{
    MapQuery query;
    query.words = {"turtle"};
    query.step = 0;
    const auto data = readSelection(m_maps->run, query);
    QVERIFY(data);
    const QString path = m_out.filePath(QStringLiteral("maps.npz"));
    QVERIFY(writeSelection(path.toStdString(), *data));
    int error = 0;
    zip_t *archive = zip_open(path.toUtf8().constData(), ZIP_RDONLY, &error);
    QVERIFY(archive != nullptr);
    zip_file_t *entry = zip_fopen(archive, "b.after.npy", 0);
    QVERIFY(entry != nullptr);
    QByteArray bytes(4096, '\0');
    bytes.resize(static_cast<qsizetype>(zip_fread(entry, bytes.data(), 4096)));
    zip_fclose(entry);
    QVERIFY(zip_name_locate(archive, "about.npy", 0) >= 0);
    zip_discard(archive);
    QVERIFY(bytes.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)));
    const int header =
        static_cast<unsigned char>(bytes[8]) + 256 * static_cast<unsigned char>(bytes[9]);
    QCOMPARE((10 + header) % 64, 0);
    QVERIFY(bytes.mid(10, header)
                .contains("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4, 4), }"));
    QCOMPARE(bytes.size(), 10 + header + 2 * 4 * 4 * 4);
    float first = 0.0F;
    std::memcpy(&first, bytes.constData() + 10 + header, sizeof first);
    QCOMPARE(first, 0.25F);
}

void FigureTest::pngHoldsTheCellsAtAnyScale()
{
    const Figure drawn = figure({FigurePane::After});
    QCOMPARE(drawn.query.scaleMax, 0.5F); // 0.25 rounded up to 1, 2 or 5
    const Rgb hot = massColor(drawn.query.colorMap, 0.25F / 0.5F);
    for (const double scale : {1.0, 3.0}) {
        const QString path = m_out.filePath(QStringLiteral("f.png"));
        QVERIFY(writeFigure(path.toStdString(), drawn, scale));
        const QImage image(path);
        QVERIFY(!image.isNull());
        int found = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                found += image.pixel(x, y) == qRgb(hot.r, hot.g, hot.b) ? 1 : 0;
        }
        // Two sides, four cells each, of 37.5 points a side; the colour bar adds a sliver.
        const double wanted = 2 * 4 * 37.5 * 37.5 * scale * scale;
        QVERIFY2(std::abs(found - wanted) < 0.06 * wanted, qPrintable(QString::number(found)));
    }
}

void FigureTest::vectorsHoldCellsAndText()
{
    const Figure drawn = figure({FigurePane::Before, FigurePane::After, FigurePane::Difference});
    const QString svg = m_out.filePath(QStringLiteral("f.svg"));
    const QString pdf = m_out.filePath(QStringLiteral("f.pdf"));
    QVERIFY(writeFigure(svg.toStdString(), drawn, 1.0));
    QVERIFY(writeFigure(pdf.toStdString(), drawn, 1.0));
    const QByteArray text = bytesOf(svg);
    QVERIFY(text.contains("<svg"));
    QVERIFY(!text.contains("<image")); // cells are rectangles, not pixels
    QVERIFY(text.count("<path") + text.count("<rect") > 2 * 3 * 16);
    QVERIFY(text.contains("glyph")); // text as outlines of glyphs
    QVERIFY(bytesOf(pdf).startsWith("%PDF"));
    QVERIFY(bytesOf(pdf).contains("/Font"));
}

void FigureTest::captionHoldsTheRecipe()
{
    const std::string caption = figure({FigurePane::After}).caption;
    for (const char *part : {"turtle rocket", "our reading of the abstract", "seed 0", "3 steps",
                             "step 1 of 3", "mean of layers", "0 to 0.5"})
        QVERIFY2(caption.find(part) != std::string::npos, caption.c_str());
}

void FigureTest::aShiftMovesTheFramesOfA()
{
    // Hot in the first frame alone.
    for (const Side side : kSides)
        m_maps->writeMaps(side, 0, 2, [](int row, int, int, int frame, int y, int x) {
            return row == 0 && x == y && frame == 0 ? 0.25 : 0.0;
        });
    const auto hotCells = [this](int frame, int shift) {
        Figure drawn = figure({FigurePane::After});
        drawn.query.frames = {frame};
        drawn.query.shift = shift;
        const Rgb hot = massColor(drawn.query.colorMap, 0.25F / drawn.query.scaleMax);
        const QString path = m_out.filePath(QStringLiteral("shifted.png"));
        if (!writeFigure(path.toStdString(), drawn, 1.0))
            return -1;
        const QImage image(path);
        int found = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                found += image.pixel(x, y) == qRgb(hot.r, hot.g, hot.b) ? 1 : 0;
        }
        return qRound(found / (4 * 37.5 * 37.5)); // sides whose four cells are hot
    };
    QCOMPARE(hotCells(0, 0), 2);
    QCOMPARE(hotCells(0, 1), 1);
    QCOMPARE(hotCells(1, -1), 1);
    QCOMPARE(hotCells(1, 1), 0); // A holds its last frame
    FigureQuery query;
    query.words = {"turtle"};
    query.step = 0;
    QVERIFY(readFigure(m_maps->run, query)->caption.find("is shown") == std::string::npos);
    query.shift = 1;
    QVERIFY(readFigure(m_maps->run, query)->caption.find("A is shown +1 frame") !=
            std::string::npos);
}

void FigureTest::mistakesAreNamed()
{
    const Figure drawn = figure({FigurePane::After});
    QCOMPARE(writeFigure("f.gif", drawn, 1.0).error().code, ErrorCode::InvalidArgument);
    QCOMPARE(writeFigure("f.png", drawn, 1000.0).error().code, ErrorCode::InvalidArgument);
    FigureQuery query;
    query.words = {"turtle"};
    query.frames = {7};
    QCOMPARE(readFigure(m_maps->run, query).error().code, ErrorCode::InvalidArgument);
    query.frames = {0};
    query.step = 2;
    QCOMPARE(readFigure(m_maps->run, query).error().code, ErrorCode::NotFound);
}

QTEST_GUILESS_MAIN(FigureTest)
#include "FigureTest.moc"
