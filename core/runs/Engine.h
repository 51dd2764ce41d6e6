#pragma once

#include "core/models/ModelFolder.h"
#include "core/runs/CaptureReport.h"
#include "core/runs/PreviewRequest.h"
#include "core/runs/RunControl.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"
#include "core/types/RunEvent.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace dare
{

using EventSink = std::function<void(RunEvent)>;

/// What a run will need, before it starts.
struct RunPrediction {
    std::uint64_t mapBytes = 0;    ///< on disk
    std::uint64_t stateBytes = 0;  ///< steps and noise on disk
    std::uint64_t memoryBytes = 0; ///< peak, in the chosen mode
    MemoryMode mode = MemoryMode::Resident;
    double seconds = 0.0; ///< 0 while nothing has been measured on this device
};

struct RunOutcome {
    std::string path;
    bool finished = false; ///< false: cancelled or stopped, resumable
    int stepsDone = 0;
    double seconds = 0.0;
};

/// Runs recipes. Keeps loaded model variants between runs. One thread at a time (the sampler's, or
/// the command's); the result of a recipe does not depend on what ran before.
class Engine
{
public:
    struct Options {
        int threads = 0; ///< 0: all cores
        /// Test hook: called with the memory mode before each side step; true = act as if an
        /// allocation failed.
        std::function<bool(MemoryMode, int step)> injectOutOfMemory;
        /// The same for decoding through a VAE.
        std::function<bool(bool tiled)> injectDecodeOutOfMemory = nullptr;
        /// Keep embeddings of small encoders on disk, too; those of large ones always are.
        bool cacheTexts = false;
        std::filesystem::path cache = {}; ///< empty: the user's cache folder
    };
    Engine();
    explicit Engine(Options options);
    ~Engine();
    Engine(Engine &&) noexcept;
    Engine &operator=(Engine &&) noexcept;

    /// Fills every default from the model folder and checks every value.
    /// @error InvalidArgument naming option and range, InvalidInput, NotFound
    [[nodiscard]] Result<Recipe> resolve(const Recipe &recipe);
    [[nodiscard]] Result<RunPrediction> predict(const Recipe &resolved);
    /// Loads the variants a recipe needs. Optional: run() does it too.
    [[nodiscard]] Result<void> prepare(const Recipe &resolved);
    /// Seconds of one forward on this device, from one step of one side; nothing is kept of it.
    [[nodiscard]] Result<double> measureForward(const Recipe &resolved);

    /// Renders the pair in few steps from the noise of the recipe, and leaves nothing on disk. What
    /// has not changed since the last preview is not computed again.
    /// @error as resolve(), OutOfMemory, Cancelled between two steps, Unsupported
    [[nodiscard]] Result<PreviewPicture> livePreview(const PreviewRequest &request,
                                                     const RunControl &control);

    /// @error as resolve(), Io, OutOfMemory when the last memory mode failed too. A cancelled run
    ///        is an outcome with finished = false, without a path where it was cancelled before its
    ///        folder was made. Every failure leaves a resumable run folder.
    [[nodiscard]] Result<RunOutcome> run(const Recipe &recipe, const std::filesystem::path &runs,
                                         RunId id, RunControl &control, const EventSink &sink);
    /// Continues from the last finished step with the result of an uninterrupted run.
    [[nodiscard]] Result<RunOutcome> resume(const std::filesystem::path &run, RunId id,
                                            RunControl &control, const EventSink &sink);
    /// Writes frames.mkv of both sides from the stored final latents (or the last step's x0).
    /// @param tiled decode in tiles; without it, tiles are used when memory runs out
    [[nodiscard]] Result<void> decode(const std::filesystem::path &run, bool tiled = false,
                                      const std::function<void(const std::string &)> &log = {});
    /// Computes maps of stored steps that were not kept, from the stored latents. See
    /// core/runs/CaptureMore.h; an open run folder of another writer is Busy.
    [[nodiscard]] Result<CaptureReport> captureMore(const std::filesystem::path &run,
                                                    const CaptureWindow &window,
                                                    RunControl &control,
                                                    const CaptureProgress &progress);
    /// x0 prediction of a stored step as a clip, in latent rows and columns where there is a VAE.
    [[nodiscard]] Result<Clip> preview(const std::filesystem::path &run, Side side, int step);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace dare
