#include "core/media/SourceClip.h"

#include "core/media/RunView.h"
#include "core/media/Video.h"
#include "core/media/VideoDecoder.h"
#include "core/runs/RecipeJson.h"
#include "core/tensors/AtomicFile.h"
#include "core/types/MediaNames.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

constexpr double kPictureFps = 8.0;

tl::unexpected<Error> tooLarge(const fs::path &path, std::size_t maxBytes)
{
    return failure(ErrorCode::OutOfMemory,
                   fmt::format("its frames need more than the {} MB kept for compared clips: cut "
                               "or shrink it first",
                               maxBytes / 1'000'000),
                   path.string());
}

Result<Clip> readBounded(const fs::path &path, std::size_t maxBytes)
{
    auto decoder = VideoDecoder::open(path);
    if (!decoder)
        return tl::unexpected(decoder.error());
    Clip clip;
    clip.width = decoder->width();
    clip.height = decoder->height();
    clip.fps = decoder->fps();
    for (;;) {
        auto more = decoder->readInto(clip.rgb);
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            break;
        ++clip.frames;
        if (clip.rgb.size() > maxBytes)
            return tooLarge(path, maxBytes);
    }
    clip.rgb.shrink_to_fit();
    return clip;
}

bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/// Numbers within names by their value.
bool namedBefore(const fs::path &one, const fs::path &two)
{
    const std::string a = one.filename().string();
    const std::string b = two.filename().string();
    std::size_t i = 0;
    std::size_t k = 0;
    while (i < a.size() && k < b.size()) {
        if (!digit(a[i]) || !digit(b[k])) {
            if (a[i] != b[k])
                return a[i] < b[k];
            ++i;
            ++k;
            continue;
        }
        const auto number = [](const std::string &text, std::size_t &at) {
            const std::size_t first = std::min(text.find_first_not_of('0', at), text.size());
            at = first;
            while (at < text.size() && digit(text[at]))
                ++at;
            return text.substr(first, at - first);
        };
        const std::string x = number(a, i);
        const std::string y = number(b, k);
        if (x.size() != y.size())
            return x.size() < y.size();
        if (x != y)
            return x < y;
    }
    return a.size() - i < b.size() - k;
}

Result<SourceClip> readRunSide(const SourceName &name, std::size_t maxBytes)
{
    auto folder = RunFolder::open(name.path);
    if (!folder)
        return tl::unexpected(folder.error());
    const RunManifest &manifest = folder->manifest();
    const Side side = *name.side;
    if (!manifest.recipe.runs(side))
        return failure(ErrorCode::NotFound,
                       fmt::format("side {} was not sampled in this run", letter(side)),
                       name.path.string());
    std::error_code ignored;
    if (!fs::exists(folder->framesFile(side), ignored))
        return failure(
            ErrorCode::NotFound,
            fmt::format("side {} has no frames yet: let the run finish first", letter(side)),
            name.path.string());
    Result<Clip> clip = readBounded(folder->framesFile(side), maxBytes);
    if (!clip)
        return tl::unexpected(clip.error());
    clip->fps = manifest.fps;
    SourceClip out;
    out.name = name;
    out.clip = std::make_shared<const Clip>(std::move(*clip));
    out.recipe = manifest.recipe;
    out.preset = presetNameOf(manifest.recipe, side);
    out.settings = settingsTextOf(manifest.recipe, side);
    out.title = fmt::format("{} \u00b7 {} \u00b7 seed {}", manifest.title, out.preset,
                            manifest.recipe.seed);
    out.run = std::make_shared<const RunFolder>(std::move(*folder));
    return out;
}

Result<SourceClip> readFile(const SourceName &name, std::size_t maxBytes)
{
    std::error_code ignored;
    const bool folder = fs::is_directory(name.path, ignored);
    Result<Clip> clip =
        folder ? readPictures(name.path, kPictureFps, maxBytes) : readBounded(name.path, maxBytes);
    if (!clip)
        return tl::unexpected(clip.error());
    SourceClip out;
    out.name = name;
    out.clip = std::make_shared<const Clip>(std::move(*clip));
    const fs::path plain = name.path.has_filename() ? name.path : name.path.parent_path();
    out.title = out.preset = plain.filename().string();
    out.settings =
        fmt::format("{}x{}, {} frames", out.clip->width, out.clip->height, out.clip->frames);
    if (const Result<std::string> tag =
            folder ? readTextFile(name.path / kPicturesRecipe) : readRecipeTag(name.path)) {
        if (const Result<Recipe> recipe = recipeFromJson(*tag))
            out.recipe = *recipe;
    }
    return out;
}

} // namespace

std::string SourceName::text() const
{
    return side ? path.string() + ":" + letter(*side) : path.string();
}

SourceName sourceName(const std::string &text)
{
    std::error_code ignored;
    const bool sided = text.size() > 2 && (text.ends_with(":a") || text.ends_with(":b"));
    if (!sided || fs::exists(text, ignored))
        return {text, std::nullopt};
    return {text.substr(0, text.size() - 2), text.back() == 'a' ? Side::A : Side::B};
}

Result<SourceClip> readSource(const SourceName &name, std::size_t maxBytes)
{
    return name.side ? readRunSide(name, maxBytes) : readFile(name, maxBytes);
}

Result<Clip> readPictures(const fs::path &folder, double fps, std::size_t maxBytes)
{
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto &entry : fs::directory_iterator(folder, error)) {
        if (isPictureName(entry.path().filename().string()))
            files.push_back(entry.path());
    }
    if (files.empty())
        return failure(error ? ErrorCode::NotFound : ErrorCode::InvalidInput,
                       "has no pictures (PNG, JPEG, WebP, BMP or TIFF): choose another folder",
                       folder.string());
    std::sort(files.begin(), files.end(), namedBefore);
    Clip out;
    out.fps = fps;
    for (const fs::path &file : files) {
        const Result<Clip> picture = readBounded(file, maxBytes);
        if (!picture)
            return tl::unexpected(picture.error());
        if (out.frames > 0 && (picture->width != out.width || picture->height != out.height))
            return failure(ErrorCode::InvalidInput,
                           fmt::format("is {}x{}, the pictures before are {}x{}: give all one size",
                                       picture->width, picture->height, out.width, out.height),
                           file.string());
        out.width = picture->width;
        out.height = picture->height;
        const auto pixels = picture->frame(0);
        out.rgb.insert(out.rgb.end(), pixels.begin(), pixels.end());
        ++out.frames;
        if (out.rgb.size() > maxBytes)
            return tooLarge(folder, maxBytes);
    }
    return out;
}

} // namespace dare
