#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Frame.h"
#include "core/types/RowMaps.h"
#include "core/types/ViewSpec.h"

#include <string>
#include <vector>

namespace dare
{

/// Which map of a stored run. -1 is the mean over what is stored.
struct MapQuery {
    Side side = Side::B;
    MapWhen when = MapWhen::After;
    std::vector<std::string> words; ///< row labels; their maps are summed
    int step = -1;
    int layer = -1;
    int head = -1;
    Branch branch = Branch::Cond;
    bool operator==(const MapQuery &) const = default;
};

/// Reads a map from a run's files. `after` that was not stored equals `before`.
/// @return [F,Y,X] over the query grid
/// @error NotFound: unknown word (lists the known ones), step, layer or head not captured
[[nodiscard]] Result<HeatMap> readMap(const RunFolder &run, const MapQuery &query);

/// Every stored row of a selection at once, before and after; `query.words` and `query.when` are
/// ignored.
/// @error NotFound: step, layer or head not captured
[[nodiscard]] Result<RowMaps> readRowMaps(const RunFolder &run, const MapQuery &query);

/// The steps a query reads: the one asked for, or all that are stored.
/// @error NotFound: not captured; lists what is
[[nodiscard]] Result<std::vector<int>> stepsFor(const RunFolder &run, const MapQuery &query);

} // namespace dare
