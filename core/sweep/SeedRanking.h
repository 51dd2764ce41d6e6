#pragma once

#include "core/runs/RunSummary.h"

#include <vector>

namespace dare
{

/// Which side's words decide.
enum class RankBy { Both, A, B };

/// Puts the runs of a triage in order by the neglect meter: fewer words below the threshold first,
/// then the larger share of the most neglected word, then the smaller seed. `Both` counts the words
/// of both sides and takes the smaller of the two worst shares. Runs without a step come last.
/// A side that did not run does not count. A reading of attention, not of what is visible.
void rankSeeds(std::vector<RunSummary> &runs, RankBy by);

} // namespace dare
