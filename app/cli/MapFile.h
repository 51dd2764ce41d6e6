#pragma once

#include "core/runs/MapReader.h"

#include <string>

namespace dare::cli
{

enum class MapFileKind { Png, SafeTensors };

/// @error InvalidArgument for any other ending; Unsupported for PNG in a build without media
[[nodiscard]] Result<MapFileKind> mapFileKind(const std::string &out);

/// Writes a map. PNG: its frames side by side, each cell a square, coloured on a range that
/// before and after share. safetensors: `map` [F,Y,X] f32, with the query as metadata.
/// @return the upper end of the range
/// @error Io; as readMap()
[[nodiscard]] Result<float> writeMap(const std::string &out, MapFileKind kind, const RunFolder &run,
                                     const MapQuery &query, const HeatMap &map);

} // namespace dare::cli
