#include "app/cli/RunPlaces.h"

#include "core/models/ModelFolder.h"
#include "core/runs/CacheFolder.h"

#include <cstdlib>
#include <system_error>

namespace dare::cli
{
namespace
{

namespace fs = std::filesystem;

fs::path baseFolder(const char *variable, const char *underHome)
{
    // A relative path there is invalid by the XDG base directory specification.
    if (const char *set = std::getenv(variable); set != nullptr && fs::path(set).is_absolute())
        return set;
    const char *home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : ".") / underHome;
}

} // namespace

fs::path defaultRunsFolder()
{
    return baseFolder("XDG_DATA_HOME", ".local/share") / "dare-workbench" / "runs";
}

fs::path cacheFolder()
{
    return userCacheFolder();
}

fs::path modelFolder(const std::string &text)
{
    return text.empty() ? embeddedModelFolder() : fs::path(text);
}

fs::path findRun(const std::string &text)
{
    std::error_code ignored;
    const fs::path inside = defaultRunsFolder() / text;
    return !fs::exists(text, ignored) && fs::is_directory(inside, ignored) ? inside
                                                                           : fs::path(text);
}

} // namespace dare::cli
