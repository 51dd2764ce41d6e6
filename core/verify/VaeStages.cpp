#include "core/models/VaeConfig.h"
#include "core/verify/Fixture.h"

#include <ATen/ATen.h>

namespace dare::verify
{
namespace
{

constexpr double kVae = 5e-5;

/// Gathers what a decode brings.
class Frames
{
public:
    [[nodiscard]] WanVae::FrameSink sink()
    {
        return [this](const at::Tensor &frames) -> Result<void> {
            m_parts.push_back(frames.to(at::kCPU, at::kFloat, false, true));
            return {};
        };
    }
    [[nodiscard]] at::Tensor all() const { return at::cat(m_parts, 1); }

private:
    std::vector<at::Tensor> m_parts;
};

Result<void> decodeStage(Fixture &fixture, const WanVae &vae)
{
    const at::Tensor z = fixture.tensor("vae.decode.z");
    for (std::int64_t b = 0; b < z.size(0); ++b) {
        Frames frames;
        if (auto done = vae.decode(z[b], frames.sink()); !done)
            return done;
        fixture.compare("vae.decode", frames.all(), fixture.tensor("vae.decode.video")[b], kVae);
    }
    return {};
}

Result<void> encodeStage(Fixture &fixture, const WanVae &vae)
{
    const at::Tensor video = fixture.tensor("vae.encode.video");
    for (std::int64_t b = 0; b < video.size(0); ++b) {
        const auto moments = vae.encode(video[b]);
        if (!moments)
            return tl::unexpected(moments.error());
        fixture.compare("vae.encode", moments->mean, fixture.tensor("vae.encode.mean")[b], kVae);
        fixture.compare("vae.encode", moments->logVar, fixture.tensor("vae.encode.logvar")[b],
                        kVae);
    }
    return {};
}

Result<void> tiledStage(Fixture &fixture, const WanVae &vae)
{
    const auto &info = fixture.json()["vae"];
    const VaeTiling tiling{info["tile"].get<int>(), info["stride"].get<int>()};
    const at::Tensor z = fixture.tensor("vae.tiled.z");
    for (std::int64_t b = 0; b < z.size(0); ++b) {
        Frames frames;
        if (auto done = vae.decodeTiled(z[b], tiling, frames.sink()); !done)
            return done;
        fixture.compare("vae.tiled", frames.all(), fixture.tensor("vae.tiled.video")[b], kVae);
    }
    return {};
}

} // namespace

Result<std::optional<WanVae>> loadVae(const std::filesystem::path &folder, at::Device device,
                                      const VerifyOptions &options, bool plainAten)
{
    const auto config = readVaeConfig(folder);
    if (!config)
        return tl::unexpected(config.error());
    if (!*config)
        return std::optional<WanVae>{};
    auto vae = WanVae::load(folder / "vae", **config, device, {options.precision, true, plainAten});
    if (!vae)
        return tl::unexpected(vae.error());
    return std::optional<WanVae>(std::move(*vae));
}

Result<void> vaeStages(Fixture &fixture, const WanVae &vae)
{
    fixture.setBackend("ATen");
    Result<void> done;
    if (fixture.has("vae.decode.video"))
        done = decodeStage(fixture, vae);
    if (done && fixture.has("vae.encode.mean"))
        done = encodeStage(fixture, vae);
    if (done && fixture.has("vae.tiled.video"))
        done = tiledStage(fixture, vae);
    return done;
}

Result<at::Tensor> decodedFrames(const WanVae &vae, const at::Tensor &z)
{
    Frames frames;
    if (auto done = vae.decode(z, frames.sink()); !done)
        return tl::unexpected(done.error());
    return (frames.all() * 0.5 + 0.5).clamp(0.0, 1.0).permute({1, 2, 3, 0});
}

} // namespace dare::verify
