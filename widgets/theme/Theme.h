#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace dare
{

/// The design tokens. Two instances exist; nothing else in the window names a colour.
struct Theme {
    bool dark = true;
    QColor bg;     ///< window
    QColor panel;  ///< docks
    QColor raised; ///< buttons, footers
    QColor field;  ///< inputs
    QColor hover;
    QColor track;  ///< slider and empty cells
    QColor line;   ///< dock seams
    QColor line2;  ///< control borders
    QColor tx;     ///< text: main
    QColor tx2;    ///< secondary
    QColor tx3;    ///< caption
    QColor accent; ///< side B, selection, primary button, playhead, focus ring
    QColor onAccent;
    QColor accentTint;
    QColor sideA;
    QColor warn;
    QColor warnTint;
    QColor err;
    QColor errTint;
    QColor ok;
    QColor viewer; ///< GL clear colour
};

[[nodiscard]] const Theme &darkTheme();
[[nodiscard]] const Theme &lightTheme();

/// The same with the borders of controls as strong as caption text.
[[nodiscard]] const Theme &darkContrastTheme();
[[nodiscard]] const Theme &lightContrastTheme();

/// The theme whose palette the application has now. @thread GUI
[[nodiscard]] const Theme &currentTheme();

/// What the desktop asks for: the portal's color-scheme, else the palette's lightness.
/// Waits at most 200 ms for the portal; call it once, before the window shows. @thread GUI
[[nodiscard]] const Theme &desktopTheme();

[[nodiscard]] QPalette paletteOf(const Theme &theme);

/// @return `share` of `over` mixed into `under`, both opaque
[[nodiscard]] QColor mixed(const QColor &under, const QColor &over, double share);

/// `workbench.qss` with every `@token` replaced. `@icons` becomes `iconFolder`.
[[nodiscard]] QString styleSheetOf(const Theme &theme, const QString &iconFolder);

} // namespace dare
