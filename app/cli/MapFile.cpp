#include "app/cli/MapFile.h"

#include "core/tensors/SafeTensors.h"
#include "core/types/MapShade.h"
#if DARE_HAS_MEDIA
#include "core/media/Comparison.h"
#endif

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <span>

namespace dare::cli
{
namespace
{

std::string indexText(int index)
{
    return index < 0 ? "mean" : std::to_string(index);
}

const char *whenText(MapWhen when)
{
    return when == MapWhen::Before ? "before" : when == MapWhen::After ? "after" : "diff";
}

/// Before and after of one query share a range, so that their pictures compare.
Result<float> rangeOf(const RunFolder &run, const MapQuery &query, const HeatMap &map)
{
    std::vector<std::shared_ptr<const HeatMap>> maps{std::make_shared<const HeatMap>(map)};
    if (query.when != MapWhen::Difference) {
        MapQuery other = query;
        other.when = query.when == MapWhen::Before ? MapWhen::After : MapWhen::Before;
        Result<HeatMap> partner = readMap(run, other);
        if (!partner)
            return tl::unexpected(partner.error());
        maps.push_back(std::make_shared<const HeatMap>(std::move(*partner)));
    }
    return sharedScale(maps);
}

Result<void> writeTensor(const std::string &out, const RunFolder &run, const MapQuery &query,
                         const HeatMap &map)
{
    TensorView view;
    view.name = "map";
    view.dtype = DType::F32;
    view.shape = {map.frames, map.height, map.width};
    view.bytes = std::as_bytes(std::span(map.values));
    return writeSafeTensors(out, {view},
                            {{"run", run.path().filename().string()},
                             {"side", std::string(1, letter(query.side))},
                             {"when", whenText(query.when)},
                             {"words", fmt::format("{}", fmt::join(query.words, ","))},
                             {"step", indexText(query.step)},
                             {"layer", indexText(query.layer)},
                             {"head", indexText(query.head)}});
}

#if DARE_HAS_MEDIA
/// Frames side by side, cells as squares.
Picture pictureOf(const HeatMap &map, bool isSigned, float range)
{
    constexpr int kFramePixels = 192;
    constexpr int kGap = 4;
    const int cell = std::max(1, kFramePixels / std::max(map.width, map.height));
    const int pitch = map.width * cell + kGap;
    Picture picture{map.frames * pitch - kGap, map.height * cell, {}};
    picture.rgba.assign(static_cast<std::size_t>(picture.width) *
                            static_cast<std::size_t>(picture.height) * 4,
                        255);
    for (int y = 0; y < picture.height; ++y) {
        for (int x = 0; x < picture.width; ++x) {
            const int column = x % pitch / cell;
            if (column >= map.width)
                continue;
            const float value = map.at(x / pitch, y / cell, column);
            const Rgb color = isSigned ? shadeSigned(value, range)
                                       : shadeMass(ColorMapName::Inferno, value, range);
            std::uint8_t *pixel =
                picture.rgba.data() + static_cast<std::size_t>(y * picture.width + x) * 4;
            pixel[0] = color.r;
            pixel[1] = color.g;
            pixel[2] = color.b;
        }
    }
    return picture;
}
#endif

Result<void> writePicture(const std::string &out, const HeatMap &map, bool isSigned, float range)
{
#if DARE_HAS_MEDIA
    return writePng(out, pictureOf(map, isSigned, range));
#else
    (void)map, (void)isSigned, (void)range;
    return failure(ErrorCode::Unsupported, "built without media: use F.safetensors", out);
#endif
}

} // namespace

Result<MapFileKind> mapFileKind(const std::string &out)
{
    const auto ending = std::filesystem::path(out).extension();
    if (ending == ".safetensors")
        return MapFileKind::SafeTensors;
    if (ending != ".png")
        return failure(ErrorCode::InvalidArgument,
                       "must end in .png or .safetensors, not \"" + out + "\"", "--out");
#if DARE_HAS_MEDIA
    return MapFileKind::Png;
#else
    return failure(ErrorCode::Unsupported, "built without media: use F.safetensors", out);
#endif
}

Result<float> writeMap(const std::string &out, MapFileKind kind, const RunFolder &run,
                       const MapQuery &query, const HeatMap &map)
{
    const Result<float> range = rangeOf(run, query, map);
    if (!range)
        return range;
    const Result<void> written =
        kind == MapFileKind::SafeTensors
            ? writeTensor(out, run, query, map)
            : writePicture(out, map, query.when == MapWhen::Difference, *range);
    if (!written)
        return tl::unexpected(written.error());
    return range;
}

} // namespace dare::cli
