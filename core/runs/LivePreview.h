#pragma once

#include "core/models/ModelFolder.h"
#include "core/runs/PreviewRequest.h"
#include "core/runs/RunControl.h"
#include "core/runs/SideTexts.h"
#include "core/sampling/FirstForwards.h"
#include "core/sampling/Sigmas.h"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace dare
{

/// Renders pairs in few steps, again and again with small changes. Kept from one to the next are
/// texts, the plain forwards of the first step, and the solver after each step: a preview begins
/// where it begins to differ, and a side that has not changed costs nothing. All of it is exact.
/// @thread sampler
class LivePreview
{
public:
    struct Inputs {
        const Recipe &recipe; ///< resolved, of previewRecipe()
        const ModelInfo &model;
        const SigmaSchedule &schedule;
        const std::map<Side, std::shared_ptr<LoadedVariant>> &variants;
        const std::map<Side, PromptTokens> &tokens;
    };
    /// For models without a VAE. @error Cancelled between two steps, and what runs fail with
    [[nodiscard]] Result<PreviewPicture> render(const Inputs &inputs, const RunControl &control);

private:
    struct Snapshot {
        std::string key; ///< all that led there
        SolverState state;
        StepMetrics metrics;
    };
    struct Noise {
        std::string key;
        at::Tensor values;
        std::string hash;
    };
    [[nodiscard]] Result<void> takeNoise(const Inputs &inputs);
    [[nodiscard]] Result<Clip> renderSide(const Inputs &inputs, Side side,
                                          const RunControl &control, int &forwards);
    /// The keys after each step of a side, each one the one before and the step's own values.
    [[nodiscard]] std::vector<std::string> keysOf(const Inputs &inputs, Side side,
                                                  const SideSetup &setup) const;
    [[nodiscard]] const Snapshot *find(const std::string &key);

    TextContexts m_texts;
    FirstForwards m_first;
    Noise m_noise;
    std::list<Snapshot> m_snapshots; ///< used last in front
};

} // namespace dare
