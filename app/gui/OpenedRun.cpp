#include "app/gui/OpenedRun.h"

#include "core/media/Video.h"

namespace dare {

Result<OpenedRun> readRun(const std::filesystem::path &path)
{
    auto folder = RunFolder::open(path);
    if (!folder)
        return tl::unexpected(folder.error());
    OpenedRun out;
    out.folder = std::make_shared<const RunFolder>(*std::move(folder));
    const RunManifest &manifest = out.folder->manifest();
    for (const Side side : kSides) {
        const std::size_t i = side == Side::A ? 0 : 1;
        const int done = manifest.side(side).stepsDone;
        if (!manifest.recipe.runs(side) || done == 0)
            continue;
        if (auto metrics = out.folder->readMetrics(side, done - 1))
            out.metrics[i] = *std::move(metrics);
        if (!std::filesystem::exists(out.folder->framesFile(side)))
            continue;
        auto clip = readVideo(out.folder->framesFile(side));
        if (!clip)
            return tl::unexpected(clip.error());
        clip->fps = manifest.fps;
        out.clips[i] = std::make_shared<const Clip>(*std::move(clip));
    }
    return out;
}

} // namespace dare
