#pragma once

#include "core/types/Result.h"

#include <fontconfig/fontconfig.h>

#include <filesystem>

namespace dare
{

/// @return the folder of the bundled fonts, found from the running program: beside it in a bundle,
/// in the source tree, or in an installation's share folder; empty where there is none
[[nodiscard]] std::filesystem::path bundledFontFolder();

/// The system's fonts and the bundled ones. Loaded once a process and never changed, so that it is
/// free of the default configuration that other libraries share. @thread any
[[nodiscard]] FcConfig *fontConfiguration();

/// Whether there is a font to write labels with: Pango does not survive without. @thread any
/// @error Io: neither bundled fonts nor any of the system
[[nodiscard]] Result<void> requireFonts();

} // namespace dare
