#include "core/models/LatentPreview.h"

#include "core/models/PixelCodec.h"
#include "core/models/Weights.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>

namespace dare
{
namespace
{

constexpr std::int64_t kSide = 32;    ///< latent rows and columns of the sample
constexpr std::int64_t kPatch = 4;    ///< cells that share a colour, as in pictures
constexpr std::uint64_t kSeed = 2026; ///< the map of a VAE must not change from run to run
constexpr double kRidge = 1e-3;       ///< of the sample size; keeps flat channels finite

/// Smooth patches with a little grain, of unit spread. [C,1,Y,X]
at::Tensor sampleLatents(int channels)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(kSeed);
    const at::Tensor patches = at::randn({channels, 1, kSide / kPatch, kSide / kPatch}, generator,
                                         at::TensorOptions(at::kFloat));
    const at::Tensor grain =
        at::randn({channels, 1, kSide, kSide}, generator, at::TensorOptions(at::kFloat));
    return patches.repeat_interleave(kPatch, 2).repeat_interleave(kPatch, 3) + 0.25 * grain;
}

/// Cells as rows, with a column of ones. [N,C+1] f64
at::Tensor designOf(const at::Tensor &latents)
{
    const at::Tensor cells = latents.flatten(1).t().to(at::kDouble);
    return at::cat({cells, at::ones({cells.size(0), 1}, cells.options())}, 1);
}

} // namespace

Result<LatentPreview> LatentPreview::fit(const WanVae &vae)
{
    const c10::InferenceMode inference;
    const at::Tensor latents = sampleLatents(vae.config().latentChannels);
    at::Tensor frame;
    auto decoded = vae.decode(vae.denormalise(latents), [&](const at::Tensor &frames) {
        frame = frames.to(at::kCPU);
        return Result<void>();
    });
    if (!decoded)
        return tl::unexpected(decoded.error());
    const std::int64_t cell = vae.config().spatialScale;
    const at::Tensor colours =
        at::avg_pool2d(frame.squeeze(1), {cell, cell}).flatten(1).t().to(at::kDouble);
    const at::Tensor design = designOf(latents);
    const at::Tensor normal =
        at::matmul(design.t(), design) +
        kRidge * static_cast<double>(design.size(0)) * at::eye(design.size(1), design.options());
    LatentPreview out;
    out.m_map =
        at::linalg_solve(normal, at::matmul(design.t(), colours)).to(at::kFloat).contiguous();
    return out;
}

Result<LatentPreview> LatentPreview::read(const std::filesystem::path &file)
{
    const auto stored = SafeTensorsFile::open(file);
    if (!stored)
        return tl::unexpected(stored.error());
    const TensorView *map = stored->find("latents_to_rgb");
    if (map == nullptr || map->dtype != DType::F32 || map->shape.size() != 2 || map->shape[1] != 3)
        return failure(ErrorCode::InvalidInput, "is no map from latents to colours; remove it",
                       file.string());
    LatentPreview out;
    out.m_map = tensorOf(*map).clone();
    return out;
}

Result<void> LatentPreview::write(const std::filesystem::path &file) const
{
    return writeSafeTensors(file, {viewOf("latents_to_rgb", m_map)}, {});
}

Result<Clip> LatentPreview::show(const at::Tensor &latents, int scale, double fps) const
{
    const c10::InferenceMode inference;
    const at::Tensor x =
        (latents.dim() == 5 ? latents.squeeze(0) : latents).to(at::kCPU, at::kFloat);
    const std::int64_t channels = m_map.size(0) - 1;
    if (x.dim() != 4 || x.size(0) != channels)
        return failure(ErrorCode::InvalidInput,
                       "has other than the VAE's " + std::to_string(channels) + " channels",
                       "latents");
    const at::Tensor colours = at::tensordot(m_map.narrow(0, 0, channels), x, {0}, {0}) +
                               m_map[channels].view({3, 1, 1, 1});
    at::Tensor repeats = at::full({x.size(1)}, scale, at::kLong);
    repeats[0] = 1; // the first latent frame stands for one frame
    return decodePixels(colours.repeat_interleave(repeats, 1), fps);
}

} // namespace dare
