#include "core/inspect/HeadGrid.h"

#include "core/inspect/TokenStats.h"
#include "core/runs/MapRows.h"
#include "core/tensors/Half.h"
#include "core/types/MapStats.h"

#include <algorithm>

namespace dare
{
namespace
{

/// Adds rows of one head of a tensor to f64 sums.
void addHead(const MapFile &file, const TensorView &tensor, std::size_t head,
             const std::vector<std::size_t> &rows, std::size_t first, double scale,
             std::vector<double> &sum)
{
    for (const std::size_t row : rows) {
        const std::size_t at = (head * file.labels().size() + row) * file.cells() + first;
        addScaledHalves(tensor.bytes.data() + at * sizeof(std::uint16_t), sum.size(), scale,
                        sum.data());
    }
}

HeatMap mapOf(const MapFile &file, const std::vector<double> &sum, int frames)
{
    HeatMap out{frames, file.gridSize(1), file.gridSize(2), {}};
    out.values.assign(sum.begin(), sum.end());
    return out;
}

void accumulate(HeadCell &cell, const HeatMap &whole, int frame, double weight)
{
    const std::size_t size = whole.values.size() / static_cast<std::size_t>(whole.frames);
    if (!cell.captured) {
        cell.captured = true;
        cell.map = {1, whole.height, whole.width, std::vector<float>(size)};
    }
    for (std::size_t i = 0; i < size; ++i)
        cell.map.values[i] +=
            static_cast<float>(weight) * whole.values[static_cast<std::size_t>(frame) * size + i];
    cell.mass += static_cast<float>(weight * massOf(whole));
}

} // namespace

Result<HeatMap> readHead(const RunFolder &run, const MapFile &file, const MapQuery &query,
                         int layer, int head, int frame)
{
    const auto rows = rowsOf(run.manifest(), file.labels(), query.words);
    const auto before = file.tensor(layer, "before");
    const auto after = file.tensor(layer, "after");
    const auto heads = file.headsFor(layer, head);
    if (!rows)
        return tl::unexpected(rows.error());
    if (!before || !after)
        return tl::unexpected(before ? after.error() : before.error());
    if (!heads)
        return tl::unexpected(heads.error());
    const auto frames = static_cast<std::size_t>(file.gridSize(0));
    const std::size_t cells = file.cells() / frames;
    std::vector<double> sum(frame < 0 ? file.cells() : cells);
    const std::size_t first = frame < 0 ? 0 : static_cast<std::size_t>(frame) * cells;
    const TensorView &changed = *after != nullptr ? **after : **before;
    addHead(file, query.when == MapWhen::Before ? **before : changed, heads->front(), *rows, first,
            1.0, sum);
    if (query.when == MapWhen::Difference)
        addHead(file, **before, heads->front(), *rows, first, -1.0, sum);
    return mapOf(file, sum, frame < 0 ? file.gridSize(0) : 1);
}

Result<HeadGrid> readHeadGrid(const RunFolder &run, const MapQuery &query, int frame)
{
    const RunManifest &manifest = run.manifest();
    HeadGrid out;
    out.layers = manifest.blocks;
    out.heads = manifest.heads;
    out.step = query.step;
    out.cells.resize(static_cast<std::size_t>(out.layers * out.heads));
    const auto steps = stepsFor(run, query);
    if (!steps)
        return out;
    out.frame = std::clamp(frame, 0, std::max(0, manifest.grid[0] - 1));
    for (const int step : *steps) {
        const auto file = MapFile::open(run, query.side, step, query.branch);
        if (!file)
            return tl::unexpected(file.error());
        for (const auto &[layer, heads] : file->coverage().layers) {
            for (const int head : heads) {
                if (layer < 0 || layer >= out.layers || head >= out.heads)
                    continue;
                auto map = readHead(run, *file, query, layer, head, -1);
                if (!map)
                    return tl::unexpected(map.error());
                accumulate(out.cells[static_cast<std::size_t>(layer * out.heads + head)], *map,
                           out.frame, 1.0 / static_cast<double>(steps->size()));
            }
        }
    }
    for (HeadCell &cell : out.cells) {
        if (cell.captured)
            cell.entropy = static_cast<float>(frameEntropy(cell.map, 0));
    }
    out.cos = readWordCos(run, query.side, query.step, query.words);
    return out;
}

} // namespace dare
