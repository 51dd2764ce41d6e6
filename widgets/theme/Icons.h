#pragma once

#include "widgets/theme/Theme.h"

#include <QIcon>
#include <QPixmap>
#include <QString>

namespace dare
{

/// An icon of resources/icons by file name without `.svg`. It takes its colour from the current
/// theme each time it is painted: secondary text, accent when checked, caption when disabled.
[[nodiscard]] QIcon themedIcon(const QString &name);
/// The same in one colour of the theme at every paint. @param token member of the theme
[[nodiscard]] QIcon themedIcon(const QString &name, QColor Theme::*token);

/// One icon as pixels. @param size in logical pixels @param ratio device pixel ratio
[[nodiscard]] QPixmap tintedPixmap(const QString &name, const QColor &color, int size,
                                   double ratio = 1.0);

} // namespace dare
