#pragma once

#include "core/media/ClipCache.h"
#include "core/media/ComposingOptions.h"
#include "core/types/ExportPlan.h"

#include <optional>

namespace dare
{

/// The sources of an export, read.
struct ExportSources {
    SourceClip a;
    std::optional<SourceClip> b;
};

/// A plan with its pixels: what the compositor draws and the encoder writes.
struct ExportView {
    ViewSpec spec;
    std::vector<PaneContent> contents;
    CompositorOptions composing;
    int frames = 1; ///< of the longest clip
    int first = 0;  ///< range, from 0, within the clip
    int last = 0;
    double fps = 8.0;
    /// As exportedRecipesToJson(): one where only one side has a recipe or both have the same, else
    /// both; empty: neither has.
    std::string recipeJson;
};

/// Whether a plan makes sense by itself: panes fill the layout, attention has a word, values are in
/// range. @error InvalidArgument naming the option and what to give
[[nodiscard]] Result<void> checkPlan(const ExportPlan &plan);

/// Reads both sources at the same time. @error as ClipCache::read(), of A first @thread any
[[nodiscard]] Result<ExportSources> readSources(const ExportPlan &plan, ClipCache &cache);

/// Reads the maps a plan needs, computes the metric of its strip, and lays the panes out.
/// @error as checkPlan(); InvalidArgument: attention panes of a film; NotFound: unknown word, no
/// maps
[[nodiscard]] Result<ExportView> exportView(const ExportPlan &plan, const ExportSources &sources);

} // namespace dare
