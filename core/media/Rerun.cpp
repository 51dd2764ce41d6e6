#include "core/media/Rerun.h"

#include "core/media/VideoDecoder.h"
#include "core/runs/RunFolder.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

/// Both are read frame by frame: long runs need no memory for whole clips.
Result<int> firstDifference(const fs::path &one, const fs::path &two)
{
    auto a = VideoDecoder::open(one);
    auto b = VideoDecoder::open(two);
    if (!a)
        return tl::unexpected(a.error());
    if (!b)
        return tl::unexpected(b.error());
    for (int frame = 0;; ++frame) {
        std::vector<std::uint8_t> first;
        std::vector<std::uint8_t> second;
        const auto moreA = a->readInto(first);
        const auto moreB = b->readInto(second);
        if (!moreA)
            return tl::unexpected(moreA.error());
        if (!moreB)
            return tl::unexpected(moreB.error());
        if (*moreA != *moreB || first != second)
            return frame;
        if (!*moreA)
            return -1;
    }
}

std::optional<RunFolder> earlierLike(const RunFolder &run)
{
    std::error_code ignored;
    std::vector<fs::path> names;
    for (const auto &entry : fs::directory_iterator(run.path().parent_path(), ignored))
        names.push_back(entry.path());
    // Names begin with the time of the start.
    std::sort(names.rbegin(), names.rend());
    for (const fs::path &name : names) {
        if (name.filename() >= run.path().filename())
            continue;
        Result<RunFolder> other = RunFolder::open(name);
        if (other && other->manifest().status == RunStatus::Done &&
            other->manifest().recipe == run.manifest().recipe)
            return std::move(*other);
    }
    return std::nullopt;
}

} // namespace

std::string Rerun::text() const
{
    if (sameLatents)
        return "same latents as " + earlier;
    if (firstFrame < 0)
        return "other latents than " + earlier + ", but the same pixels";
    return fmt::format("differs from frame {} of side {} on, against {}", firstFrame + 1,
                       side == Side::A ? 'A' : 'B', earlier);
}

Result<std::optional<Rerun>> compareWithEarlier(const fs::path &path)
{
    // "folder/" has no name of its own.
    const Result<RunFolder> run = RunFolder::open(path.has_filename() ? path : path.parent_path());
    if (!run)
        return tl::unexpected(run.error());
    if (run->manifest().status != RunStatus::Done)
        return std::optional<Rerun>();
    const std::optional<RunFolder> earlier = earlierLike(*run);
    if (!earlier)
        return std::optional<Rerun>();
    Rerun out{earlier->path().filename().string(), true, -1, Side::A};
    for (const Side side : kSides) {
        const SideState &now = run->manifest().side(side);
        const SideState &then = earlier->manifest().side(side);
        if (!run->manifest().recipe.runs(side) || now.latentsSha256 == then.latentsSha256)
            continue;
        out.sameLatents = false;
        const Result<int> frame = firstDifference(run->framesFile(side), earlier->framesFile(side));
        if (!frame)
            return std::optional<Rerun>();
        if (*frame >= 0 && (out.firstFrame < 0 || *frame < out.firstFrame)) {
            out.firstFrame = *frame;
            out.side = side;
        }
    }
    return std::optional(out);
}

} // namespace dare
