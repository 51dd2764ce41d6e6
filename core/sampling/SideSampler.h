#pragma once

#include "core/dare/Guidance.h"
#include "core/dare/Reweight.h"
#include "core/models/WanTransformer.h"
#include "core/sampling/FirstForwards.h"
#include "core/sampling/Sigmas.h"
#include "core/sampling/Solver.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"

#include <map>
#include <memory>
#include <optional>

namespace dare
{

/// Keeps the maps of one step, block by block.
class MapSink
{
public:
    virtual ~MapSink() = default;
    [[nodiscard]] virtual MapRequest request(Branch branch, int block) const = 0;
    [[nodiscard]] virtual Result<void> add(Branch branch, const AttentionReading &reading) = 0;
};

/// What one side samples with. The contexts belong to this side's variant.
struct SideSetup {
    SideOptions options;
    TokenSequence tokens;
    std::shared_ptr<const WanTransformer> model;
    Prediction prediction = Prediction::Flow;
    SigmaSchedule schedule;
    SamplerKind sampler = SamplerKind::UniPc;
    std::map<Branch, TextContext> texts;   ///< Dom only where c_dom differs from null
    std::vector<std::int64_t> dominantIds; ///< ids of c_dom
    bool dominantEqualsNull = false;
    std::map<Branch, std::vector<std::int64_t>> ids; ///< of every text in `texts`
    FirstForwards *firstForwards = nullptr;          ///< shared by previews; null in runs
    std::string noise; ///< hash of the noise, where forwards are shared
};

/// One step's outputs beside the new state.
struct StepOutputs {
    StepMetrics metrics;
    std::map<Branch, at::Tensor> branches; ///< [C,F,Y,X] model output of each branch that ran
    at::Tensor guided;                     ///< [C,F,Y,X]
    ReweightPlan plan;
    int forwards = 0; ///< that were computed; shared ones do not count
};

/// Takes one side of a run from noise to latents, a denoising step at a time. Every branch is its
/// own forward of batch 1. @thread sampler
class SideSampler
{
public:
    SideSampler(SideSetup setup, const at::Tensor &noise);

    /// Continues from stored state. @param metrics of the step before state.step
    void restore(SolverState state, StepMetrics metrics);

    /// @param maps null: keeps none
    /// @error InvalidArgument: all weights 0
    [[nodiscard]] Result<StepOutputs> advance(MapSink *maps);

    /// Puts another copy of the model in the place of the one in use, or null until there is one.
    void useModel(std::shared_ptr<const WanTransformer> model) { m_setup.model = std::move(model); }

    [[nodiscard]] const SolverState &state() const { return m_state; }
    [[nodiscard]] const SideSetup &setup() const { return m_setup; }
    [[nodiscard]] bool finished() const
    {
        return m_state.step >= static_cast<int>(m_setup.schedule.timesteps.size());
    }

private:
    [[nodiscard]] Result<at::Tensor> forward(Branch branch, const at::Tensor &x,
                                             const ReweightPlan *plan, MapSink *maps,
                                             StepMetrics *metrics) const;
    /// forward(), or the same from the first forwards that are shared.
    [[nodiscard]] Result<at::Tensor> output(Branch branch, const at::Tensor &x, MapSink *maps,
                                            StepOutputs &step) const;
    void record(const AttentionReading &reading, StepMetrics &metrics) const;

    SideSetup m_setup;
    SolverState m_state;
    std::optional<StepMetrics> m_previous;
};

} // namespace dare
