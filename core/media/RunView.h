#pragma once

#include "core/runs/RunFolder.h"
#include "core/types/Result.h"
#include "core/types/ViewSpec.h"

#include <optional>
#include <string>
#include <vector>

namespace dare
{

enum class RunLayout {
    Pair, ///< clip A | clip B, with the word's map over both where one is given
    Maps, ///< the pair with the map over it; below: before | after | difference of one side
};

struct RunViewQuery {
    RunLayout layout = RunLayout::Pair;
    std::string word;         ///< row label of the maps; the maps layout needs one
    std::optional<Side> side; ///< whose maps stand below; none: B where it was sampled
};

/// A stored run as a view: what to draw, and the pixels for it, one content per pane.
struct StoredRunView {
    ViewSpec spec;
    std::vector<PaneContent> contents;
};

/// The panes of a run, without pixels and with ranges still at 1.
[[nodiscard]] ViewSpec viewSpecOf(const RunFolder &run, const RunViewQuery &query);

/// Reads the final frames and the maps (means over steps, blocks and heads) and sets the ranges
/// that all maps share.
/// @error InvalidArgument: the maps layout without a word; NotFound: no frames yet, unknown word or
///        no maps; InvalidInput naming the damaged file
[[nodiscard]] Result<StoredRunView> viewOfRun(const RunFolder &run, const RunViewQuery &query);

/// The preset of the run's model that a side equals; kCustomPreset where none does, or where the
/// model is not at hand.
[[nodiscard]] std::string presetNameOf(const Recipe &recipe, Side side);

/// The values of one side that differ from the other: "λ 0.50  s 1.00"; w where there are none.
[[nodiscard]] std::string settingsTextOf(const Recipe &recipe, Side side);

} // namespace dare
