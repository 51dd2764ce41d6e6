#include "core/media/Comparison.h"

#include "core/media/Compositor.h"
#include "core/media/TemporaryFile.h"
#include "core/media/VideoDecoder.h"
#include "core/media/VideoEncoder.h"
#include "core/tensors/AtomicFile.h"

#include <spdlog/fmt/fmt.h>

#include <system_error>

namespace dare {
namespace {

namespace fs = std::filesystem;

VideoFormat h264Format(const Compositor &compositor, const ExportOptions &options)
{
    VideoFormat format;
    format.encoder = "libx264";
    format.container = "mp4";
    format.install = "libavcodec59 (FFmpeg built with x264)";
    format.source = AV_PIX_FMT_RGBA;
    format.target = AV_PIX_FMT_YUV420P;
    format.width = compositor.width();
    format.height = compositor.height();
    format.fps = options.fps;
    format.codecOptions = {{"crf", std::to_string(options.crf)}, {"preset", "medium"}};
    format.containerOptions = {{"movflags", "use_metadata_tags+faststart"}};
    format.metadata = {{"comment", "Made with DARE Workbench; the recipe is in dare_recipe"}};
    if (!options.recipeJson.empty())
        format.metadata.emplace_back(kRecipeTag, options.recipeJson);
    return format;
}

tl::unexpected<Error> cancelled(const fs::path &path)
{
    return failure(ErrorCode::Cancelled, "the export was cancelled", path.string());
}

/// Hands every frame to `write`, with progress, until the end or a cancel.
template <typename Write>
Result<void> eachFrame(const fs::path &path, const Compositor &compositor,
                       const ExportOptions &options, Write &&write)
{
    const int total = compositor.frames();
    for (int frame = 0; frame < total; ++frame) {
        if (options.cancel != nullptr && options.cancel->load())
            return cancelled(path);
        if (auto written = write(frame, compositor.frame(frame)); !written)
            return written;
        if (options.progress)
            options.progress(frame + 1, total);
    }
    if (options.cancel != nullptr && options.cancel->load())
        return cancelled(path);
    return {};
}

Result<void> encodeAll(const fs::path &path, const Compositor &compositor,
                       const ExportOptions &options)
{
    auto encoder = VideoEncoder::open(path, h264Format(compositor, options));
    if (!encoder)
        return tl::unexpected(encoder.error());
    return eachFrame(path, compositor, options,
                     [&](int, const Picture &picture) { return encoder->write(picture.rgba); })
        .and_then([&] { return encoder->finish(); });
}

Result<void> checkContents(const fs::path &path, const ViewSpec &spec,
                           const std::vector<PaneContent> &contents)
{
    if (spec.panes.empty() || spec.panes.size() != contents.size())
        return failure(ErrorCode::InvalidArgument, "there is nothing to export: choose a run first",
                       path.string());
    return {};
}

/// Creates the folder. @return whether it was new
Result<bool> makeFolder(const fs::path &folder)
{
    std::error_code error;
    const bool made = fs::create_directory(folder, error);
    if (error || !fs::is_directory(folder))
        return failure(ErrorCode::Io,
                       "the folder cannot be made" +
                           (error ? " (" + error.message() + ")" : std::string()) +
                           ": choose another place",
                       folder.string());
    return made;
}

void removeAll(const std::vector<fs::path> &files, const fs::path &folder, bool folderToo)
{
    std::error_code ignored;
    for (const fs::path &file : files)
        fs::remove(file, ignored);
    if (folderToo)
        fs::remove(folder, ignored);
}

} // namespace

Picture compose(const ViewSpec &spec, const std::vector<PaneContent> &contents)
{
    return Compositor(spec, contents).frame(spec.frame);
}

Result<void> exportMp4(const fs::path &path, const ViewSpec &spec,
                       const std::vector<PaneContent> &contents, const ExportOptions &options)
{
    if (auto usable = checkContents(path, spec, contents); !usable)
        return usable;
    auto file = TemporaryFile::beside(path);
    if (!file)
        return tl::unexpected(file.error());
    const Compositor compositor(spec, contents);
    return encodeAll(file->path(), compositor, options)
        .and_then([&] { return file->commit(); })
        .map_error([&](Error error) {
            error.context = path.string(); // people know the file by its final name
            return error;
        });
}

Result<void> exportPngs(const fs::path &folder, const ViewSpec &spec,
                        const std::vector<PaneContent> &contents, const ExportOptions &options)
{
    if (auto usable = checkContents(folder, spec, contents); !usable)
        return usable;
    const auto made = makeFolder(folder);
    if (!made)
        return tl::unexpected(made.error());
    std::vector<fs::path> files;
    const auto write = [&](int frame, const Picture &picture) {
        files.push_back(folder / fmt::format("{:03}.png", frame));
        return writePng(files.back(), picture);
    };
    auto written = eachFrame(folder, Compositor(spec, contents), options, write).and_then([&] {
        return options.recipeJson.empty()
                   ? Result<void>()
                   : writeFileAtomically(folder / "recipe.json", options.recipeJson);
    });
    if (!written)
        removeAll(files, folder, *made);
    return written;
}

} // namespace dare
