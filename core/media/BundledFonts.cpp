#include "core/media/BundledFonts.h"

#include <spdlog/spdlog.h>

#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

FcConfig *load()
{
    FcConfig *config = FcInitLoadConfigAndFonts();
    const fs::path folder = bundledFontFolder();
    if (folder.empty()) {
        spdlog::warn("The bundled fonts are missing (resources/fonts): using the system's fonts");
        return config;
    }
    const auto *name = reinterpret_cast<const FcChar8 *>(folder.c_str());
    if (FcConfigAppFontAddDir(config, name) == FcFalse)
        spdlog::warn("The fonts in {} cannot be read: using the system's fonts", folder.string());
    return config;
}

} // namespace

fs::path bundledFontFolder()
{
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const char *place :
         {"../resources/fonts", "../../../resources/fonts", "../share/dare-workbench/fonts"}) {
        const fs::path folder = (program / place).lexically_normal();
        if (fs::is_directory(folder, error))
            return folder;
    }
    return {};
}

FcConfig *fontConfiguration()
{
    static FcConfig *const config = load();
    return config;
}

Result<void> requireFonts()
{
    FcConfig *config = fontConfiguration();
    for (const FcSetName set : {FcSetSystem, FcSetApplication}) {
        const FcFontSet *fonts = FcConfigGetFonts(config, set);
        if (fonts != nullptr && fonts->nfont > 0)
            return {};
    }
    return failure(ErrorCode::Io,
                   "no font for the labels: the bundled ones (resources/fonts) are not where the "
                   "program looks, and the system has none; install the program with its "
                   "resources, or a font such as fonts-dejavu-core",
                   "fonts");
}

} // namespace dare
