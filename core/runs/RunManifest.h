#pragma once

#include "core/types/Recipe.h"
#include "core/types/Result.h"
#include "core/types/Token.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace dare
{

enum class RunStatus { Running, Done, Cancelled, Failed };
[[nodiscard]] const char *name(RunStatus status);

struct SideState {
    int stepsDone = 0;         ///< step files present without a gap
    std::string latentsSha256; ///< final latents, f32 little endian; empty until finished
    std::string variant;
    std::string modelHash;
    std::vector<std::string> neglected; ///< word labels
};

/// `run.json` as a value.
struct RunManifest {
    int schema = 1;
    Recipe recipe; ///< with every default resolved
    RunStatus status = RunStatus::Running;
    std::optional<Error> error;
    std::string title;
    std::string created; ///< ISO 8601, UTC
    double seconds = 0.0;
    std::string noiseSha256;
    std::string densitySource;
    TokenSequence tokens;
    TokenSequence negativeTokens;
    std::vector<MapRow> rows;   ///< rows of the stored maps
    std::vector<double> sigmas; ///< [N+1]
    double fps = 8.0;
    int blocks = 0;
    int heads = 0;
    std::vector<int> grid; ///< map frames, rows, columns
    std::map<std::string, std::string>
        environment; ///< device, threads, backends, versions, precision, memory mode
    SideState a;
    SideState b;

    [[nodiscard]] const SideState &side(Side which) const { return which == Side::A ? a : b; }
    SideState &side(Side which) { return which == Side::A ? a : b; }
    /// Of the side further behind.
    [[nodiscard]] int stepsDone() const
    {
        if (recipe.runA && recipe.runB)
            return std::min(a.stepsDone, b.stepsDone);
        return recipe.runA ? a.stepsDone : b.stepsDone;
    }
};

} // namespace dare
