#include "core/runs/RunLoop.h"

#include "core/dare/Neglect.h"
#include "core/models/Device.h"
#include "core/models/PixelCodec.h"
#include "core/models/Weights.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/StepState.h"
#include "core/runs/VaeDecode.h"
#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

#include <chrono>
#include <thread>

namespace dare
{
namespace
{

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

at::Tensor batched(const at::Tensor &latents)
{
    return latents.to(at::kCPU, at::kFloat).unsqueeze(0).contiguous();
}

} // namespace

RunLoop::RunLoop(RunFolder folder, RunId id, RunControl &control, const EventSink &sink,
                 const Engine::Options &options)
    : m_folder(std::move(folder)), m_id(id), m_control(control), m_sink(sink), m_options(options)
{
}

void RunLoop::add(Side side, SideRun run)
{
    const auto &vae = run.variant->config.vae;
    if (vae) {
        // How steps are shown while they run; without it the run goes on unseen.
        auto colours = guarded<LatentPreview>([&] {
            return latentPreview(run.variant->folder, *vae, at::Device(run.variant->device),
                                 m_options.cache);
        });
        if (colours)
            run.colours = std::move(*colours);
        else
            log("No previews of steps: " + colours.error().text());
    }
    m_sides.emplace(side, std::move(run));
}

void RunLoop::log(const std::string &line)
{
    m_sink(RunLog{m_id, line});
}

int RunLoop::stepsDone() const
{
    int least = m_folder.manifest().recipe.steps;
    for (const auto &[side, run] : m_sides)
        least = std::min(least, run.sampler->state().step);
    return least;
}

Result<void> RunLoop::restoreSide(Side side, SideRun &run, int steps)
{
    for (int step = 0; step < steps; ++step) {
        auto metrics = m_folder.readMetrics(side, step);
        if (!metrics)
            return tl::unexpected(metrics.error());
        run.shares.push_back(metrics->share);
        m_sink(StepDone{m_id, side, m_folder.manifest().recipe.steps, *metrics});
        if (step + 1 < steps)
            continue;
        auto state = readSolverState(m_folder, side, step);
        if (!state)
            return tl::unexpected(state.error());
        run.sampler->restore(std::move(*state), std::move(*metrics));
    }
    return {};
}

Result<void> RunLoop::restore()
{
    for (auto &[side, run] : m_sides) {
        const int steps = m_folder.manifest().side(side).stepsDone;
        if (auto done = restoreSide(side, run, steps); !done)
            return done;
    }
    return {};
}

Result<StepOutputs> RunLoop::advance(Side side, MapCapture *maps)
{
    SideSampler &sampler = *m_sides.at(side).sampler;
    if (m_options.injectOutOfMemory && m_options.injectOutOfMemory(m_mode, sampler.state().step))
        return failure(ErrorCode::OutOfMemory, "injected", "memory");
    return guarded<StepOutputs>([&] { return sampler.advance(maps); });
}

Result<void> RunLoop::store(Side side, const StepOutputs &outputs, MapCapture *maps)
{
    const SolverState &state = m_sides.at(side).sampler->state();
    const int step = outputs.metrics.step;
    if (maps != nullptr) {
        auto written = maps->finish();
        if (!written)
            return tl::unexpected(written.error());
        if (*written)
            m_sink(MapsReady{m_id, side, step});
    }
    const at::Tensor latents = batched(state.x);
    const at::Tensor x0 = batched(state.x0);
    const at::Tensor corrected = batched(state.corrected);
    StepRecord record;
    record.metrics = outputs.metrics;
    record.state = {viewOf("latents", latents), viewOf("x0", x0), viewOf("corrected", corrected)};
    record.scalars["order"] = std::to_string(state.order);
    if (auto written = m_folder.writeStep(side, step, record); !written)
        return written;
    m_sink(StepDone{m_id, side, m_folder.manifest().recipe.steps, outputs.metrics});
    showStep(side, step);
    return {};
}

void RunLoop::showStep(Side side, int step)
{
    const SideRun &run = m_sides.at(side);
    const at::Tensor &x0 = run.sampler->state().x0;
    const double fps = m_folder.manifest().fps;
    const auto &vae = run.variant->config.vae;
    if (!vae) {
        m_sink(Preview{m_id, side, step, std::make_shared<Clip>(decodePixels(x0, fps))});
    } else if (run.colours) {
        if (auto clip = run.colours->show(x0, vae->temporalScale, fps))
            m_sink(Preview{m_id, side, step, std::make_shared<Clip>(std::move(*clip))});
    }
}

void RunLoop::begin(Stepping &step)
{
    SideRun &run = m_sides.at(step.side);
    const int index = run.sampler->state().step;
    step.mode = m_mode;
    step.maps.reset();
    if (run.maps.window.steps.contains(index) && !run.maps.rows.empty())
        step.maps.emplace(run.maps, m_mode, m_folder.mapsFile(step.side, index));
    step.outputs = advance(step.side, step.maps ? &*step.maps : nullptr);
}

Result<void> RunLoop::settle(Stepping &step)
{
    while (!step.outputs && step.outputs.error().code == ErrorCode::OutOfMemory) {
        // The other side may have changed the mode since this one ran out of memory.
        if (step.mode == m_mode) {
            if (!nextMemoryMode(m_mode))
                break;
            if (auto changed = toNextMode(step.outputs.error()); !changed)
                return changed;
        }
        begin(step);
    }
    if (!step.outputs)
        return tl::unexpected(step.outputs.error());
    const StepOutputs &outputs = *step.outputs;
    m_forwardSeconds = outputs.metrics.seconds / static_cast<double>(outputs.branches.size());
    m_sides.at(step.side).shares.push_back(outputs.metrics.share);
    return store(step.side, outputs, step.maps ? &*step.maps : nullptr);
}

/// Sides with a device each advance at the same time; what they leave is stored in their order.
Result<void> RunLoop::stepAll(const std::vector<Side> &sides)
{
    std::vector<Stepping> steps(sides.size());
    for (std::size_t i = 0; i < sides.size(); ++i)
        steps[i].side = sides[i];
    if (steps.size() == 2 && onTwoDevices()) {
        const std::jthread other([&] {
            useThreads(m_options.threads); // of this thread's pool
            begin(steps[1]);
        });
        begin(steps[0]);
    } else {
        begin(steps[0]);
        if (auto done = settle(steps[0]); !done || steps.size() == 1)
            return done;
        if (m_control.cancelled())
            return {};
        begin(steps[1]);
        return settle(steps[1]);
    }
    auto done = settle(steps[0]);
    return done ? settle(steps[1]) : done;
}

Result<RunOutcome> RunLoop::run(MemoryMode mode, bool tiled, int stopAfter)
{
    const auto start = std::chrono::steady_clock::now();
    m_mode = mode;
    m_tiled = tiled;
    if (m_mode == MemoryMode::Lean || m_mode == MemoryMode::Streamed) {
        for (auto &[side, run] : m_sides)
            releaseText(*run.variant);
    }
    const int steps = m_folder.manifest().recipe.steps;
    const int last = stopAfter > 0 ? std::min(stopAfter, steps) : steps;
    while (stepsDone() < last) {
        if (m_control.paused()) {
            m_sink(RunPaused{m_id, stepsDone()});
            m_control.waitWhilePaused();
        }
        if (m_control.cancelled())
            return stop(secondsSince(start));
        std::vector<Side> behind;
        for (const auto &[side, run] : m_sides) {
            // A run that was killed between its sides lets the other one catch up.
            if (run.sampler->state().step == stepsDone())
                behind.push_back(side);
        }
        if (auto done = stepAll(behind); !done)
            return tl::unexpected(done.error());
    }
    return last < steps ? stop(secondsSince(start)) : finish(secondsSince(start));
}

Result<RunOutcome> RunLoop::stop(double seconds)
{
    RunManifest manifest = m_folder.manifest();
    manifest.status = RunStatus::Cancelled;
    manifest.seconds += seconds;
    for (const auto &[side, run] : m_sides)
        manifest.side(side).stepsDone = run.sampler->state().step;
    const RunOutcome outcome{m_folder.path().string(), false, stepsDone(), manifest.seconds};
    const int total = manifest.recipe.steps;
    if (auto saved = m_folder.save(std::move(manifest)); !saved)
        return tl::unexpected(saved.error());
    m_sink(RunCancelled{m_id, outcome.path, outcome.stepsDone, total});
    return outcome;
}

Result<void> RunLoop::finishSide(Side side, RunManifest &manifest)
{
    const SideRun &run = m_sides.at(side);
    SideState &state = manifest.side(side);
    state.stepsDone = run.sampler->state().step;
    state.latentsSha256 = latentsHash(run.sampler->state().x);
    const TokenSequence &tokens = run.sampler->setup().tokens;
    state.neglected.clear();
    for (std::size_t w = 0; w < tokens.words.size(); ++w) {
        std::vector<float> shares;
        for (const auto &step : run.shares)
            shares.push_back(step[w]);
        const Word &word = tokens.words[w];
        if (!word.tokens.empty() && word.rho >= manifest.recipe.side(side).value(Option::Tau) &&
            isNeglected(shares, manifest.recipe.neglectShare, manifest.recipe.neglectSteps))
            state.neglected.push_back(word.label);
    }
    auto clip = decode(side, manifest);
    if (!clip)
        return tl::unexpected(clip.error());
    m_sink(SideFinished{m_id, side, state.latentsSha256, *clip});
    return {};
}

Result<RunOutcome> RunLoop::finish(double seconds)
{
    RunManifest manifest = m_folder.manifest();
    releaseModels();
    for (const auto &[side, run] : m_sides) {
        auto done = finishSide(side, manifest);
        if (!done && done.error().code == ErrorCode::Cancelled)
            return stop(seconds);
        if (!done)
            return tl::unexpected(done.error());
    }
    manifest.status = RunStatus::Done;
    manifest.recipe.stopAfter = 0; // it went on, and who makes it again wants all of it
    manifest.error.reset();
    manifest.seconds += seconds;
    const RunOutcome outcome{m_folder.path().string(), true, manifest.recipe.steps,
                             manifest.seconds};
    if (auto saved = m_folder.save(std::move(manifest)); !saved)
        return tl::unexpected(saved.error());
    m_sink(RunFinished{m_id, outcome.path, outcome.seconds});
    return outcome;
}

} // namespace dare
