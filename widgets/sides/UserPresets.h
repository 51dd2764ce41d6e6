#pragma once

#include "widgets/recipe/SidePreset.h"

#include <vector>

namespace dare
{

/// Presets that the user saved, in the program's settings. Entries that cannot be read are left
/// out. @thread GUI
[[nodiscard]] std::vector<SidePreset> loadUserPresets();
void saveUserPresets(const std::vector<SidePreset> &presets);

} // namespace dare
