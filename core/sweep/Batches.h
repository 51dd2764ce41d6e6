#pragma once

#include "core/types/Batch.h"
#include "core/types/Result.h"

#include <string>
#include <string_view>
#include <vector>

namespace dare
{

/// One run to its end.
[[nodiscard]] Batch singleRun(const Recipe &recipe);

/// Goes on with runs that were stopped; each gets the result of an uninterrupted one.
/// @param paths run folders
[[nodiscard]] Batch resumeRuns(const std::vector<std::string> &paths, const std::string &title);

/// The same recipe from `seeds` seeds, the recipe's own and those that follow it, each stopped
/// after `steps` steps. A run that is gone on with is the run of that seed, uninterrupted.
/// @error InvalidArgument: fewer than 1 seed, steps outside 1..recipe.steps
[[nodiscard]] Result<Batch> triage(const Recipe &recipe, int seeds, int steps);

/// A run for each combination of the axes' values, the first axis fastest. A side that no axis
/// varies is the same in every run; leave it out by `recipe.runA` or `runB`.
/// @error InvalidArgument: no axis or more than two, one option twice, no value, a value outside
///        the option's range, a side that does not run, more than kMaxSweep runs
[[nodiscard]] Result<Batch> sweep(const Recipe &recipe, const std::vector<SweepAxis> &axes);
inline constexpr int kMaxSweep = 1000;

/// Where the run of a job stands; nowhere for runs that stand alone.
[[nodiscard]] BatchPlace placeOf(const Batch &batch, const Job &job);

/// `count` values from `from` to `to`, both included, rounded to the option's decimals.
[[nodiscard]] std::vector<double> evenValues(double from, double to, int count, int decimals);
/// "0, 0.5, 1" or "0:1:5", which is from, to and count. @error InvalidArgument with the range
[[nodiscard]] Result<std::vector<double>> valuesOf(std::string_view text, const OptionSpec &option);

/// The recipe with another number of steps: the sigma table depends on it, so this is a new run
/// from the same noise. Curves and kept steps stretch along. @param steps from 1
[[nodiscard]] Recipe withSteps(Recipe recipe, int steps);

} // namespace dare
