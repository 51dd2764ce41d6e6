#include "core/runs/CacheFolder.h"

#include <cstdlib>

namespace dare
{

std::filesystem::path userCacheFolder()
{
    // A relative path there is invalid by the XDG base directory specification.
    const char *cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && std::filesystem::path(cache).is_absolute())
        return std::filesystem::path(cache) / "dare-workbench";
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : ".") / ".cache" / "dare-workbench";
}

} // namespace dare
