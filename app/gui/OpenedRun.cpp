#include "app/gui/OpenedRun.h"

#include "core/media/Video.h"

namespace dare
{

std::uint64_t mapBytesOf(const RunFolder &run)
{
    std::uint64_t bytes = 0;
    for (const Side side : kSides) {
        const std::filesystem::path maps = run.mapsFile(side, 0).parent_path();
        std::error_code none; // a run without maps has no such folder
        for (const auto &file : std::filesystem::directory_iterator(maps, none))
            bytes += file.is_regular_file(none) ? file.file_size(none) : 0;
    }
    return bytes;
}

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
        if (!manifest.recipe.runs(side) || !std::filesystem::exists(out.folder->framesFile(side)))
            continue;
        auto clip = readVideo(out.folder->framesFile(side));
        if (!clip)
            return tl::unexpected(clip.error());
        clip->fps = manifest.fps;
        out.clips[i] = std::make_shared<const Clip>(*std::move(clip));
    }
    out.mapBytes = mapBytesOf(*out.folder);
    return out;
}

} // namespace dare
