#pragma once

#include "core/runs/RunFolder.h"
#include "core/tensors/SafeTensors.h"
#include "core/types/RowMaps.h"

#include <string>
#include <vector>

namespace dare
{

/// The maps file of one step of one side, and what it holds. The file describes itself: its rows
/// and heads are in its metadata; where they are not, the run's recipe says.
class MapFile
{
public:
    /// @error NotFound, InvalidInput as SafeTensorsFile::open()
    [[nodiscard]] static Result<MapFile> open(const RunFolder &run, Side side, int step,
                                              Branch branch = Branch::Cond);

    /// Rows in the order of the file.
    [[nodiscard]] const std::vector<std::string> &labels() const { return m_coverage.labels; }
    [[nodiscard]] const MapCoverage &coverage() const { return m_coverage; }
    [[nodiscard]] const SafeTensorsFile &file() const { return m_file; }
    [[nodiscard]] int gridSize(std::size_t axis) const { return m_grid[axis]; }
    /// Frames x rows x columns of the query grid.
    [[nodiscard]] std::size_t cells() const;

    /// The layers whose mean is asked for: one, the stored mean, or every stored one.
    /// @error NotFound: branch or layer not captured; lists what is
    [[nodiscard]] Result<std::vector<int>> layersFor(int layer) const;
    /// The tensor of one layer, checked. @param when `before` or `after`
    /// @return null where there is no `after`: it equals `before`
    /// @error InvalidInput: its type or shape is not that of a map
    [[nodiscard]] Result<const TensorView *> tensor(int layer, const char *when) const;
    /// Places along the head axis of a layer's tensors. @param head -1: all of them
    /// @error NotFound: not captured on its own
    [[nodiscard]] Result<std::vector<std::size_t>> headsFor(int layer, int head) const;

private:
    MapFile(SafeTensorsFile file, const RunFolder &run, Branch branch);
    void readRows(const RunManifest &manifest);
    [[nodiscard]] std::vector<int> headList(const RunManifest &manifest) const;
    [[nodiscard]] std::string key(int layer, const char *when) const;

    SafeTensorsFile m_file;
    Branch m_branch;
    std::vector<int> m_grid;
    int m_modelHeads = 0;
    MapCoverage m_coverage;
};

/// Steps of a side that have a maps file, ascending.
[[nodiscard]] std::vector<int> stepsWithMaps(const RunFolder &run, Side side);

/// What is stored at a step. @error NotFound where nothing is
[[nodiscard]] Result<MapCoverage> readCoverage(const RunFolder &run, Side side, int step);

/// @return whether a run's query grid is three sizes a map can have
[[nodiscard]] bool hasMapGrid(const RunManifest &manifest);

} // namespace dare
