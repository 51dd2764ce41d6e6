#include "widgets/theme/Fonts.h"

#include <QDir>
#include <QFontDatabase>
#include <QString>

namespace dare
{

namespace
{

QFont fontOf(const QString &family, const QString &fallback, int px, int weight)
{
    QFont font;
    font.setFamilies({family, fallback});
    font.setPixelSize(px);
    font.setWeight(static_cast<QFont::Weight>(weight));
    return font;
}

} // namespace

void loadFonts()
{
    const QDir bundled(QStringLiteral(":/fonts"));
    for (const QString &file : bundled.entryList(QDir::Files))
        QFontDatabase::addApplicationFont(bundled.filePath(file));
}

QFont sansFont(int px, int weight)
{
    return fontOf(QStringLiteral("Inter"), QStringLiteral("sans-serif"), px, weight);
}

QFont monoFont(int px, int weight)
{
    QFont font = fontOf(QStringLiteral("JetBrains Mono"), QStringLiteral("monospace"), px, weight);
    font.setStyleHint(QFont::Monospace);
    return font;
}

} // namespace dare
