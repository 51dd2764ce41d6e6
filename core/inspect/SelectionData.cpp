#include "core/inspect/SelectionData.h"

#include "core/inspect/StepShares.h"
#include "core/inspect/TokenStats.h"
#include "core/runs/RecipeJson.h"
#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"
#include "core/types/MapStats.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <numeric>
#include <span>

namespace dare
{
namespace
{

std::string indexText(int index)
{
    return index < 0 ? "mean" : std::to_string(index);
}

std::string joined(const std::vector<std::string> &words)
{
    std::string out;
    for (const std::string &word : words)
        out += (out.empty() ? "" : " + ") + word;
    return out;
}

void addStats(SelectionData &data, Side side, const HeatMap &map, std::optional<double> cos)
{
    const std::size_t cells =
        static_cast<std::size_t>(map.width) * static_cast<std::size_t>(map.height);
    for (int frame = 0; frame < map.frames; ++frame) {
        const float *first = map.values.data() + static_cast<std::size_t>(frame) * cells;
        data.stats.push_back(
            {side, frame, std::accumulate(first, first + cells, 0.0) / static_cast<double>(cells),
             static_cast<double>(*std::max_element(first, first + cells)), frameEntropy(map, frame),
             std::nullopt});
    }
    data.stats.push_back({side, -1, massOf(map), peakOf(map), entropyOf(map), cos});
}

std::optional<double> cosOf(const RunFolder &run, Side side, const MapQuery &query)
{
    const std::vector<float> cos = readWordCos(run, side, query.step, query.words);
    if (cos.empty() || query.layer >= static_cast<int>(cos.size()))
        return std::nullopt;
    if (query.layer >= 0)
        return static_cast<double>(cos[static_cast<std::size_t>(query.layer)]);
    return std::accumulate(cos.begin(), cos.end(), 0.0) / static_cast<double>(cos.size());
}

/// Shares of the words at every step, summed.
DataArray sharesOf(const StepShares &shares, std::size_t side,
                   const std::vector<std::string> &words)
{
    DataArray out;
    for (std::size_t word = 0; word < shares.sides[side].words.size(); ++word) {
        if (std::find(words.begin(), words.end(), shares.labels[word]) == words.end())
            continue;
        const std::vector<float> &row = shares.sides[side].words[word];
        out.values.resize(row.size());
        std::transform(row.begin(), row.end(), out.values.begin(), out.values.begin(),
                       std::plus<>());
    }
    out.shape = {static_cast<std::int64_t>(out.values.size())};
    return out;
}

Result<void> addSide(SelectionData &data, const RunFolder &run, Side side, const MapQuery &query)
{
    MapQuery own = query;
    own.side = side;
    const std::string prefix(1, letter(side));
    for (const auto &[when, name] :
         {std::pair{MapWhen::Before, ".before"}, {MapWhen::After, ".after"}}) {
        own.when = when;
        auto map = readMap(run, own);
        if (!map)
            return tl::unexpected(map.error());
        data.arrays.push_back({prefix + name, {map->frames, map->height, map->width}, map->values});
        if (when == MapWhen::After)
            addStats(data, side, *map, cosOf(run, side, own));
    }
    return {};
}

} // namespace

Result<SelectionData> readSelection(const RunFolder &run, const MapQuery &query)
{
    SelectionData out;
    const RunManifest &manifest = run.manifest();
    const auto shares = readStepShares(run, query.words);
    if (!shares)
        return tl::unexpected(shares.error());
    for (const Side side : kSides) {
        if (!manifest.recipe.runs(side))
            continue;
        if (auto added = addSide(out, run, side, query); !added)
            return tl::unexpected(added.error());
        DataArray array = sharesOf(*shares, side == Side::A ? 0 : 1, query.words);
        array.name = std::string(1, letter(side)) + ".share";
        if (!array.values.empty())
            out.arrays.push_back(std::move(array));
    }
    out.about = {{"run", run.path().filename().string()},
                 {"words", joined(query.words)},
                 {"step", indexText(query.step)},
                 {"layer", indexText(query.layer)},
                 {"head", indexText(query.head)},
                 {"counting", "steps, layers, heads and frames count from 0"},
                 {"recipe", recipeToJson(manifest.recipe)}};
    return out;
}

Result<void> writeSelectionTensors(const std::filesystem::path &path, const SelectionData &data)
{
    std::vector<TensorView> views;
    for (const DataArray &array : data.arrays)
        views.push_back(
            {array.name, DType::F32, array.shape, std::as_bytes(std::span(array.values))});
    return writeSafeTensors(path, views, data.about);
}

Result<void> writeCsv(const std::filesystem::path &path, const SelectionData &data)
{
    std::string text;
    for (const auto &[key, value] : data.about) {
        std::string line = value;
        std::replace(line.begin(), line.end(), '\n', ' ');
        text += "# " + key + ": " + line + "\n";
    }
    text += "side,frame,mass,peak,entropy_nats,cos\n";
    for (const StatRow &row : data.stats) {
        text += std::string(1, letter(row.side)) + "," +
                (row.frame < 0 ? "all" : std::to_string(row.frame));
        for (const double value : {row.mass, row.peak, row.entropy}) {
            char number[32];
            std::snprintf(number, sizeof number, ",%.9g", value);
            text += number;
        }
        char number[32] = ",";
        if (row.cos)
            std::snprintf(number, sizeof number, ",%.9g", *row.cos);
        text += std::string(number) + "\n";
    }
    return writeFileAtomically(path, text);
}

#ifndef DARE_HAS_MEDIA
Result<void> writeNpz(const std::filesystem::path &path, const SelectionData &)
{
    return failure(ErrorCode::Unsupported,
                   "this build has no libzip; use F.safetensors or F.csv, or a full build",
                   path.string());
}
#endif

Result<void> writeSelection(const std::filesystem::path &path, const SelectionData &data)
{
    const auto ending = path.extension();
    if (ending == ".npz")
        return writeNpz(path, data);
    if (ending == ".safetensors")
        return writeSelectionTensors(path, data);
    if (ending == ".csv")
        return writeCsv(path, data);
    return failure(ErrorCode::InvalidArgument, "must end in .npz, .safetensors or .csv",
                   path.string());
}

} // namespace dare
