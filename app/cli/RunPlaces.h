#pragma once

#include <filesystem>
#include <string>

namespace dare::cli
{

/// `$XDG_DATA_HOME/dare-workbench/runs`, or the same under `~/.local/share`.
[[nodiscard]] std::filesystem::path defaultRunsFolder();

/// Where the index of runs is cached: `$XDG_CACHE_HOME/dare-workbench`, or under `~/.cache`.
[[nodiscard]] std::filesystem::path cacheFolder();

/// @return the folder named, or the embedded model's
[[nodiscard]] std::filesystem::path modelFolder(const std::string &text);

/// @param text a run's folder, or its name inside the default runs folder
[[nodiscard]] std::filesystem::path findRun(const std::string &text);

} // namespace dare::cli
