#include "app/gui/OpenedRun.h"

#include "core/media/ClipCache.h"

namespace dare
{

Result<OpenedRun> readRun(const std::filesystem::path &path, ClipCache &cache)
{
    auto folder = RunFolder::open(path);
    if (!folder)
        return tl::unexpected(folder.error());
    OpenedRun out;
    out.folder = std::make_shared<const RunFolder>(*std::move(folder));
    const RunManifest &manifest = out.folder->manifest();
    for (const Side side : kSides) {
        if (!manifest.recipe.runs(side) || !std::filesystem::exists(out.folder->framesFile(side)))
            continue;
        const auto source = cache.read({out.folder->path(), side});
        if (!source)
            return tl::unexpected(source.error());
        out.clips[side == Side::A ? 0 : 1] = source->clip;
    }
    return out;
}

} // namespace dare
