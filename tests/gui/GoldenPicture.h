#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QRect>

#include <algorithm>
#include <cstdlib>

namespace dare::golden
{

/// A channel may differ by so much in the viewer and wherever the kept picture is of one colour.
inline constexpr int kFlat = 2;
/// At letters and edges: what another FreeType makes of them.
inline constexpr int kEdge = 10;
/// So many pixels of the small picture may differ more than that: two letters. A row, a button or a
/// margin that moves by one pixel of the window moves hundreds of them.
inline constexpr int kPixels = 40;

/// @return the picture at half its size, each pixel the mean of four
inline QImage halved(const QImage &picture)
{
    const QImage in = picture.convertToFormat(QImage::Format_RGB888);
    QImage out(in.width() / 2, in.height() / 2, QImage::Format_RGB888);
    for (int y = 0; y < out.height(); ++y) {
        const uchar *above = in.constScanLine(2 * y);
        const uchar *below = in.constScanLine(2 * y + 1);
        uchar *line = out.scanLine(y);
        for (int x = 0; x < 3 * out.width(); ++x) {
            const int at = x / 3 * 6 + x % 3;
            line[x] =
                static_cast<uchar>((above[at] + above[at + 3] + below[at] + below[at + 3] + 2) / 4);
        }
    }
    return out;
}

struct Comparison {
    int differing = 0; ///< pixels of the small picture; all where the sizes are others
    int worst = 0;     ///< largest difference of a channel
    QRect where;       ///< of the differing pixels, in pixels of the window
    QImage picture;    ///< the kept one, dark, with the differing pixels in red
    [[nodiscard]] bool same() const { return differing <= kPixels; }
    [[nodiscard]] QString text() const
    {
        return QStringLiteral("%1 pixels differ, by up to %2, in x %3-%4, y %5-%6")
            .arg(differing)
            .arg(worst)
            .arg(where.left())
            .arg(where.right())
            .arg(where.top())
            .arg(where.bottom());
    }
};

/// Whether all within two pixels is of one colour.
inline bool flatAt(const QImage &picture, int x, int y)
{
    const QRgb color = picture.pixel(x, y);
    const QRect around = QRect(x - 2, y - 2, 5, 5) & picture.rect();
    for (int row = around.top(); row <= around.bottom(); ++row) {
        for (int column = around.left(); column <= around.right(); ++column) {
            if (picture.pixel(column, row) != color)
                return false;
        }
    }
    return true;
}

inline int largestDifference(QRgb one, QRgb two)
{
    return std::max({std::abs(qRed(one) - qRed(two)), std::abs(qGreen(one) - qGreen(two)),
                     std::abs(qBlue(one) - qBlue(two))});
}

/// @param seen, wanted small pictures, RGB888
/// @param viewer in pixels of the window
inline Comparison compare(const QImage &seen, const QImage &wanted, const QRect &viewer)
{
    Comparison out;
    if (seen.size() != wanted.size()) {
        out.differing = seen.width() * seen.height();
        out.worst = 255;
        out.where = QRect(QPoint(), seen.size() * 2);
        out.picture = wanted;
        return out;
    }
    out.picture = QImage(wanted.size(), QImage::Format_RGB888);
    for (int y = 0; y < seen.height(); ++y) {
        for (int x = 0; x < seen.width(); ++x) {
            const QRgb color = wanted.pixel(x, y);
            const int by = largestDifference(seen.pixel(x, y), color);
            out.worst = std::max(out.worst, by);
            const bool strict =
                by > kFlat && (viewer.contains(2 * x, 2 * y) || flatAt(wanted, x, y));
            const bool differs = by > kEdge || strict;
            out.picture.setPixel(x, y, differs ? qRgb(255, 0, 0) : qRgb(0, 0, qGray(color) / 2));
            if (!differs)
                continue;
            ++out.differing;
            out.where |= QRect(2 * x, 2 * y, 2, 2);
        }
    }
    return out;
}

/// Where the kept pictures are.
inline QString file(const QString &name)
{
    return QStringLiteral(DARE_TEST_DATA "/golden-window/") + name + QStringLiteral(".png");
}

/// @return null where there is none
inline QImage kept(const QString &name)
{
    return QImage(file(name)).convertToFormat(QImage::Format_RGB888);
}

inline bool keep(const QString &name, const QImage &seen)
{
    QDir().mkpath(QStringLiteral(DARE_TEST_DATA "/golden-window"));
    return seen.save(file(name), "PNG", 0); // as small as it goes
}

/// Beside the test's program: what was seen where that was not what is kept.
inline QDir folder()
{
    const QDir out(QCoreApplication::applicationDirPath() + QStringLiteral("/golden-window"));
    out.mkpath(QStringLiteral("."));
    return out;
}

inline void leave(const QString &name, const QImage &seen, const QImage &difference)
{
    seen.save(folder().filePath(name + QStringLiteral(".png")));
    difference.save(folder().filePath(name + QStringLiteral("-difference.png")));
}

/// Whether the kept pictures are to be made anew.
inline bool refreshing()
{
    return qEnvironmentVariableIsSet("DARE_REFRESH_GOLDENS");
}

} // namespace dare::golden
