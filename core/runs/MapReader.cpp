#include "core/runs/MapReader.h"

#include "core/runs/MapFile.h"
#include "core/runs/MapRows.h"
#include "core/tensors/Half.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace dare
{
namespace
{

/// Means of f16 maps over steps, layers and heads, in f64: one map a group of rows.
class MapMeans
{
public:
    /// @param groups labels; the maps of a group are summed
    MapMeans(MapWhen when, std::vector<std::vector<std::string>> groups)
        : m_when(when), m_groups(std::move(groups)), m_sums(m_groups.size())
    {
    }

    /// Adds one step's mean over the layers and heads asked for.
    Result<void> addStep(const RunFolder &run, const MapFile &file, int layer, int head);
    [[nodiscard]] std::vector<HeatMap> maps(const RunManifest &manifest, std::size_t steps) const;
    /// Whether any map of an `after` of its own was seen.
    [[nodiscard]] bool reweighted() const { return m_reweighted; }

private:
    Result<void> findRows(const RunFolder &run, const MapFile &file);
    Result<void> addLayer(const MapFile &file, int layer, int head, double weight);
    void addTensor(const MapFile &file, const TensorView &tensor,
                   const std::vector<std::size_t> &heads, double weight);

    MapWhen m_when;
    std::vector<std::vector<std::string>> m_groups;
    std::vector<std::vector<std::size_t>> m_rows; ///< of the file at hand
    std::vector<std::vector<double>> m_sums;
    bool m_reweighted = false;
};

Result<void> MapMeans::findRows(const RunFolder &run, const MapFile &file)
{
    m_rows.clear();
    for (const std::vector<std::string> &words : m_groups) {
        auto rows = rowsOf(run.manifest(), file.labels(), words);
        if (!rows) {
            rows.error().context = run.path().string();
            return tl::unexpected(rows.error());
        }
        m_rows.push_back(std::move(*rows));
    }
    return {};
}

Result<void> MapMeans::addStep(const RunFolder &run, const MapFile &file, int layer, int head)
{
    const auto layers = file.layersFor(layer);
    if (!layers)
        return tl::unexpected(layers.error());
    if (auto found = findRows(run, file); !found)
        return found;
    const double weight = 1.0 / static_cast<double>(layers->size());
    for (const int each : *layers) {
        if (const auto added = addLayer(file, each, head, weight); !added)
            return added;
    }
    return {};
}

Result<void> MapMeans::addLayer(const MapFile &file, int layer, int head, double weight)
{
    const auto before = file.tensor(layer, "before");
    const auto after = file.tensor(layer, "after");
    if (!before || !after)
        return tl::unexpected(before ? after.error() : before.error());
    const auto heads = file.headsFor(layer, head);
    if (!heads)
        return tl::unexpected(heads.error());
    m_reweighted = m_reweighted || *after != nullptr;
    const TensorView &changed = *after != nullptr ? **after : **before;
    addTensor(file, m_when == MapWhen::Before ? **before : changed, *heads, weight);
    // Without `after` nothing changed: the difference is zero everywhere.
    if (m_when == MapWhen::Difference)
        addTensor(file, **before, *heads, -weight);
    return {};
}

void MapMeans::addTensor(const MapFile &file, const TensorView &tensor,
                         const std::vector<std::size_t> &heads, double weight)
{
    const std::size_t cells = file.cells();
    const std::size_t rows = file.labels().size();
    const double share = weight / static_cast<double>(heads.size());
    for (std::size_t group = 0; group < m_rows.size(); ++group) {
        std::vector<double> &sum = m_sums[group];
        sum.resize(cells);
        for (const std::size_t head : heads) {
            for (const std::size_t row : m_rows[group]) {
                const std::size_t first = (head * rows + row) * cells * sizeof(std::uint16_t);
                addScaledHalves(tensor.bytes.data() + first, cells, share, sum.data());
            }
        }
    }
}

std::vector<HeatMap> MapMeans::maps(const RunManifest &manifest, std::size_t steps) const
{
    std::vector<HeatMap> out;
    for (const std::vector<double> &sum : m_sums) {
        HeatMap &map = out.emplace_back();
        map.frames = manifest.grid[0];
        map.height = manifest.grid[1];
        map.width = manifest.grid[2];
        map.values.reserve(sum.size());
        for (const double value : sum)
            map.values.push_back(static_cast<float>(value / static_cast<double>(steps)));
    }
    return out;
}

} // namespace

Result<std::vector<int>> stepsFor(const RunFolder &run, const MapQuery &query)
{
    const std::vector<int> stored = stepsWithMaps(run, query.side);
    if (query.step < 0 && !stored.empty())
        return stored;
    if (std::find(stored.begin(), stored.end(), query.step) != stored.end())
        return std::vector{query.step};
    const std::string context = fmt::format("{}, side {}", run.path().string(), letter(query.side));
    if (stored.empty())
        return failure(ErrorCode::NotFound,
                       "no attention maps were captured; capture them from the stored latents, or "
                       "run the recipe again with maps",
                       context);
    return failure(ErrorCode::NotFound,
                   fmt::format("step {} was not captured; captured are: {}", query.step,
                               fmt::join(stored, ", ")),
                   context);
}

Result<HeatMap> readMap(const RunFolder &run, const MapQuery &query)
{
    if (query.words.empty())
        return failure(ErrorCode::InvalidArgument, "no word is given; name a word of the prompt",
                       run.path().string());
    const Result<std::vector<int>> steps = stepsFor(run, query);
    if (!steps)
        return tl::unexpected(steps.error());
    MapMeans means(query.when, {query.words});
    for (const int step : *steps) {
        const auto file = MapFile::open(run, query.side, step, query.branch);
        if (!file)
            return tl::unexpected(file.error());
        if (const auto added = means.addStep(run, *file, query.layer, query.head); !added)
            return tl::unexpected(added.error());
    }
    return means.maps(run.manifest(), steps->size()).front();
}

Result<RowMaps> readRowMaps(const RunFolder &run, const MapQuery &query)
{
    const Result<std::vector<int>> steps = stepsFor(run, query);
    if (!steps)
        return tl::unexpected(steps.error());
    RowMaps out;
    std::optional<MapMeans> before;
    std::optional<MapMeans> after;
    for (const int step : *steps) {
        const auto file = MapFile::open(run, query.side, step, query.branch);
        if (!file)
            return tl::unexpected(file.error());
        if (!before) {
            std::vector<std::vector<std::string>> groups;
            for (const std::string &label : file->labels())
                groups.push_back({label});
            out.labels = file->labels();
            before.emplace(MapWhen::Before, groups);
            after.emplace(MapWhen::After, groups);
        }
        for (MapMeans *means : {&*before, &*after}) {
            if (const auto added = means->addStep(run, *file, query.layer, query.head); !added)
                return tl::unexpected(added.error());
        }
    }
    out.before = before->maps(run.manifest(), steps->size());
    if (after->reweighted())
        out.after = after->maps(run.manifest(), steps->size());
    return out;
}

} // namespace dare
