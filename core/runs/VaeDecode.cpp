#include "core/runs/VaeDecode.h"

#include "core/models/PixelCodec.h"
#include "core/runs/ModelDigest.h"
#include "core/runs/OutsideFailure.h"
#ifdef DARE_HAS_MEDIA
#include "core/media/ClipWriter.h"
#endif

#include <ATen/ATen.h>

#include <future>
#include <optional>
#include <system_error>

namespace dare
{
namespace
{

#ifdef DARE_HAS_MEDIA
/// One attempt. What it wrote is gone unless it ends well.
Result<void> decodeOnce(const WanVae &vae, const at::Tensor &latents,
                        const std::filesystem::path &file, double fps, bool tiled,
                        const DecodeWatch &watch)
{
    if (watch.injectOutOfMemory && watch.injectOutOfMemory(tiled))
        return failure(ErrorCode::OutOfMemory, "injected", "memory");
    const int frames = vae.frames(static_cast<int>(latents.size(1)));
    std::optional<ClipWriter> writer;
    // While one part is compressed the next one is decoded.
    std::future<Result<void>> written;
    const auto finishPart = [&] { return written.valid() ? written.get() : Result<void>(); };
    const auto sink = [&](const at::Tensor &part) -> Result<void> {
        if (watch.cancelled && watch.cancelled())
            return failure(ErrorCode::Cancelled, "stopped while decoding", file.string());
        Clip clip = decodePixels(part, fps);
        if (auto before = finishPart(); !before)
            return before;
        if (!writer) {
            auto opened = ClipWriter::open(file, clip.width, clip.height, fps, frames);
            if (!opened)
                return tl::unexpected(opened.error());
            writer.emplace(std::move(*opened));
        }
        written = std::async(std::launch::async,
                             [&writer, clip = std::move(clip)] { return writer->write(clip.rgb); });
        return {};
    };
    const at::Tensor z = vae.denormalise(latents);
    const auto more = [&](int, int) { return !watch.cancelled || !watch.cancelled(); };
    auto done = tiled ? vae.decodeTiled(z, {}, sink, more) : vae.decode(z, sink);
    if (auto last = finishPart(); done && !last)
        done = last;
    return done ? writer->finish() : done;
}
#endif

} // namespace

Result<bool> decodeToFile(const WanVae &vae, const at::Tensor &latents,
                          const std::filesystem::path &file, double fps, bool tiled,
                          const DecodeWatch &watch)
{
#ifdef DARE_HAS_MEDIA
    const auto attempt = [&](bool inTiles) {
        return guarded<void>([&] { return decodeOnce(vae, latents, file, fps, inTiles, watch); });
    };
    auto done = attempt(tiled);
    if (!done && !tiled && done.error().code == ErrorCode::OutOfMemory) {
        if (watch.log)
            watch.log("Out of memory while decoding; decoding the same latents in tiles");
        tiled = true;
        done = attempt(true);
    }
    if (!done)
        return tl::unexpected(done.error());
    return tiled;
#else
    (void)vae, (void)latents, (void)fps, (void)tiled, (void)watch;
    return failure(ErrorCode::Unsupported,
                   "this build has no media and cannot write frames; decode with a full build",
                   file.string());
#endif
}

Result<LatentPreview> latentPreview(const std::filesystem::path &model, const VaeConfig &config,
                                    at::Device device, const std::filesystem::path &cache)
{
    const auto hash = partDigest(model / "vae", "diffusion_pytorch_model");
    if (!hash)
        return tl::unexpected(hash.error());
    const std::filesystem::path file = cache / "previews" / (*hash + ".safetensors");
    if (auto stored = LatentPreview::read(file))
        return stored;
    const auto vae = WanVae::load(model / "vae", config, device, {});
    if (!vae)
        return tl::unexpected(vae.error());
    auto fitted = LatentPreview::fit(*vae);
    if (!fitted)
        return fitted;
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    // Without the cache the map is fitted again next time.
    (void)fitted->write(file);
    return fitted;
}

} // namespace dare
