#pragma once

#include "widgets/theme/Theme.h"

#include <QTemporaryDir>

namespace dare
{

/// Puts a theme on the application: Fusion, palette, style sheet. Lives as long as the application,
/// for style sheets can only name the small tinted pictures of arrows and ticks as files.
class ThemeApplier
{
public:
    ThemeApplier();
    /// @thread GUI, after QApplication exists
    void apply(const Theme &theme);

private:
    QTemporaryDir m_pictures;
};

} // namespace dare
