#include "core/runs/RunDecode.h"

#include "core/models/Device.h"
#include "core/models/ModelFolder.h"
#include "core/models/PixelCodec.h"
#include "core/models/VaeConfig.h"
#include "core/models/Weights.h"
#include "core/runs/OutsideFailure.h"
#include "core/sampling/Noise.h"
#ifdef DARE_HAS_MEDIA
#include "core/media/Video.h"
#endif

#include <ATen/ATen.h>

namespace dare
{
namespace
{

/// Folder of the variant that a side was sampled with.
std::filesystem::path variantFolder(const Recipe &recipe, Side side)
{
    const std::filesystem::path root =
        recipe.model.empty() ? embeddedModelFolder() : std::filesystem::path(recipe.model);
    const std::string &variant = recipe.side(side).variant;
    return variant.empty() ? root : root / variant;
}

/// [C,F,Y,X] f32 of a step file.
Result<at::Tensor> stepTensor(const RunFolder &run, Side side, int step, const char *name)
{
    const std::filesystem::path file = run.stepFile(side, step);
    const auto opened = SafeTensorsFile::open(file);
    if (!opened)
        return tl::unexpected(opened.error());
    const TensorView *view = opened->find(name);
    if (view == nullptr || view->shape.size() != 5 || view->shape[0] != 1)
        return failure(ErrorCode::InvalidInput,
                       std::string("has no tensor \"") + name + "\" of one sample; resume the run",
                       file.string());
    return tensorOf(*view).to(at::kFloat, false, true).squeeze(0);
}

bool isClip(const at::Tensor &latents, const ClipSize &size)
{
    return latents.size(0) == 3 && latents.size(1) == size.frames &&
           latents.size(2) == size.height && latents.size(3) == size.width;
}

/// The last latents of a side; before its end, what they would become.
Result<at::Tensor> lastPicture(const RunFolder &run, Side side)
{
    const SideState &state = run.manifest().side(side);
    const bool finished = state.stepsDone == run.manifest().recipe.steps;
    // A side that was finished has the hash of its latents in the manifest.
    const bool known = !state.latentsSha256.empty();
    if (known && !finished)
        return failure(ErrorCode::InvalidInput,
                       "the run was finished, but this step can no longer be read; resume the run, "
                       "which computes it again",
                       run.stepFile(side, state.stepsDone).string());
    auto latents = stepTensor(run, side, state.stepsDone - 1, finished ? "latents" : "x0");
    if (latents && known && latentsHash(*latents) != state.latentsSha256)
        return failure(ErrorCode::InvalidInput,
                       "the latents are not those that the run ended with; delete this file and "
                       "resume the run, which computes the step again",
                       run.stepFile(side, state.stepsDone - 1).string());
    return latents;
}

Result<VaeConfig> vaeOf(const std::filesystem::path &folder)
{
    auto config = readVaeConfig(folder);
    if (!config)
        return tl::unexpected(config.error());
    if (*config)
        return std::move(**config);
    return failure(ErrorCode::InvalidInput,
                   "the run's latents are no clip, but its model has no VAE to decode them; was "
                   "the folder replaced?",
                   folder.string());
}

Result<bool> writePixels(const at::Tensor &latents, const RunFolder &run, Side side)
{
#ifdef DARE_HAS_MEDIA
    return writeFfv1(run.framesFile(side), decodePixels(latents, run.manifest().fps)).map([] {
        return false;
    });
#else
    (void)latents, (void)side;
    return failure(ErrorCode::Unsupported, "this build has no media; use a full build",
                   run.path().string());
#endif
}

Result<bool> decodeSide(const RunFolder &run, Side side, at::Device device, bool tiled,
                        const DecodeWatch &watch)
{
    return guarded<bool>([&]() -> Result<bool> {
        const RunManifest &manifest = run.manifest();
        if (manifest.side(side).stepsDone == 0)
            return failure(ErrorCode::NotFound,
                           "no step of this side is finished; resume the run first",
                           run.path().string());
        const auto latents = lastPicture(run, side);
        if (!latents)
            return tl::unexpected(latents.error());
        if (isClip(*latents, manifest.recipe.size))
            return writePixels(*latents, run, side);
        const std::filesystem::path folder = variantFolder(manifest.recipe, side);
        const auto config = vaeOf(folder);
        if (!config)
            return tl::unexpected(config.error());
        const auto vae = WanVae::load(folder / "vae", *config, device, {manifest.recipe.precision});
        if (!vae)
            return tl::unexpected(vae.error());
        return decodeToFile(*vae, *latents, run.framesFile(side), manifest.fps, tiled, watch);
    });
}

} // namespace

Result<void> decodeRun(const RunFolder &run, bool tiled, const DecodeWatch &watch)
{
    const Recipe &recipe = run.manifest().recipe;
    for (const Side side : kSides) {
        if (!recipe.runs(side))
            continue;
        auto device = resolveDevice(deviceOf(recipe.device, side));
        if (!device)
            device = resolveDevice("auto"); // the run may come from another machine
        if (!device)
            return tl::unexpected(device.error());
        if (auto done = decodeSide(run, side, at::Device(*device), tiled, watch); !done)
            return tl::unexpected(done.error());
    }
    return {};
}

Result<Clip> readPreview(const RunFolder &run, Side side, int step,
                         const std::filesystem::path &cache)
{
    return guarded<Clip>([&]() -> Result<Clip> {
        const RunManifest &manifest = run.manifest();
        const auto latents = stepTensor(run, side, step, "x0");
        if (!latents)
            return tl::unexpected(latents.error());
        if (isClip(*latents, manifest.recipe.size))
            return decodePixels(*latents, manifest.fps);
        const std::filesystem::path folder = variantFolder(manifest.recipe, side);
        const auto config = vaeOf(folder);
        if (!config)
            return tl::unexpected(config.error());
        const auto colours = latentPreview(folder, *config, at::kCPU, cache);
        if (!colours)
            return tl::unexpected(colours.error());
        return colours->show(*latents, config->temporalScale, manifest.fps);
    });
}

} // namespace dare
