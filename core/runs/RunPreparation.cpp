#include "core/runs/RunPreparation.h"

#include "core/models/Device.h"
#include "core/models/Weights.h"
#include "core/prompt/Prompt.h"
#include "core/runs/FreeMemory.h"
#include "core/runs/LoadTeller.h"
#include "core/runs/MapCapture.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/sampling/Noise.h"

#include <ATen/ATen.h>

namespace dare
{

Result<ModelInfo> completeModel(const Recipe &recipe)
{
    auto model = inspectModel(recipe.model.empty() ? embeddedModelFolder()
                                                   : std::filesystem::path(recipe.model));
    if (!model || model->complete())
        return model;
    for (const FileCheck &file : model->files) {
        if (!file.problem.empty())
            return failure(ErrorCode::InvalidInput,
                           file.problem + ". `dare model` lists every file",
                           (model->root / file.path).string());
    }
    return model;
}

Result<PreparedRun> prepareRun(ModelCache &models, const Recipe &resolved,
                               const LoadProgress &progress)
{
    auto model = completeModel(resolved);
    if (!model)
        return tl::unexpected(model.error());
    PreparedRun out;
    out.recipe = resolved;
    out.model = std::move(*model);
    std::vector<std::filesystem::path> folders;
    const bool residentText =
        planMemory(resolved, out.model, 1, resolved.memory, freeBytes(resolved)).residentText;
    for (const Side side : kSides) {
        if (!resolved.runs(side))
            continue;
        folders.push_back(out.model.folder(resolved.side(side).variant));
        VariantRequest request;
        request.folder = folders.back();
        request.device = deviceOf(resolved.device, side);
        request.precision = resolved.precision;
        request.placement = resolved.memory == MemoryMode::Streamed ? BlockPlacement::Streamed
                                                                    : BlockPlacement::Resident;
        request.residentText = residentText;
        // Two threads never share a model.
        if (resolved.device.find(',') != std::string::npos)
            request.copy = letter(side);
        request.progress = progress;
        auto variant = models.get(request);
        if (!variant)
            return tl::unexpected(variant.error());
        auto tokens = readPrompts(resolved, (*variant)->tokenizer, (*variant)->density);
        if (!tokens)
            return tl::unexpected(tokens.error());
        out.variants[side] = *variant;
        out.tokens[side] = std::move(*tokens);
    }
    models.keepOnly(folders);
    out.schedule = sigmaSchedule(resolved.sigmaTable, resolved.steps, resolved.shift,
                                 out.variants.begin()->second->config.scheduler.trainSteps);
    return out;
}

Result<PromptTokens> promptsOf(const ModelCache &models, const Recipe &resolved,
                               const ModelInfo &model)
{
    const Side side = resolved.runA ? Side::A : Side::B;
    const std::filesystem::path folder = model.folder(resolved.side(side).variant);
    if (const auto loaded = models.find(folder))
        return readPrompts(resolved, loaded->tokenizer, loaded->density);
    const auto tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    const auto density = SemanticDensity::load(folder, *tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    return readPrompts(resolved, *tokenizer, *density);
}

Result<at::Tensor> noiseOf(const RunFolder &folder, const PreparedRun &prepared,
                           const std::string &changed)
{
    const RunManifest &manifest = folder.manifest();
    at::Tensor noise;
    for (const auto &[side, variant] : prepared.variants) {
        if (manifest.side(side).modelHash != variant->hash)
            return failure(ErrorCode::InvalidInput, changed, folder.path().string());
        const auto file = SafeTensorsFile::open(folder.noiseFile(side));
        if (!file)
            return tl::unexpected(file.error());
        const TensorView *view = file->find("noise");
        noise = view == nullptr ? at::Tensor() : tensorOf(*view).to(at::kFloat, false, true);
        if (!noise.defined() || latentsHash(noise) != manifest.noiseSha256)
            return failure(ErrorCode::InvalidInput, "is not the noise that the run began with",
                           folder.noiseFile(side).string());
    }
    return noise;
}

Result<RunManifest> manifestOf(const PreparedRun &prepared, const at::Tensor &noise)
{
    const Side first = prepared.firstSide();
    const LoadedVariant &variant = *prepared.variants.at(first);
    RunManifest out;
    out.recipe = prepared.recipe;
    out.noiseSha256 = latentsHash(noise);
    out.densitySource = variant.density.source();
    out.tokens = prepared.tokens.at(first).prompt;
    out.negativeTokens = prepared.tokens.at(first).negative;
    auto rows = selectRows(mapRows(out.tokens), prepared.recipe.capture);
    if (!rows)
        return tl::unexpected(rows.error());
    out.rows = std::move(*rows);
    out.sigmas = prepared.schedule.sigmas;
    out.fps = prepared.model.fps;
    out.blocks = prepared.model.blocks;
    out.heads = prepared.model.heads;
    out.grid = mapGrid(prepared.model, prepared.recipe.size);
    out.environment = describeEnvironment(prepared.recipe.device);
    out.environment["precision"] = std::string(name(prepared.recipe.precision));
    out.environment["memory mode"] = std::string(name(prepared.recipe.memory));
    const at::Device device(variant.device);
    const at::ScalarType dtype = productsIn(prepared.recipe.precision).dtype;
    out.environment["cross-attention"] =
        crossAttentionBackend(device, dtype, prepared.model.headDim);
    out.environment["self_attention"] = std::string(name(variant.transformer->selfAttention()));
    for (const auto &[side, loaded] : prepared.variants) {
        out.side(side).variant = prepared.recipe.side(side).variant;
        out.side(side).modelHash = loaded->hash;
        out.environment["text encoder"] = describeTextEncoder(*loaded);
    }
    return out;
}

Result<PreparedRun> prepareFittingRun(ModelCache &models, Recipe recipe, RunId id,
                                      RunControl &control, const EventSink &sink)
{
    for (;;) {
        auto prepared = guarded<PreparedRun>(
            [&] { return prepareRun(models, recipe, tellLoading(id, control, sink)); });
        const auto next = nextMemoryMode(recipe.memory);
        if (prepared || prepared.error().code != ErrorCode::OutOfMemory || !next)
            return prepared;
        models.clear();
        recipe.memory = *next;
        sink(RunLog{id, "Out of memory while loading; loading again in the memory mode " +
                            std::string(name(*next))});
    }
}

} // namespace dare
