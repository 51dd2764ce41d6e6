#include "core/runs/MapFile.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>
#include <system_error>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

constexpr const char *kMeanLayer = "mean";

/// Parts of `block.5.cond.before`; layer -1 is `mean`. Nothing for other names.
struct MapName {
    int layer = 0;
    std::string branch;
    std::string when;
};

std::optional<MapName> parsed(const std::string &name)
{
    const std::size_t first = name.find('.');
    const std::size_t second = name.find('.', first + 1);
    const std::size_t third = name.find('.', second + 1);
    if (third == std::string::npos || name.substr(0, first) != "block")
        return std::nullopt;
    MapName out;
    const std::string layer = name.substr(first + 1, second - first - 1);
    out.branch = name.substr(second + 1, third - second - 1);
    out.when = name.substr(third + 1);
    if (layer == kMeanLayer) {
        out.layer = -1;
        return out;
    }
    const auto [end, error] = std::from_chars(layer.data(), layer.data() + layer.size(), out.layer);
    if (error != std::errc() || end != layer.data() + layer.size() || out.layer < 0)
        return std::nullopt;
    return out;
}

std::string layerText(int layer)
{
    return layer < 0 ? kMeanLayer : std::to_string(layer);
}

std::string headsText(const std::vector<int> &heads)
{
    if (heads.empty())
        return "only their mean";
    const bool all = heads.size() > 1 && heads.front() == 0 &&
                     heads.back() == static_cast<int>(heads.size()) - 1;
    return all ? fmt::format("0 to {}", heads.back()) : fmt::format("{}", fmt::join(heads, ", "));
}

template <typename T>
std::optional<std::vector<T>> listIn(const SafeTensorsFile &file, const std::string &key)
{
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end())
        return std::nullopt;
    const auto json = nlohmann::json::parse(found->second, nullptr, false);
    std::vector<T> out;
    if (!json.is_array())
        return std::nullopt;
    for (const auto &each : json) {
        if constexpr (std::is_same_v<T, int>) {
            if (!each.is_number_integer())
                return std::nullopt;
        } else if (!each.is_string()) {
            return std::nullopt;
        }
        out.push_back(each.template get<T>());
    }
    return out;
}

} // namespace

std::vector<int> stepsWithMaps(const RunFolder &run, Side side)
{
    std::vector<int> steps;
    std::error_code ignored;
    for (fs::directory_iterator entry(run.mapsFile(side, 0).parent_path(), ignored), end;
         !ignored && entry != end; entry.increment(ignored)) {
        const std::string stem = entry->path().stem().string();
        int step = -1;
        const auto [last, error] = std::from_chars(stem.data(), stem.data() + stem.size(), step);
        if (error == std::errc() && last == stem.data() + stem.size() && step >= 0 &&
            entry->path() == run.mapsFile(side, step))
            steps.push_back(step);
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

bool hasMapGrid(const RunManifest &manifest)
{
    return manifest.grid.size() == 3 &&
           std::all_of(manifest.grid.begin(), manifest.grid.end(),
                       [](int extent) { return extent > 0 && extent < 65536; });
}

Result<MapCoverage> readCoverage(const RunFolder &run, Side side, int step)
{
    const auto file = MapFile::open(run, side, step);
    if (!file)
        return tl::unexpected(file.error());
    return file->coverage();
}

Result<MapFile> MapFile::open(const RunFolder &run, Side side, int step, Branch branch)
{
    if (!hasMapGrid(run.manifest()))
        return failure(ErrorCode::InvalidInput,
                       "`grid` is not three sizes; the file is damaged: run the recipe again",
                       (run.path() / "run.json").string());
    auto file = SafeTensorsFile::open(run.mapsFile(side, step));
    if (!file)
        return tl::unexpected(file.error());
    return MapFile(*std::move(file), run, branch);
}

MapFile::MapFile(SafeTensorsFile file, const RunFolder &run, Branch branch)
    : m_file(std::move(file)),
      m_branch(branch),
      m_grid(run.manifest().grid),
      m_modelHeads(run.manifest().heads)
{
    readRows(run.manifest());
    const std::vector<int> kept = headList(run.manifest());
    for (const auto &[tensor, view] : m_file.tensors()) {
        const auto named = parsed(tensor);
        if (!named || named->when != "before" || named->branch != name(m_branch))
            continue;
        // One head where several were kept elsewhere: this layer kept their mean.
        const bool mean =
            view.shape.empty() || view.shape[0] != static_cast<std::int64_t>(kept.size());
        m_coverage.layers[named->layer] = mean ? std::vector<int>() : kept;
    }
}

void MapFile::readRows(const RunManifest &manifest)
{
    if (auto labels = listIn<std::string>(m_file, "rows." + std::string(name(m_branch)))) {
        m_coverage.labels = std::move(*labels);
        return;
    }
    for (const MapRow &row : manifest.rows)
        m_coverage.labels.push_back(row.label);
}

std::vector<int> MapFile::headList(const RunManifest &manifest) const
{
    std::vector<int> all(static_cast<std::size_t>(std::max(0, m_modelHeads)));
    std::iota(all.begin(), all.end(), 0);
    // However a recipe lists them, their maps lie in ascending order, each once.
    const auto stored = [](const std::vector<int> &list) {
        const std::set<int> heads(list.begin(), list.end());
        return std::vector<int>(heads.begin(), heads.end());
    };
    if (auto list = listIn<int>(m_file, "heads"))
        return stored(*list);
    const auto said = m_file.metadata().find("heads");
    if (said != m_file.metadata().end())
        return said->second == "all" ? all : std::vector<int>();
    const IndexChoice &choice = manifest.recipe.capture.heads;
    return choice.mode == IndexChoice::Mode::All    ? all
           : choice.mode == IndexChoice::Mode::List ? stored(choice.list)
                                                    : std::vector<int>();
}

std::string MapFile::key(int layer, const char *when) const
{
    return fmt::format("block.{}.{}.{}", layerText(layer), name(m_branch), when);
}

std::size_t MapFile::cells() const
{
    std::size_t out = 1;
    for (const int extent : m_grid)
        out *= static_cast<std::size_t>(extent);
    return out;
}

Result<std::vector<int>> MapFile::layersFor(int layer) const
{
    if (m_coverage.layers.count(layer) > 0)
        return std::vector{layer};
    std::vector<std::string> stored;
    std::vector<int> layers;
    for (const auto &[each, heads] : m_coverage.layers) {
        stored.push_back(layerText(each));
        layers.push_back(each);
    }
    if (layers.empty()) {
        std::set<std::string> branches;
        for (const auto &[tensor, view] : m_file.tensors()) {
            if (const auto named = parsed(tensor))
                branches.insert(named->branch);
        }
        return failure(ErrorCode::NotFound,
                       fmt::format("branch `{}` was not captured; captured are: {}. Run the recipe "
                                   "again with this branch to see it",
                                   name(m_branch), fmt::join(branches, ", ")),
                       m_file.path().string());
    }
    if (layer >= 0)
        return failure(ErrorCode::NotFound,
                       fmt::format("layer {} was not captured; captured are: {}. Capture it from "
                                   "the stored latents, or run the recipe again with this layer",
                                   layer, fmt::join(stored, ", ")),
                       m_file.path().string());
    return layers;
}

Result<const TensorView *> MapFile::tensor(int layer, const char *when) const
{
    const TensorView *found = m_file.find(key(layer, when));
    if (found == nullptr)
        return found;
    // Heads are counted where the layer is known by, so that `after` cannot have fewer of them.
    const TensorView *before = m_file.find(key(layer, "before"));
    const bool fits =
        before != nullptr && !before->shape.empty() && found->dtype == DType::F16 &&
        found->shape.size() == 5 && found->shape[0] >= 1 && found->shape[0] == before->shape[0] &&
        found->shape[1] == static_cast<std::int64_t>(labels().size()) &&
        std::equal(m_grid.begin(), m_grid.end(), found->shape.begin() + 2, found->shape.end());
    if (!fits)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("the map is damaged: [heads, {}, {}] in F16 is expected, [{}] in {} is "
                        "there; run the recipe again",
                        labels().size(), fmt::join(m_grid, ", "), fmt::join(found->shape, ", "),
                        dare::name(found->dtype)),
            fmt::format("{}, tensor `{}`", m_file.path().string(), found->name));
    return found;
}

Result<std::vector<std::size_t>> MapFile::headsFor(int layer, int head) const
{
    const std::vector<int> &kept = m_coverage.layers.at(layer);
    const auto before = tensor(layer, "before");
    if (!before)
        return tl::unexpected(before.error());
    if (head < 0) {
        std::vector<std::size_t> all(static_cast<std::size_t>((*before)->shape[0]));
        std::iota(all.begin(), all.end(), std::size_t(0));
        return all;
    }
    const auto found = std::find(kept.begin(), kept.end(), head);
    if (found != kept.end())
        return std::vector{static_cast<std::size_t>(found - kept.begin())};
    return failure(
        ErrorCode::NotFound,
        fmt::format("head {} was not captured; captured of the heads: {}. Capture it from the "
                    "stored latents, or run the recipe again with this head",
                    head, headsText(kept)),
        fmt::format("{}, tensor `{}`", m_file.path().string(), (*before)->name));
}

} // namespace dare
