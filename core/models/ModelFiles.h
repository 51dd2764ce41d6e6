#pragma once

#include "core/models/ModelFolder.h"

#include <filesystem>
#include <string>

namespace dare
{

/// Appends a check of every expected file of one variant to `info.files` and adds up parameters
/// and bytes. @param label goes before the file names ("dare/"), empty for a folder without
/// variants
void checkModelFiles(const std::filesystem::path &folder, const std::string &label,
                     ModelInfo &info);

} // namespace dare
