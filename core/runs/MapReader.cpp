#include "core/runs/MapReader.h"

#include "core/runs/MapRows.h"
#include "core/tensors/Half.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <set>
#include <system_error>
#include <utility>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

constexpr const char *kMeanLayer = "mean";

/// Steps with a maps file, ascending.
std::vector<int> storedSteps(const RunFolder &run, Side side)
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

/// Sums f16 maps of one query into f64; all state of one read.
class MapSum
{
public:
    MapSum(const RunFolder &run, const MapQuery &query, std::vector<std::size_t> rows)
        : m_manifest(run.manifest()), m_query(query), m_rows(std::move(rows))
    {
        m_cells = 1;
        for (const int extent : m_manifest.grid)
            m_cells *= static_cast<std::size_t>(extent);
    }

    /// Adds one step's mean over the layers and heads asked for.
    Result<void> addStep(const fs::path &path);
    [[nodiscard]] HeatMap mean(std::size_t steps) const;

private:
    [[nodiscard]] Result<std::vector<std::string>> layersOf(const SafeTensorsFile &file) const;
    [[nodiscard]] Result<std::vector<std::size_t>> headsOf(std::size_t stored) const;
    [[nodiscard]] std::string key(const std::string &layer, const char *when) const;
    Result<void> addLayer(const SafeTensorsFile &file, const std::string &layer, double weight);
    Result<void> addTensor(const SafeTensorsFile &file, const TensorView &tensor, double weight);
    [[nodiscard]] bool hasExpectedShape(const TensorView &tensor) const;

    const RunManifest &m_manifest;
    const MapQuery &m_query;
    std::vector<std::size_t> m_rows;
    std::size_t m_cells = 0;
    std::vector<double> m_sum;
};

std::string MapSum::key(const std::string &layer, const char *when) const
{
    return fmt::format("block.{}.{}.{}", layer, name(m_query.branch), when);
}

/// The layers to average: the one asked for; for the mean the stored mean, else every stored one.
Result<std::vector<std::string>> MapSum::layersOf(const SafeTensorsFile &file) const
{
    const std::string wanted = m_query.layer < 0 ? kMeanLayer : std::to_string(m_query.layer);
    if (file.find(key(wanted, "before")) != nullptr)
        return std::vector{wanted};
    std::vector<std::string> layers;
    std::set<std::string> branches;
    for (const auto &[tensor, view] : file.tensors()) {
        std::string layer;
        std::string branch;
        const std::size_t first = tensor.find('.');
        const std::size_t second = tensor.find('.', first + 1);
        const std::size_t third = tensor.find('.', second + 1);
        if (third == std::string::npos || tensor.substr(third) != ".before")
            continue;
        branch = tensor.substr(second + 1, third - second - 1);
        branches.insert(branch);
        if (branch == name(m_query.branch))
            layers.push_back(tensor.substr(first + 1, second - first - 1));
    }
    if (layers.empty())
        return failure(ErrorCode::NotFound,
                       fmt::format("branch `{}` was not captured; captured are: {}. Run the recipe "
                                   "again with this branch to see it",
                                   name(m_query.branch), fmt::join(branches, ", ")),
                       file.path().string());
    if (m_query.layer >= 0)
        return failure(ErrorCode::NotFound,
                       fmt::format("layer {} was not captured; captured are: {}. Run the recipe "
                                   "again with this layer to see it",
                                   m_query.layer, fmt::join(layers, ", ")),
                       file.path().string());
    return layers;
}

/// Indices along the head axis. Which head lies where is decided by the recipe's capture window.
Result<std::vector<std::size_t>> MapSum::headsOf(std::size_t stored) const
{
    std::vector<std::size_t> heads;
    if (m_query.head < 0) {
        for (std::size_t i = 0; i < stored; ++i)
            heads.push_back(i);
        return heads;
    }
    const IndexChoice &choice = m_manifest.recipe.capture.heads;
    std::string captured = "only their mean";
    std::size_t index = stored;
    if (choice.mode == IndexChoice::Mode::All) {
        index = static_cast<std::size_t>(m_query.head);
        captured = fmt::format("0 to {}", m_manifest.heads - 1);
    } else if (choice.mode == IndexChoice::Mode::List) {
        const auto found = std::find(choice.list.begin(), choice.list.end(), m_query.head);
        if (found != choice.list.end())
            index = static_cast<std::size_t>(found - choice.list.begin());
        captured = fmt::format("{}", fmt::join(choice.list, ", "));
    }
    if (index < stored)
        return std::vector{index};
    return failure(
        ErrorCode::NotFound,
        fmt::format("head {} was not captured; captured of the heads: {}. Run the recipe "
                    "again with this head to see it",
                    m_query.head, captured));
}

bool MapSum::hasExpectedShape(const TensorView &tensor) const
{
    if (tensor.dtype != DType::F16 || tensor.shape.size() != 5 || tensor.shape[0] < 1 ||
        tensor.shape[1] != static_cast<std::int64_t>(m_manifest.rows.size()))
        return false;
    return std::equal(m_manifest.grid.begin(), m_manifest.grid.end(), tensor.shape.begin() + 2,
                      tensor.shape.end());
}

Result<void> MapSum::addStep(const fs::path &path)
{
    const Result<SafeTensorsFile> file = SafeTensorsFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const Result<std::vector<std::string>> layers = layersOf(*file);
    if (!layers)
        return tl::unexpected(layers.error());
    const double weight = 1.0 / static_cast<double>(layers->size());
    for (const std::string &layer : *layers) {
        if (const Result<void> added = addLayer(*file, layer, weight); !added)
            return added;
    }
    return {};
}

Result<void> MapSum::addLayer(const SafeTensorsFile &file, const std::string &layer, double weight)
{
    const TensorView *before = file.find(key(layer, "before"));
    const TensorView *after = file.find(key(layer, "after"));
    switch (m_query.when) {
    case MapWhen::Before:
        return addTensor(file, *before, weight);
    case MapWhen::After:
        return addTensor(file, after != nullptr ? *after : *before, weight);
    case MapWhen::Difference:
        break;
    }
    // Without `after` nothing changed: the difference is zero everywhere.
    const Result<void> added = addTensor(file, after != nullptr ? *after : *before, weight);
    return added ? addTensor(file, *before, -weight) : added;
}

Result<void> MapSum::addTensor(const SafeTensorsFile &file, const TensorView &tensor, double weight)
{
    const std::string where = fmt::format("{}, tensor `{}`", file.path().string(), tensor.name);
    // Memory is taken only for sizes that a file bears out.
    if (hasExpectedShape(tensor))
        m_sum.resize(m_cells);
    else
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("the map is damaged: [heads, {}, {}] in F16 is expected, [{}] in "
                        "{} is there; run the recipe again",
                        m_manifest.rows.size(), fmt::join(m_manifest.grid, ", "),
                        fmt::join(tensor.shape, ", "), name(tensor.dtype)),
            where);
    Result<std::vector<std::size_t>> heads = headsOf(static_cast<std::size_t>(tensor.shape[0]));
    if (!heads) {
        heads.error().context = where;
        return tl::unexpected(heads.error());
    }
    const double share = weight / static_cast<double>(heads->size());
    for (const std::size_t head : *heads) {
        for (const std::size_t row : m_rows) {
            const std::size_t first = (head * m_manifest.rows.size() + row) * m_cells;
            for (std::size_t cell = 0; cell < m_cells; ++cell) {
                std::uint16_t half = 0;
                std::memcpy(&half, tensor.bytes.data() + (first + cell) * sizeof half, sizeof half);
                m_sum[cell] += share * static_cast<double>(halfToFloat(half));
            }
        }
    }
    return {};
}

HeatMap MapSum::mean(std::size_t steps) const
{
    HeatMap map;
    map.frames = m_manifest.grid[0];
    map.height = m_manifest.grid[1];
    map.width = m_manifest.grid[2];
    map.values.reserve(m_cells);
    for (const double sum : m_sum)
        map.values.push_back(static_cast<float>(sum / static_cast<double>(steps)));
    return map;
}

Result<std::vector<int>> stepsOf(const RunFolder &run, const MapQuery &query)
{
    const std::vector<int> stored = storedSteps(run, query.side);
    if (query.step < 0 && !stored.empty())
        return stored;
    if (std::find(stored.begin(), stored.end(), query.step) != stored.end())
        return std::vector{query.step};
    const std::string context = fmt::format("{}, side {}", run.path().string(), letter(query.side));
    if (stored.empty())
        return failure(
            ErrorCode::NotFound,
            "no attention maps were captured; run the recipe again with maps to see them", context);
    return failure(ErrorCode::NotFound,
                   fmt::format("step {} was not captured; captured are: {}", query.step,
                               fmt::join(stored, ", ")),
                   context);
}

bool hasGrid(const RunManifest &manifest)
{
    return manifest.grid.size() == 3 &&
           std::all_of(manifest.grid.begin(), manifest.grid.end(),
                       [](int extent) { return extent > 0 && extent < 65536; });
}

} // namespace

Result<HeatMap> readMap(const RunFolder &run, const MapQuery &query)
{
    Result<std::vector<std::size_t>> rows = rowsOf(run.manifest(), query.words);
    if (!rows) {
        rows.error().context = run.path().string();
        return tl::unexpected(rows.error());
    }
    const Result<std::vector<int>> steps = stepsOf(run, query);
    if (!steps)
        return tl::unexpected(steps.error());
    if (!hasGrid(run.manifest()))
        return failure(ErrorCode::InvalidInput,
                       "`grid` is not three sizes; the file is damaged: run the recipe again",
                       (run.path() / "run.json").string());
    MapSum sum(run, query, std::move(*rows));
    for (const int step : *steps) {
        if (const Result<void> added = sum.addStep(run.mapsFile(query.side, step)); !added)
            return tl::unexpected(added.error());
    }
    return sum.mean(steps->size());
}

} // namespace dare
