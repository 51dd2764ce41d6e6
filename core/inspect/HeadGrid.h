#pragma once

#include "core/runs/MapFile.h"
#include "core/runs/MapReader.h"
#include "core/types/HeadGrid.h"

namespace dare
{

/// @param query words, side, when and step; its layer and head are ignored
/// @param frame of the map; clamped
/// @return every cell of the model; those that were not kept on their own say so. Without any map
///         of the step the grid is all uncaptured: that is no error
/// @error NotFound: unknown word; InvalidInput: damaged file
[[nodiscard]] Result<HeadGrid> readHeadGrid(const RunFolder &run, const MapQuery &query, int frame);

/// The map of one head of an open file, words summed. @return [F,Y,X], or one frame of it
/// @param layer, head captured ones @param frame -1: all
[[nodiscard]] Result<HeatMap> readHead(const RunFolder &run, const MapFile &file,
                                       const MapQuery &query, int layer, int head, int frame);

} // namespace dare
