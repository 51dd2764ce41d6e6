#pragma once

#include "core/models/LatentPreview.h"
#include "core/runs/Engine.h"
#include "core/runs/MapCapture.h"
#include "core/runs/RunFolder.h"
#include "core/runs/SideTexts.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace dare
{

/// Carries a prepared run from its next step to its end: steps, maps, files, events.
/// Both sides advance in turn, so that they can be watched together. @thread sampler
class RunLoop
{
public:
    struct SideRun {
        std::unique_ptr<SideSampler> sampler;
        MapLayout maps;
        std::vector<std::vector<float>> shares; ///< [step][W]
        std::shared_ptr<LoadedVariant> variant;
        std::optional<LatentPreview> colours; ///< how latents of a VAE are shown; none: not at all
    };
    RunLoop(RunFolder folder, RunId id, RunControl &control, const EventSink &sink,
            const Engine::Options &options);

    void add(Side side, SideRun run);
    /// Reads the solver's state of the steps that are there. @error InvalidInput: damaged file
    [[nodiscard]] Result<void> restore();
    /// @error Io, OutOfMemory after the last memory mode; the folder stays resumable
    /// @param tiled decode in tiles from the start
    [[nodiscard]] Result<RunOutcome> run(MemoryMode mode, bool tiled, int stopAfter);
    [[nodiscard]] double secondsPerForward() const { return m_forwardSeconds; }

private:
    /// A step of one side under way.
    struct Stepping {
        Side side = Side::A;
        MemoryMode mode = MemoryMode::Resident; ///< that it was tried in
        std::optional<MapCapture> maps;
        Result<StepOutputs> outputs;
    };
    [[nodiscard]] Result<void> stepAll(const std::vector<Side> &sides);
    void begin(Stepping &step);
    [[nodiscard]] Result<void> settle(Stepping &step);
    [[nodiscard]] Result<StepOutputs> advance(Side side, MapCapture *maps);
    [[nodiscard]] Result<void> store(Side side, const StepOutputs &outputs, MapCapture *maps);
    [[nodiscard]] Result<void> restoreSide(Side side, SideRun &run, int steps);
    [[nodiscard]] Result<RunOutcome> finish(double seconds);
    [[nodiscard]] Result<RunOutcome> stop(double seconds);
    [[nodiscard]] Result<void> finishSide(Side side, RunManifest &manifest);
    [[nodiscard]] int stepsDone() const;
    [[nodiscard]] Result<std::shared_ptr<const Clip>> decode(Side side, RunManifest &manifest);
    void showStep(Side side, int step);
    [[nodiscard]] Result<void> toNextMode(const Error &error);
    [[nodiscard]] bool onTwoDevices() const;
    void releaseModels();
    void log(const std::string &line);

    RunFolder m_folder;
    RunId m_id;
    RunControl &m_control;
    const EventSink &m_sink;
    const Engine::Options &m_options;
    std::map<Side, SideRun> m_sides;
    MemoryMode m_mode = MemoryMode::Resident;
    bool m_tiled = false;
    double m_forwardSeconds = 0.0;
};

} // namespace dare
