#include "core/runs/Engine.h"

#include "core/models/Device.h"
#include "core/models/Weights.h"
#include "core/prompt/Prompt.h"
#include "core/runs/CacheFolder.h"
#include "core/runs/CaptureMore.h"
#include "core/runs/FreeMemory.h"
#include "core/runs/LivePreview.h"
#include "core/runs/MapCapture.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/RecipeCheck.h"
#include "core/runs/RunDecode.h"
#include "core/runs/RunFolder.h"
#include "core/runs/RunLoop.h"
#include "core/runs/RunPreparation.h"
#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

namespace dare
{
namespace
{

Result<Recipe> resolveFor(const Recipe &recipe, const ModelInfo &model)
{
    auto checked = checkRecipe(recipe, model);
    if (!checked)
        return checked;
    const auto device = resolveDevices(checked->device, checked->runA && checked->runB);
    if (!device)
        return tl::unexpected(device.error());
    checked->device = *device;
    checked->precision = resolvePrecision(checked->precision, *device);
    checked->memory = chooseMemoryMode(*checked, model, checked->maxTokens, freeBytes(*checked));
    return checked;
}

} // namespace

struct Engine::Impl {
    Options options;
    ModelCache models;
    LivePreview live;
    double forwardSeconds = 0.0;

    /// Reads the texts and gives every side to the loop. What holds the model beside the loop is
    /// gone afterwards: a change of the memory mode must find it free.
    Result<void> addSides(RunLoop &loop, const RunManifest &manifest, const PreparedRun &prepared,
                          const at::Tensor &noise) const
    {
        TextContexts texts; // of this run alone: lean memory keeps none after it
        for (const auto &[side, variant] : prepared.variants) {
            auto setup = setUpSide(prepared.recipe, side, *variant, prepared.tokens.at(side),
                                   prepared.schedule, texts, textCacheOf(*variant));
            if (!setup)
                return tl::unexpected(setup.error());
            RunLoop::SideRun run;
            run.variant = variant;
            run.maps = {prepared.recipe.capture,
                        branchRows(*setup, prepared.tokens.at(side), variant->tokenizer),
                        manifest.blocks, manifest.heads, manifest.grid};
            auto rows = selectRows(run.maps.rows[Branch::Cond], prepared.recipe.capture);
            if (!rows)
                return tl::unexpected(rows.error());
            run.maps.rows[Branch::Cond] = std::move(*rows);
            if (prepared.recipe.capture.words == CaptureWindow::Words::None)
                run.maps.rows.clear();
            run.sampler = std::make_unique<SideSampler>(std::move(*setup), noise);
            loop.add(side, std::move(run));
        }
        return {};
    }

    Result<RunOutcome> drive(RunFolder folder, const PreparedRun &prepared, const at::Tensor &noise,
                             int stopAfter, RunId id, RunControl &control, const EventSink &sink)
    {
        const RunManifest manifest = folder.manifest();
        const int firstStep =
            std::min(prepared.recipe.runA ? manifest.a.stepsDone : manifest.b.stepsDone,
                     prepared.recipe.runB ? manifest.b.stepsDone : manifest.a.stepsDone);
        sink(RunStarted{id, folder.path().string(), manifest.recipe, manifest.tokens, manifest.rows,
                        manifest.sigmas, manifest.noiseSha256, manifest.densitySource, firstStep});
        RunLoop loop(std::move(folder), id, control, sink, options);
        if (auto added = addSides(loop, manifest, prepared, noise); !added)
            return tl::unexpected(added.error());
        if (auto restored = loop.restore(); !restored)
            return tl::unexpected(restored.error());
        auto outcome = loop.run(prepared.recipe.memory,
                                planMemory(prepared.recipe, prepared.model, 1,
                                           prepared.recipe.memory, freeBytes(prepared.recipe))
                                    .tiledDecode,
                                stopAfter);
        if (outcome)
            forwardSeconds = loop.secondsPerForward();
        return outcome;
    }

    /// Where embeddings of a variant are kept; none where encoding is as quick as reading.
    std::optional<std::filesystem::path> textCacheOf(const LoadedVariant &variant) const
    {
        return hasLargeEncoder(variant) || options.cacheTexts
                   ? std::optional(options.cache / "texts")
                   : std::nullopt;
    }

    /// Writes the failure into the run, so that it can be read and resumed, and hands it on.
    Error failed(const std::filesystem::path &path, const Error &error, RunId id,
                 const EventSink &sink)
    {
        // Without a path the run had no folder yet; opening "" would find the working folder's.
        auto folder =
            path.empty() ? Result<RunFolder>(tl::unexpected(error)) : RunFolder::open(path);
        // What is finished stays so: nothing of it was lost.
        if (folder && folder->manifest().status != RunStatus::Done && folder->lockForWriting()) {
            RunManifest manifest = folder->manifest();
            manifest.status = RunStatus::Failed;
            manifest.error = error;
            // The disk may be what failed; the event says it all the same.
            (void)folder->save(std::move(manifest));
        }
        sink(RunFailed{id, path.string(), error});
        return error;
    }
};

Engine::Engine() : Engine(Options{}) {}
Engine::Engine(Options options) : m_impl(std::make_unique<Impl>())
{
    m_impl->options = std::move(options);
    if (m_impl->options.cache.empty())
        m_impl->options.cache = userCacheFolder();
    useThreads(m_impl->options.threads);
}
Engine::~Engine() = default;
Engine::Engine(Engine &&) noexcept = default;
Engine &Engine::operator=(Engine &&) noexcept = default;

Result<Recipe> Engine::resolve(const Recipe &recipe)
{
    return guarded<Recipe>([&]() -> Result<Recipe> {
        const auto model = completeModel(recipe);
        return model ? resolveFor(recipe, *model) : tl::unexpected(model.error());
    });
}

Result<RunPrediction> Engine::predict(const Recipe &resolved)
{
    return guarded<RunPrediction>([&]() -> Result<RunPrediction> {
        const auto model = completeModel(resolved);
        if (!model)
            return tl::unexpected(model.error());
        const auto tokens = promptsOf(m_impl->models, resolved, *model);
        if (!tokens)
            return tl::unexpected(tokens.error());
        const auto rows = selectRows(mapRows(tokens->prompt), resolved.capture);
        if (!rows)
            return tl::unexpected(rows.error());
        const auto count = static_cast<int>(rows->size());
        const std::uint64_t available = freeBytes(resolved);
        const MemoryPlan plan =
            planMemory(resolved, *model, count,
                       chooseMemoryMode(resolved, *model, count, available), available);
        RunPrediction out{plan.mapBytes, plan.stateBytes, plan.peakBytes, plan.mode, 0.0};
        for (const Side side : kSides) {
            const double lambda = resolved.side(side).value(Option::Lambda);
            const double forwards = lambda > 0.0 && lambda < 1.0 ? 3.0 : 2.0;
            if (resolved.runs(side))
                out.seconds += m_impl->forwardSeconds * forwards * resolved.steps;
        }
        return out;
    });
}

Result<void> Engine::prepare(const Recipe &resolved)
{
    return guarded<void>([&]() -> Result<void> {
        auto prepared = prepareRun(m_impl->models, resolved, {});
        if (!prepared)
            return tl::unexpected(prepared.error());
        for (const auto &[side, variant] : prepared->variants) {
            if (hasLargeEncoder(*variant))
                continue; // its texts may be in the cache
            if (auto encoder = textEncoder(*variant); !encoder)
                return tl::unexpected(encoder.error());
        }
        return {};
    });
}

Result<double> Engine::measureForward(const Recipe &resolved)
{
    return guarded<double>([&]() -> Result<double> {
        auto prepared = prepareRun(m_impl->models, resolved, {});
        if (!prepared)
            return tl::unexpected(prepared.error());
        const Side side = prepared->firstSide();
        TextContexts texts;
        auto setup =
            setUpSide(resolved, side, *prepared->variants.at(side), prepared->tokens.at(side),
                      prepared->schedule, texts, m_impl->textCacheOf(*prepared->variants.at(side)));
        if (!setup)
            return tl::unexpected(setup.error());
        const auto shape = latentShape(prepared->model, resolved.size);
        const auto noise = initialNoise(resolved, {shape[0], shape[1], shape[2], shape[3]});
        if (!noise)
            return tl::unexpected(noise.error());
        const auto outputs = SideSampler(std::move(*setup), *noise).advance(nullptr);
        if (!outputs)
            return tl::unexpected(outputs.error());
        m_impl->forwardSeconds =
            outputs->metrics.seconds / static_cast<double>(outputs->branches.size());
        return m_impl->forwardSeconds;
    });
}

Result<PreviewPicture> Engine::livePreview(const PreviewRequest &request, const RunControl &control)
{
    return guarded<PreviewPicture>([&]() -> Result<PreviewPicture> {
        const auto model = completeModel(request.recipe);
        if (!model)
            return tl::unexpected(model.error());
        if (!model->pixelCodec) // before gigabytes are loaded for it
            return failure(ErrorCode::Unsupported,
                           "this model's pictures come out of a VAE, which is too slow to preview");
        const auto resolved = resolveFor(previewRecipe(request.recipe, request.steps), *model);
        if (!resolved)
            return tl::unexpected(resolved.error());
        const auto prepared = prepareRun(m_impl->models, *resolved, {});
        if (!prepared)
            return tl::unexpected(prepared.error());
        return m_impl->live.render({prepared->recipe, prepared->model, prepared->schedule,
                                    prepared->variants, prepared->tokens},
                                   control);
    });
}

Result<RunOutcome> Engine::run(const Recipe &recipe, const std::filesystem::path &runs, RunId id,
                               RunControl &control, const EventSink &sink)
{
    const auto resolved = resolve(recipe);
    if (!resolved) {
        sink(RunFailed{id, "", resolved.error()});
        return tl::unexpected(resolved.error());
    }
    // A run that was taken back before it began loads nothing and leaves no folder.
    const auto takenBack = [&] {
        sink(RunCancelled{id, "", 0, resolved->steps});
        return RunOutcome{};
    };
    if (control.cancelled())
        return takenBack();
    std::filesystem::path path;
    auto outcome = guarded<RunOutcome>([&]() -> Result<RunOutcome> {
        const auto prepared = prepareFittingRun(m_impl->models, *resolved, id, control, sink);
        if (!prepared)
            return tl::unexpected(prepared.error());
        if (control.cancelled()) // while the model was loaded
            return takenBack();
        const auto shape = latentShape(prepared->model, resolved->size);
        const auto noise = initialNoise(*resolved, {shape[0], shape[1], shape[2], shape[3]});
        if (!noise)
            return tl::unexpected(noise.error());
        auto manifest = manifestOf(*prepared, *noise);
        if (!manifest)
            return tl::unexpected(manifest.error());
        auto folder = RunFolder::create(runs, std::move(*manifest));
        if (!folder)
            return tl::unexpected(folder.error());
        path = folder->path();
        for (const auto &[side, variant] : prepared->variants) {
            if (auto written =
                    writeSafeTensors(folder->noiseFile(side), {viewOf("noise", *noise)}, {});
                !written)
                return tl::unexpected(written.error());
        }
        return m_impl->drive(std::move(*folder), *prepared, *noise, resolved->stopAfter, id,
                             control, sink);
    });
    // Cancelled while a model was loaded or a text was read: no failure.
    if (!outcome && outcome.error().code == ErrorCode::Cancelled) {
        sink(RunCancelled{id, path.string(), 0, resolved->steps});
        return RunOutcome{path.string(), false, 0, 0.0};
    }
    if (!outcome)
        return tl::unexpected(m_impl->failed(path, outcome.error(), id, sink));
    return outcome;
}

Result<RunOutcome> Engine::resume(const std::filesystem::path &run, RunId id, RunControl &control,
                                  const EventSink &sink)
{
    auto folder = RunFolder::open(run);
    if (folder) {
        if (auto locked = folder->lockForWriting(); !locked)
            folder = tl::unexpected(locked.error());
    }
    if (!folder) {
        sink(RunFailed{id, run.string(), folder.error()});
        return tl::unexpected(folder.error());
    }
    const int done = folder->manifest().stepsDone();
    const int steps = folder->manifest().recipe.steps;
    if (control.cancelled()) {
        sink(RunCancelled{id, folder->path().string(), done, steps});
        return RunOutcome{folder->path().string(), false, done, 0.0};
    }
    auto outcome = guarded<RunOutcome>([&]() -> Result<RunOutcome> {
        RunManifest manifest = folder->manifest();
        const auto prepared = prepareFittingRun(m_impl->models, manifest.recipe, id, control, sink);
        if (!prepared)
            return tl::unexpected(prepared.error());
        const auto noise =
            noiseOf(*folder, *prepared,
                    "the model has changed since this run began, so it cannot go on with the same "
                    "result; start a new run from its recipe");
        if (!noise)
            return tl::unexpected(noise.error());
        manifest.status = RunStatus::Running;
        manifest.error.reset();
        if (auto saved = folder->save(std::move(manifest)); !saved)
            return tl::unexpected(saved.error());
        return m_impl->drive(std::move(*folder), *prepared, *noise, 0, id, control, sink);
    });
    if (!outcome && outcome.error().code == ErrorCode::Cancelled) {
        sink(RunCancelled{id, run.string(), done, steps});
        return RunOutcome{run.string(), false, done, 0.0};
    }
    if (!outcome) {
        folder = tl::unexpected(outcome.error()); // gives up the lock: the failure is written
        return tl::unexpected(m_impl->failed(run, outcome.error(), id, sink));
    }
    return outcome;
}

Result<void> Engine::decode(const std::filesystem::path &run, bool tiled,
                            const std::function<void(const std::string &)> &log)
{
    const auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    return decodeRun(*folder, tiled, {log, {}, m_impl->options.injectDecodeOutOfMemory});
}

Result<CaptureReport> Engine::captureMore(const std::filesystem::path &run,
                                          const CaptureWindow &window, RunControl &control,
                                          const CaptureProgress &progress)
{
    auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    if (auto locked = folder->lockForWriting(); !locked)
        return tl::unexpected(locked.error());
    return guarded<CaptureReport>([&]() -> Result<CaptureReport> {
        const auto prepared = prepareRun(m_impl->models, folder->manifest().recipe, {});
        if (!prepared)
            return tl::unexpected(prepared.error());
        const auto noise =
            noiseOf(*folder, *prepared,
                    "the model has changed since this run, so its maps cannot be had "
                    "from it; run the recipe again with these maps");
        if (!noise)
            return tl::unexpected(noise.error());
        std::map<Side, CaptureSide> sides;
        TextContexts texts;
        for (const auto &[side, variant] : prepared->variants) {
            auto setup = setUpSide(prepared->recipe, side, *variant, prepared->tokens.at(side),
                                   prepared->schedule, texts, m_impl->textCacheOf(*variant));
            if (!setup)
                return tl::unexpected(setup.error());
            auto rows =
                branchRows(*setup, prepared->tokens.at(side), variant->tokenizer)[Branch::Cond];
            sides.emplace(side, CaptureSide{std::move(*setup), std::move(rows)});
        }
        return dare::captureMore(*folder, std::move(sides), *noise, window, control, progress);
    });
}

Result<Clip> Engine::preview(const std::filesystem::path &run, Side side, int step)
{
    const auto folder = RunFolder::open(run);
    if (!folder)
        return tl::unexpected(folder.error());
    return readPreview(*folder, side, step, m_impl->options.cache);
}

} // namespace dare
