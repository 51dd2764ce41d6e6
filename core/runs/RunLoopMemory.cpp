#include "core/models/PixelCodec.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/OutsideFailure.h"
#include "core/runs/RunLoop.h"
#include "core/runs/VaeDecode.h"
#ifdef DARE_HAS_MEDIA
#include "core/media/Video.h"
#endif

#include <ATen/ATen.h>

namespace dare
{
namespace
{

/// Longer clips are not handed on in memory; who shows them reads the file.
constexpr std::int64_t kShownClipBytes = std::int64_t{256} << 20U;

} // namespace

Result<void> RunLoop::toNextMode(const Error &error)
{
    m_mode = *nextMemoryMode(m_mode);
    log("Out of memory (" + error.message + "); going on in the memory mode " +
        std::string(name(m_mode)));
    RunManifest manifest = m_folder.manifest();
    manifest.environment["memory mode"] = std::string(name(m_mode));
    if (auto saved = m_folder.save(std::move(manifest)); !saved)
        log(saved.error().text());
    for (auto &[side, run] : m_sides) {
        run.variant->residentText = false;
        releaseText(*run.variant);
        run.variant->vae.reset();
        if (m_mode == MemoryMode::Streamed)
            run.sampler->useModel(nullptr); // both copies do not fit at a time
    }
    if (m_mode != MemoryMode::Streamed)
        return {};
    for (auto &[side, run] : m_sides) {
        LoadedVariant &variant = *run.variant;
        if (!variant.transformer || variant.placement != BlockPlacement::Streamed) {
            auto placed = guarded<void>(
                [&] { return placeBlocks(variant, BlockPlacement::Streamed, variant.progress); });
            if (!placed)
                return placed;
        }
        run.sampler->useModel(variant.transformer);
    }
    return {};
}

bool RunLoop::onTwoDevices() const
{
    return m_sides.size() == 2 && m_sides.at(Side::A).variant != m_sides.at(Side::B).variant &&
           m_folder.manifest().recipe.device.find(',') != std::string::npos;
}

/// Room for the decoder, where memory is short.
void RunLoop::releaseModels()
{
    if (m_mode != MemoryMode::Lean && m_mode != MemoryMode::Streamed)
        return;
    for (auto &[side, run] : m_sides) {
        if (!run.variant->config.vae)
            continue;
        run.sampler->useModel(nullptr);
        run.variant->transformer.reset();
    }
}

/// The latents are on disk already: whatever happens here, nothing has to be sampled again.
Result<std::shared_ptr<const Clip>> RunLoop::decode(Side side, RunManifest &manifest)
{
    std::shared_ptr<const Clip> clip;
    SideRun &run = m_sides.at(side);
    const auto file = m_folder.framesFile(side);
    if (!run.variant->config.vae) {
        clip = std::make_shared<Clip>(decodePixels(run.sampler->state().x, manifest.fps));
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
        decodeToFile(**vae, run.sampler->state().x, file, manifest.fps, m_tiled, watch);
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

} // namespace dare
