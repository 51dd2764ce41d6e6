#pragma once

#include <QFont>

namespace dare
{

/// Registers the bundled Inter and JetBrains Mono. Call once, after QApplication. @thread GUI
void loadFonts();

/// Inter. @param px size in pixels, 12 for controls, 11 for captions
/// @param weight 400, 500 or 600; a heavier one is not shipped and becomes 600
[[nodiscard]] QFont sansFont(int px = 12, int weight = QFont::Normal);

/// JetBrains Mono with tabular figures, for values, seeds and hashes.
/// @param weight 400 or 500; a heavier one is not shipped and becomes 500
[[nodiscard]] QFont monoFont(int px = 11, int weight = QFont::Normal);

} // namespace dare
