#pragma once

#include <filesystem>

namespace dare
{

/// `$XDG_CACHE_HOME/dare-workbench`, or under `~/.cache`. All that lies there can be made again.
[[nodiscard]] std::filesystem::path userCacheFolder();

} // namespace dare
