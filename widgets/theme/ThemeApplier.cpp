#include "widgets/theme/ThemeApplier.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <QApplication>
#include <QDir>
#include <QPixmap>
#include <QStyleFactory>

namespace dare
{

ThemeApplier::ThemeApplier()
{
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    loadFonts();
    QApplication::setFont(sansFont());
}

void ThemeApplier::apply(const Theme &theme)
{
    const QDir folder(
        m_pictures.filePath(theme.dark ? QStringLiteral("dark") : QStringLiteral("light")));
    folder.mkpath(QStringLiteral("."));
    const auto picture = [&folder](const QString &name, const QString &icon, const QColor &color) {
        tintedPixmap(icon, color, 16, 1.0).save(folder.filePath(name + QStringLiteral(".png")));
        tintedPixmap(icon, color, 16, 2.0).save(folder.filePath(name + QStringLiteral("@2x.png")));
    };
    picture(QStringLiteral("arrow"), QStringLiteral("down"), theme.tx3);
    picture(QStringLiteral("tick"), QStringLiteral("check"), theme.onAccent);
    picture(QStringLiteral("menutick"), QStringLiteral("check"), theme.accent);
    QApplication::setPalette(paletteOf(theme));
    qApp->setStyleSheet(styleSheetOf(theme, folder.absolutePath()));
}

} // namespace dare
