#pragma once

#include "core/runs/MapReader.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

/// One array of a selection, row major.
struct DataArray {
    std::string name; ///< `a.before`, `b.after`, `b.share`, ...
    std::vector<std::int64_t> shape;
    std::vector<float> values;
};

/// Numbers of one side: of one frame, or of all of them (frame -1).
struct StatRow {
    Side side = Side::A;
    int frame = -1;
    double mass = 0.0;
    double peak = 0.0;
    double entropy = 0.0;
    std::optional<double> cos; ///< of the step and layer, all frames
};

/// Maps and statistics of words at one step, layer and head, of both sides.
struct SelectionData {
    std::vector<DataArray> arrays;
    std::vector<StatRow> stats;
    std::map<std::string, std::string> about; ///< run, words, step, layer, head, recipe
};

/// Reads `a.before`, `a.after` [F,Y,X] (the same where nothing was reweighted), `a.share` [N] (the
/// words' before-mass share at every finished step), and the same of b.
/// @param query words, step, layer and head; its side and when are ignored
/// @error NotFound: unknown word, or nothing captured there
[[nodiscard]] Result<SelectionData> readSelection(const RunFolder &run, const MapQuery &query);

/// Writes the arrays as NPZ (numpy.load reads it), the description as `about` [bytes of JSON].
/// @error Io
[[nodiscard]] Result<void> writeNpz(const std::filesystem::path &path, const SelectionData &data);
/// Writes the arrays as safetensors, the description as metadata.
[[nodiscard]] Result<void> writeSelectionTensors(const std::filesystem::path &path,
                                                 const SelectionData &data);
/// Writes the statistics: one line a side and frame, then one a side for all frames; and before
/// them the description in lines that begin with #.
[[nodiscard]] Result<void> writeCsv(const std::filesystem::path &path, const SelectionData &data);
/// By the file's ending: .npz, .safetensors or .csv. @error InvalidArgument: another ending
[[nodiscard]] Result<void> writeSelection(const std::filesystem::path &path,
                                          const SelectionData &data);

} // namespace dare
