#pragma once

#include "core/types/Frame.h"
#include "core/types/Recipe.h"

#include <array>
#include <cstdint>
#include <memory>

namespace dare
{

/// A pair wanted in few steps.
struct PreviewRequest {
    Recipe recipe;
    int steps = 6;
    /// Previews of one drag, other than 0, do not cancel one another: else a steady drag would
    /// never show anything. Everything newer cancels what is older.
    std::uint64_t drag = 0;
};

/// The recipe of a preview: the same noise, sides and shapes of curves in `steps` steps, nothing
/// captured, in the precision that is fastest here.
[[nodiscard]] Recipe previewRecipe(const Recipe &recipe, int steps);

/// What a live preview gave.
struct PreviewPicture {
    std::array<std::shared_ptr<const Clip>, 2> clips; ///< by index(Side); null: not run
    int steps = 0;
    int forwards = 0;     ///< that were computed for it
    double seconds = 0.0; ///< from the request's turn to the picture
};

} // namespace dare
