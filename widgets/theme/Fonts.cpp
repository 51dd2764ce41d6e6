#include "widgets/theme/Fonts.h"

#include <QDir>
#include <QFontDatabase>
#include <QString>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kHeaviestSans = QFont::DemiBold; // of the files in resources/fonts
constexpr int kHeaviestMono = QFont::Medium;

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
    return fontOf(QStringLiteral("Inter"), QStringLiteral("sans-serif"), px,
                  std::min(weight, kHeaviestSans));
}

QFont monoFont(int px, int weight)
{
    QFont font = fontOf(QStringLiteral("JetBrains Mono"), QStringLiteral("monospace"), px,
                        std::min(weight, kHeaviestMono));
    font.setStyleHint(QFont::Monospace);
    return font;
}

} // namespace dare
