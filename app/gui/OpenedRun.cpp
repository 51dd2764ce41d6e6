#include "app/gui/OpenedRun.h"

#include "core/media/Video.h"

namespace dare
{

Result<OpenedRun> readRun(const std::filesystem::path &path)
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
        auto clip = readVideo(out.folder->framesFile(side));
        if (!clip)
            return tl::unexpected(clip.error());
        clip->fps = manifest.fps;
        out.clips[side == Side::A ? 0 : 1] = std::make_shared<const Clip>(*std::move(clip));
    }
    return out;
}

} // namespace dare
