#include "core/runs/CaptureMore.h"

#include "core/models/Weights.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/StepState.h"
#include "core/runs/WideCapture.h"
#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>

namespace dare
{
namespace
{

Result<at::Tensor> storedLatents(const RunFolder &folder, Side side, int step)
{
    const auto file = SafeTensorsFile::open(folder.stepFile(side, step));
    if (!file)
        return tl::unexpected(file.error());
    const TensorView *view = file->find("latents");
    if (view == nullptr)
        return failure(ErrorCode::InvalidInput, "has no tensor \"latents\"",
                       folder.stepFile(side, step).string());
    return tensorOf(*view).to(at::kFloat, false, true).squeeze(0);
}

Error cancelledError()
{
    return {ErrorCode::Cancelled,
            "capturing was cancelled; the steps that were done keep their maps", ""};
}

/// Takes maps until capturing is cancelled: a step then ends with the forward that brings them.
class CancellableSink final : public MapSink
{
public:
    CancellableSink(MapSink &sink, const RunControl &control) : m_sink(sink), m_control(control) {}

    [[nodiscard]] MapRequest request(Branch branch, int block) const override
    {
        return m_sink.request(branch, block);
    }
    [[nodiscard]] Result<void> add(Branch branch, const AttentionReading &reading) override
    {
        if (m_control.cancelled())
            return tl::unexpected(cancelledError());
        return m_sink.add(branch, reading);
    }

private:
    MapSink &m_sink;
    const RunControl &m_control;
};

/// Steps of a side that the window asks for and that are done.
std::vector<int> stepsOf(const RunFolder &folder, Side side, const CaptureWindow &window)
{
    std::vector<int> out;
    for (int step = 0; step < folder.manifest().side(side).stepsDone; ++step) {
        if (window.steps.contains(step))
            out.push_back(step);
    }
    return out;
}

/// Puts a sampler where the run stood before a step.
Result<void> rewind(SideSampler &sampler, const RunFolder &folder, Side side, int step)
{
    if (step == 0)
        return {};
    auto state = readSolverState(folder, side, step - 1);
    auto metrics = folder.readMetrics(side, step - 1);
    if (!state || !metrics)
        return tl::unexpected(state ? metrics.error() : state.error());
    sampler.restore(std::move(*state), std::move(*metrics));
    return {};
}

/// One step again. @return SHA-256 of its latents, which are those of the run
Result<std::string> captureStep(const RunFolder &folder, Side side, int step,
                                const CaptureSide &what, const at::Tensor &noise,
                                const CaptureWindow &window, const RunControl &control,
                                CaptureReport &report)
{
    SideSampler sampler(what.setup, noise);
    if (auto placed = rewind(sampler, folder, side, step); !placed)
        return tl::unexpected(placed.error());
    std::optional<MapFile> old;
    if (auto file = MapFile::open(folder, side, step))
        old = *std::move(file);
    else if (file.error().code != ErrorCode::NotFound)
        return tl::unexpected(file.error());
    WideCapture maps(folder.manifest(), window, what.rows, std::move(old));
    CancellableSink sink(maps, control);
    const auto outputs = guarded<StepOutputs>([&] { return sampler.advance(&sink); });
    if (!outputs)
        return tl::unexpected(outputs.error());
    const auto stored = storedLatents(folder, side, step);
    if (!stored)
        return tl::unexpected(stored.error());
    const std::string hash = latentsHash(sampler.state().x);
    if (hash != latentsHash(*stored))
        return failure(
            ErrorCode::Internal,
            "step " + std::to_string(step + 1) + " of side " + (side == Side::A ? "A" : "B") +
                " comes out with other latents than are stored, so its maps would not be this "
                "run's; it was made with another processor, thread count or library. Run the "
                "recipe again with these maps",
            folder.path().string());
    auto bytes = maps.write(folder.mapsFile(side, step));
    if (!bytes)
        return tl::unexpected(bytes.error());
    report.bytes += *bytes;
    ++report.sideSteps;
    return hash;
}

} // namespace

Result<CaptureReport> captureMore(const RunFolder &folder, std::map<Side, CaptureSide> sides,
                                  const at::Tensor &noise, const CaptureWindow &window,
                                  RunControl &control, const CaptureProgress &progress)
{
    const auto start = std::chrono::steady_clock::now();
    CaptureReport report;
    int total = 0;
    for (const auto &[side, what] : sides)
        total += static_cast<int>(stepsOf(folder, side, window).size());
    for (const auto &[side, what] : sides) {
        for (const int step : stepsOf(folder, side, window)) {
            if (control.cancelled())
                return tl::unexpected(cancelledError());
            if (progress)
                progress(report.sideSteps, total);
            auto hash = captureStep(folder, side, step, what, noise, window, control, report);
            if (!hash)
                return tl::unexpected(hash.error());
            report.latents[side] = *hash;
        }
    }
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return report;
}

} // namespace dare
