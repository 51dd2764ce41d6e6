#pragma once

#include "core/runs/Engine.h"
#include "core/types/Recipe.h"
#include "core/types/RunEvent.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace dare
{

/// The one sampler thread. The engine lives on it and is reachable only as the argument of posted
/// work. Events come back through a bounded mailbox with one queued wake-up. Runs start in the
/// order they were posted. It and torch's pool run at nice 10, so that the window stays smooth.
class SamplerThread
{
public:
    /// @param wake called on the sampler thread: queue a call to drain() on the receiver's thread
    explicit SamplerThread(std::function<void()> wake, Engine::Options options = {});
    /// Cancels what runs, drops what waits, joins.
    ~SamplerThread();
    SamplerThread(const SamplerThread &) = delete;
    SamplerThread &operator=(const SamplerThread &) = delete;

    /// All return at once, from any thread.
    RunId start(Recipe recipe, std::filesystem::path runs);
    RunId resume(std::filesystem::path run);
    void cancel(RunId run);
    void pause(RunId run);
    void unpause(RunId run);
    /// Loads the models of a recipe ahead of its run. Ends with RunLog, or RunFailed, of run 0.
    void prepare(Recipe recipe);
    /// Asks what a recipe will need; `receive` is called on the sampler thread.
    void predict(Recipe recipe, std::function<void(Result<RunPrediction>)> receive);
    /// Measures one forward of a recipe; `receive` is called on the sampler thread with its
    /// seconds.
    void measure(Recipe recipe, std::function<void(Result<double>)> receive);
    /// Renders a live preview when nothing else is to do: what is posted comes first, and cancels a
    /// preview that is being rendered between two of its steps. Only the newest one waits; those it
    /// replaces are dropped without an answer. `receive` is called on the sampler thread, with
    /// Cancelled where a newer one or other work came in between.
    void preview(PreviewRequest request, std::function<void(Result<PreviewPicture>)> receive);
    /// Drops the preview that waits and cancels the one that is being rendered.
    void cancelPreview();
    /// Captures maps of a stored run; both functions are called on the sampler thread.
    /// @return cancels it, as a run's id does
    RunId captureMore(std::filesystem::path run, CaptureWindow window, CaptureProgress progress,
                      std::function<void(Result<CaptureReport>)> receive);
    /// Takes the events since the last call, oldest first.
    [[nodiscard]] std::vector<RunEvent> drain();

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace dare
