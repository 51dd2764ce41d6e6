#pragma once

#include "core/models/ModelFolder.h"
#include "core/runs/Engine.h"
#include "core/runs/ModelCache.h"
#include "core/runs/RunFolder.h"
#include "core/runs/RunManifest.h"
#include "core/runs/SideTexts.h"
#include "core/sampling/Sigmas.h"

#include <map>
#include <memory>

namespace dare
{

/// What a run works with, once its folder exists.
struct PreparedRun {
    Recipe recipe;
    ModelInfo model;
    SigmaSchedule schedule;
    std::map<Side, std::shared_ptr<LoadedVariant>> variants;
    std::map<Side, PromptTokens> tokens;

    [[nodiscard]] Side firstSide() const { return recipe.runA ? Side::A : Side::B; }
};

/// The model of a recipe, every file of it. @error NotFound, InvalidInput naming the file
[[nodiscard]] Result<ModelInfo> completeModel(const Recipe &recipe);

/// Loads what the sides need. @param progress sees the parts of the model being loaded
[[nodiscard]] Result<PreparedRun> prepareRun(ModelCache &models, const Recipe &resolved,
                                             const LoadProgress &progress);
/// The same for a run that begins: in the next memory mode where the wanted one does not fit. A
/// large model tells how far it is; cancelling works while it loads.
[[nodiscard]] Result<PreparedRun> prepareFittingRun(ModelCache &models, Recipe recipe, RunId id,
                                                    RunControl &control, const EventSink &sink);

/// The prompts of a recipe, without loading any weights.
[[nodiscard]] Result<PromptTokens> promptsOf(const ModelCache &models, const Recipe &resolved,
                                             const ModelInfo &model);

/// The noise that a stored run began with. @param changed what to say where its model is another
/// @return [1,C,F,Y,X] f32 @error InvalidInput: the model or the noise is not the run's
[[nodiscard]] Result<at::Tensor> noiseOf(const RunFolder &folder, const PreparedRun &prepared,
                                         const std::string &changed);

/// run.json of a run that begins. @param noise [1,C,F,Y,X]
[[nodiscard]] Result<RunManifest> manifestOf(const PreparedRun &prepared, const at::Tensor &noise);

} // namespace dare
