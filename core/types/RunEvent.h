#pragma once

#include "core/types/Frame.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"
#include "core/types/Token.h"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace dare {

using RunId = std::uint64_t;

/// What attention did in one step of one side (conditional branch). B = 1.
struct StepMetrics {
    int step = 0;                        ///< from 0
    int blocks = 0;                      ///< L
    int tokens = 0;                      ///< T, pads included
    std::vector<float> massBefore;       ///< [L,T] mean of softmax(z) over heads and queries
    std::vector<float> massAfter;        ///< [L,T]; equals massBefore where ln w = 0
    std::vector<float> normBefore;       ///< [L] mean of |o|
    std::vector<float> normAfter;        ///< [L] mean of |o'| before consistency
    std::vector<float> consistency;      ///< [L] mean of cos(o, o')
    std::vector<float> wordConsistency;  ///< [L,W]
    std::vector<float> share;            ///< [W] before-mass share of each word, blocks averaged
    double seconds = 0.0;
};

struct RunStarted {
    RunId run = 0;
    std::string path;                   ///< run folder
    Recipe recipe;                      ///< with every default resolved
    TokenSequence tokens;
    std::vector<MapRow> rows;           ///< rows of the maps that will be kept
    std::vector<double> sigmas;         ///< [N+1]
    std::string noiseHash;
    std::string densitySource;
    int firstStep = 0;                  ///< > 0 when resumed
};
struct StepDone {
    RunId run = 0;
    Side side = Side::A;
    int totalSteps = 0;
    StepMetrics metrics;
};
/// x0 prediction of a step, decoded. Coalesces: only the newest of a side matters.
struct Preview {
    RunId run = 0;
    Side side = Side::A;
    int step = 0;
    std::shared_ptr<const Clip> clip;
};
struct MapsReady {
    RunId run = 0;
    Side side = Side::A;
    int step = 0;
};
struct SideFinished {
    RunId run = 0;
    Side side = Side::A;
    std::string latentsSha256;
    std::shared_ptr<const Clip> clip;
};
struct RunFinished {
    RunId run = 0;
    std::string path;
    double seconds = 0.0;
};
struct RunFailed {
    RunId run = 0;
    std::string path;
    Error error;
};
struct RunPaused {
    RunId run = 0;
    int step = 0;
};
/// Stopped by the user, or by Recipe::stopAfter; resumable. `path` is empty where the run was
/// cancelled before it had a folder.
struct RunCancelled {
    RunId run = 0;
    std::string path;
    int stepsDone = 0;
    int totalSteps = 0;
};
struct RunLog {
    RunId run = 0;
    std::string line;
};

using RunEvent = std::variant<RunStarted, StepDone, Preview, MapsReady, SideFinished, RunFinished,
                              RunFailed, RunPaused, RunCancelled, RunLog>;

} // namespace dare
