#pragma once

#include "core/types/Recipe.h"

#include <QString>

#include <optional>

namespace dare
{

enum class PreviewMode { Live, OnRelease, Never };

/// What one live preview is predicted to take, and what that allows.
struct PreviewPlan {
    PreviewMode mode = PreviewMode::OnRelease;
    int steps = 6;
    double seconds = 0.0; ///< of one preview; 0 while nothing was measured
    bool operator==(const PreviewPlan &) const = default;
};

inline constexpr double kLiveSeconds = 2.0;   ///< above, previews wait for the release
inline constexpr double kNeverSeconds = 10.0; ///< above, there are none
inline constexpr int kMostPreviewSteps = 6;
inline constexpr int kFewestPreviewSteps = 4;

/// Forwards that a preview of `steps` steps computes: those of the sides that differ from `last`.
[[nodiscard]] int previewForwards(const Recipe &recipe, const std::optional<Recipe> &last,
                                  int steps);

/// The most steps from 6 down to 4 that take at most two seconds; on release the most that take
/// four. Before anything was measured previews wait for the release.
/// @param last the recipe of the preview before
[[nodiscard]] PreviewPlan planPreview(const Recipe &recipe, const std::optional<Recipe> &last,
                                      double secondsPerForward);

/// Whether two recipes give the same preview.
[[nodiscard]] bool samePreview(const Recipe &a, const Recipe &b);
/// Whether they differ in how the prompt is written, beyond word weights.
[[nodiscard]] bool wordsDiffer(const Recipe &a, const Recipe &b);

/// What the checkbox says about a plan, and its tooltip.
[[nodiscard]] QString previewNote(const PreviewPlan &plan);
[[nodiscard]] QString previewTip(const PreviewPlan &plan);

} // namespace dare
