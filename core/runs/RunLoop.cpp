#include "core/runs/RunLoop.h"

#include "core/dare/Neglect.h"
#include "core/models/PixelCodec.h"
#include "core/models/Weights.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/VaeDecode.h"
#include "core/sampling/Noise.h"
#ifdef DARE_HAS_MEDIA
#include "core/media/Video.h"
#endif

#include <ATen/ATen.h>

#include <chrono>

namespace dare
{
namespace
{

/// Longer clips are not handed on in memory; who shows them reads the file.
constexpr std::int64_t kShownClipBytes = std::int64_t{256} << 20U;

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

at::Tensor batched(const at::Tensor &latents)
{
    return latents.to(at::kCPU, at::kFloat).unsqueeze(0).contiguous();
}

Result<at::Tensor> readState(const SafeTensorsFile &file, const std::string &name)
{
    const TensorView *view = file.find(name);
    if (view == nullptr)
        return failure(ErrorCode::InvalidInput,
                       "has no tensor \"" + name + "\"; delete this file to redo the step",
                       file.path().string());
    return tensorOf(*view).to(at::kFloat, false, true).squeeze(0);
}

/// What the solver kept when it finished `step`.
Result<SolverState> readSolverState(const RunFolder &folder, Side side, int step)
{
    const auto file = SafeTensorsFile::open(folder.stepFile(side, step));
    if (!file)
        return tl::unexpected(file.error());
    SolverState state;
    state.step = step + 1;
    for (const auto &[name, tensor] :
         {std::pair{"latents", &state.x}, {"x0", &state.x0}, {"corrected", &state.corrected}}) {
        auto read = readState(*file, name);
        if (!read)
            return tl::unexpected(read.error());
        *tensor = *read;
    }
    const auto order = file->metadata().find("order");
    state.order = order == file->metadata().end() ? 1 : std::atoi(order->second.c_str());
    if (step == 0)
        return state;
    const auto before = SafeTensorsFile::open(folder.stepFile(side, step - 1));
    if (!before)
        return tl::unexpected(before.error());
    auto read = readState(*before, "x0");
    if (!read)
        return tl::unexpected(read.error());
    state.x0Before = *read;
    return state;
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

void RunLoop::toLeanMode(const Error &error)
{
    m_mode = MemoryMode::Lean;
    for (auto &[side, run] : m_sides)
        run.variant->text.reset();
    log("Out of memory (" + error.message + "); going on in the lean memory mode");
    RunManifest manifest = m_folder.manifest();
    manifest.environment["memory mode"] = std::string(name(m_mode));
    if (auto saved = m_folder.save(std::move(manifest)); !saved)
        log(saved.error().text());
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

Result<void> RunLoop::step(Side side)
{
    SideRun &run = m_sides.at(side);
    const int index = run.sampler->state().step;
    const bool captured = run.maps.window.steps.contains(index) && !run.maps.rows.empty();
    std::optional<MapCapture> maps;
    if (captured)
        maps.emplace(run.maps, m_mode, m_folder.mapsFile(side, index));
    auto outputs = advance(side, maps ? &*maps : nullptr);
    while (!outputs && outputs.error().code == ErrorCode::OutOfMemory && nextMemoryMode(m_mode)) {
        toLeanMode(outputs.error());
        if (captured)
            maps.emplace(run.maps, m_mode, m_folder.mapsFile(side, index));
        outputs = advance(side, maps ? &*maps : nullptr);
    }
    if (!outputs)
        return tl::unexpected(outputs.error());
    m_forwardSeconds = outputs->metrics.seconds / static_cast<double>(outputs->branches.size());
    run.shares.push_back(outputs->metrics.share);
    return store(side, *outputs, maps ? &*maps : nullptr);
}

Result<RunOutcome> RunLoop::run(MemoryMode mode, int stopAfter)
{
    const auto start = std::chrono::steady_clock::now();
    m_mode = mode;
    if (m_mode == MemoryMode::Lean) {
        for (auto &[side, run] : m_sides)
            run.variant->text.reset();
    }
    const int steps = m_folder.manifest().recipe.steps;
    const int last = stopAfter > 0 ? std::min(stopAfter, steps) : steps;
    while (stepsDone() < last) {
        if (m_control.paused()) {
            m_sink(RunPaused{m_id, stepsDone()});
            m_control.waitWhilePaused();
        }
        for (auto &[side, run] : m_sides) {
            if (m_control.cancelled())
                return stop(secondsSince(start));
            // A run that was killed between its sides lets the other one catch up.
            if (run.sampler->state().step > stepsDone())
                continue;
            if (auto done = step(side); !done)
                return tl::unexpected(done.error());
        }
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

/// The latents are on disk already: whatever happens here, nothing has to be sampled again.
Result<std::shared_ptr<const Clip>> RunLoop::decode(Side side, RunManifest &manifest)
{
    std::shared_ptr<const Clip> clip;
    SideRun &run = m_sides.at(side);
    const auto file = m_folder.framesFile(side);
    if (!run.variant->config.vae) {
        clip = std::make_shared<Clip>(decodePixels(batched(run.sampler->state().x), manifest.fps));
#ifdef DARE_HAS_MEDIA
        if (auto written = writeFfv1(file, *clip); !written)
            return tl::unexpected(written.error());
#else
        log("Built without media: frames are not written; `dare decode` in a full build does it");
#endif
        return clip;
    }
#ifdef DARE_HAS_MEDIA
    const auto vae = decoderOf(*run.variant);
    if (!vae)
        return tl::unexpected(vae.error());
    const DecodeWatch watch{[this](const std::string &line) { log(line); },
                            [this] { return m_control.cancelled(); },
                            m_options.injectDecodeOutOfMemory};
    const auto tiled =
        decodeToFile(**vae, run.sampler->state().x, file, manifest.fps, false, watch);
    run.variant->vae.reset();
    if (!tiled)
        return tl::unexpected(tiled.error());
    manifest.environment["decoding"] = *tiled ? "VAE, tiled" : "VAE";
    const ClipSize &size = manifest.recipe.size;
    if (std::int64_t{3} * size.width * size.height * size.frames > kShownClipBytes)
        return clip;
    return readVideo(file).map(
        [](Clip read) { return std::make_shared<const Clip>(std::move(read)); });
#else
    log("Built without media: the latents are kept; `dare decode` in a full build makes frames");
    return clip;
#endif
}

Result<RunOutcome> RunLoop::finish(double seconds)
{
    RunManifest manifest = m_folder.manifest();
    for (const auto &[side, run] : m_sides) {
        auto done = finishSide(side, manifest);
        if (!done && done.error().code == ErrorCode::Cancelled)
            return stop(seconds);
        if (!done)
            return tl::unexpected(done.error());
    }
    manifest.status = RunStatus::Done;
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
