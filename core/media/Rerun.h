#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <filesystem>
#include <optional>
#include <string>

namespace dare
{

/// How a run compares with the last one before it that had the same recipe.
struct Rerun {
    std::string earlier;      ///< folder name of that run
    bool sameLatents = false; ///< of every side sampled, by SHA-256
    int firstFrame = -1;      ///< from 0: the first frame whose pixels differ; -1: none does
    Side side = Side::A;      ///< where it differs first

    /// "same latents as NAME", "differs from frame 3 of side B on, against NAME".
    [[nodiscard]] std::string text() const;
};

/// Compares a finished run with the newest other finished one of the same recipe in its folder.
/// @return nothing where there is none, or where frames are missing
/// @error as RunFolder::open() for the run itself @thread worker
[[nodiscard]] Result<std::optional<Rerun>> compareWithEarlier(const std::filesystem::path &run);

} // namespace dare
