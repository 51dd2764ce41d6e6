#include "core/media/Comparison.h"

#include "core/media/Compositor.h"
#include "core/media/GifEncoder.h"
#include "core/media/TemporaryFile.h"
#include "core/media/VideoDecoder.h"
#include "core/media/VideoEncoder.h"
#include "core/runs/RecipeJson.h"
#include "core/tensors/AtomicFile.h"
#include "core/types/MediaNames.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <future>
#include <optional>
#include <system_error>
#include <utility>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

/// What MP4 and Matroska have in common.
VideoFormat formatOf(const Compositor &compositor, const ExportOptions &options)
{
    VideoFormat format;
    format.source = AV_PIX_FMT_RGBA;
    format.width = compositor.width();
    format.height = compositor.height();
    format.fps = options.fps;
    format.metadata = {{"comment", "Made with DARE Workbench; the recipe is in dare_recipe"}};
    if (!options.recipeJson.empty() && options.tag)
        format.metadata.emplace_back(kRecipeTag, options.recipeJson);
    return format;
}

VideoFormat mp4Format(const Compositor &compositor, const ExportOptions &options)
{
    const bool h265 = options.codec == ExportCodec::H265;
    VideoFormat format = formatOf(compositor, options);
    format.encoder = h265 ? "libx265" : "libx264";
    format.container = "mp4";
    format.install =
        h265 ? "libavcodec59 (FFmpeg built with x265)" : "libavcodec59 (FFmpeg built with x264)";
    format.target = AV_PIX_FMT_YUV420P;
    format.codecOptions = {
        {"crf", std::to_string(options.crf)}, {"preset", "medium"}, {"threads", "0"}};
    if (h265)
        format.codecOptions.emplace_back("x265-params", "log-level=error");
    format.containerOptions = {{"movflags", "use_metadata_tags+faststart"}};
    if (h265)
        format.codecTag = MKTAG('h', 'v', 'c', '1'); // what browsers and players expect
    return format;
}

VideoFormat losslessFormat(const Compositor &compositor, const ExportOptions &options)
{
    VideoFormat format = formatOf(compositor, options);
    format.encoder = "ffv1";
    format.container = "matroska";
    format.install = "libavcodec59";
    format.target = AV_PIX_FMT_0RGB32;
    format.codecOptions = {
        {"level", "3"}, {"g", "1"}, {"slicecrc", "1"}, {"slices", "4"}, {"threads", "0"}};
    return format;
}

tl::unexpected<Error> cancelled(const fs::path &path)
{
    return failure(ErrorCode::Cancelled, "the export was cancelled", path.string());
}

/// Frames that an export writes.
int countOf(const Compositor &compositor, const ExportOptions &options)
{
    const int last = options.last < 0 ? compositor.frames() - 1
                                      : std::min(options.last, compositor.frames() - 1);
    return last - options.first + 1;
}

/// Hands every frame to `write`, with progress, until the end or a cancel.
template <typename Write>
Result<void> eachFrame(const fs::path &path, const Compositor &compositor,
                       const ExportOptions &options, Write &&write)
{
    const int total = countOf(compositor, options);
    Picture picture;
    Picture following;
    compositor.frameInto(picture, options.first);
    for (int done = 0; done < total; ++done) {
        if (options.cancel != nullptr && options.cancel->load())
            return cancelled(path);
        // Maps and comparisons take as long to draw as to encode: both at the same time.
        std::future<void> drawn;
        if (done + 1 < total)
            drawn = std::async(std::launch::async, [&, next = options.first + done + 1] {
                compositor.frameInto(following, next);
            });
        if (auto written = write(done, picture); !written)
            return written;
        if (options.progress)
            options.progress(done + 1, total);
        if (drawn.valid())
            drawn.get();
        std::swap(picture, following);
    }
    if (options.cancel != nullptr && options.cancel->load())
        return cancelled(path);
    return {};
}

Result<void> encodeAll(const fs::path &path, const Compositor &compositor,
                       const ExportOptions &options)
{
    const auto encode = [&](auto &&encoder) -> Result<void> {
        if (!encoder)
            return tl::unexpected(encoder.error());
        return eachFrame(path, compositor, options,
                         [&](int, const Picture &picture) { return encoder->write(picture.rgba); })
            .and_then([&] { return encoder->finish(); });
    };
    if (options.codec == ExportCodec::Gif)
        return encode(GifEncoder::open(path, compositor.width(), compositor.height(), options.fps));
    return encode(VideoEncoder::open(path, options.codec == ExportCodec::Ffv1
                                               ? losslessFormat(compositor, options)
                                               : mp4Format(compositor, options)));
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

namespace
{

bool isRecipe(const std::string &text)
{
    return text.find("\"prompt\"") != std::string::npos && recipeFromJson(text).has_value();
}

/// Pictures of another export would stay among the new ones.
Result<void> checkPictures(const fs::path &folder, int count)
{
    std::error_code ignored;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder, ignored)) {
        if (entry.path().extension() != ".png")
            continue;
        const std::string stem = entry.path().stem().string();
        int number = -1;
        const auto [end, error] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
        if (error != std::errc() || end != stem.data() + stem.size() || number < 0 ||
            number >= count)
            return failure(ErrorCode::InvalidArgument,
                           "is a picture that this export would leave among its own; empty the "
                           "folder or name another one",
                           entry.path().string());
    }
    return {};
}

/// The recipe's file beside a film, under a temporary name; none where it is not asked for.
Result<std::optional<TemporaryFile>> sidecarFile(const fs::path &path, const ExportOptions &options)
{
    if (!options.sidecar || options.recipeJson.empty())
        return std::nullopt;
    const fs::path beside = sidecarOf(path);
    if (const auto there = readTextFile(beside); there && !isRecipe(*there))
        return failure(ErrorCode::InvalidArgument,
                       "is no recipe of an export and would be replaced by one; write under "
                       "another name, or leave the recipe out (--no-sidecar)",
                       beside.string());
    auto file = TemporaryFile::beside(beside);
    if (!file)
        return tl::unexpected(file.error());
    return std::optional<TemporaryFile>(*std::move(file));
}

Result<void> writeVideo(const fs::path &path, const Compositor &compositor,
                        const ExportOptions &options)
{
    auto file = TemporaryFile::beside(path);
    if (!file)
        return tl::unexpected(file.error());
    auto sidecar = sidecarFile(path, options);
    if (!sidecar)
        return tl::unexpected(sidecar.error());
    return encodeAll(file->path(), compositor, options)
        .and_then([&] {
            return *sidecar ? writeFileAtomically((*sidecar)->path(), options.recipeJson)
                            : Result<void>();
        })
        .and_then([&] { return file->commit(); })
        .map_error([&](Error error) {
            error.context = path.string(); // people know the file by its final name
            return error;
        })
        // Last: no recipe lies beside a film that could not be put in its place.
        .and_then([&] { return *sidecar ? (*sidecar)->commit() : Result<void>(); });
}

Result<void> writePictures(const fs::path &folder, const Compositor &compositor,
                           const ExportOptions &options)
{
    if (auto checked = checkPictures(folder, countOf(compositor, options)); !checked)
        return checked;
    const auto made = makeFolder(folder);
    if (!made)
        return tl::unexpected(made.error());
    std::vector<fs::path> files;
    const auto write = [&](int frame, const Picture &picture) {
        files.push_back(folder / fmt::format("{:03}.png", frame));
        return writePng(files.back(), picture);
    };
    auto written = eachFrame(folder, compositor, options, write).and_then([&] {
        return options.recipeJson.empty()
                   ? Result<void>()
                   : writeFileAtomically(folder / kPicturesRecipe, options.recipeJson);
    });
    if (!written)
        removeAll(files, folder, *made);
    return written;
}

} // namespace

fs::path sidecarOf(const fs::path &path)
{
    fs::path out = path;
    return out.replace_extension(".json");
}

Result<void> exportComposed(const fs::path &path, const Compositor &compositor,
                            const ExportOptions &options)
{
    // "folder/" has no name of its own to make or remove.
    const fs::path folder = path.has_filename() ? path : path.parent_path();
    return options.codec == ExportCodec::Png ? writePictures(folder, compositor, options)
                                             : writeVideo(path, compositor, options);
}

Result<void> exportMp4(const fs::path &path, const ViewSpec &spec,
                       const std::vector<PaneContent> &contents, const ExportOptions &options)
{
    return checkContents(path, spec, contents).and_then([&] {
        return writeVideo(path, Compositor(spec, contents), options);
    });
}

Result<void> exportPngs(const fs::path &folder, const ViewSpec &spec,
                        const std::vector<PaneContent> &contents, const ExportOptions &options)
{
    return checkContents(folder, spec, contents).and_then([&] {
        return writePictures(folder, Compositor(spec, contents), options);
    });
}

} // namespace dare
