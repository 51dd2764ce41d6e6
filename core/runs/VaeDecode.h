#pragma once

#include "core/models/LatentPreview.h"
#include "core/models/WanVae.h"
#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace dare
{

/// How a decode goes.
struct DecodeWatch {
    std::function<void(const std::string &)> log;
    std::function<bool()> cancelled; ///< asked between frames and tiles
    /// Test hook: true acts as if an allocation failed. @param tiled which attempt
    std::function<bool(bool tiled)> injectOutOfMemory;
};

/// Decodes final latents into frames.mkv, latent frame by latent frame. Out of memory leads to a
/// second attempt in tiles, from the same latents.
/// @param latents [C,F,Y,X] f32, as the transformer works on them
/// @param tiled begin with tiles
/// @return whether tiles were used; the file is whole or not there
/// @error OutOfMemory (tiles failed too), Cancelled, Io, Unsupported (a build without media)
[[nodiscard]] Result<bool> decodeToFile(const WanVae &vae, const at::Tensor &latents,
                                        const std::filesystem::path &file, double fps, bool tiled,
                                        const DecodeWatch &watch);

/// The map from latents to colours of a model's VAE: from the cache, else fitted and stored there.
/// @param model folder of the variant
/// @error as WanVae::load and LatentPreview::fit; a cache that cannot be written is no error
[[nodiscard]] Result<LatentPreview> latentPreview(const std::filesystem::path &model,
                                                  const VaeConfig &config, at::Device device,
                                                  const std::filesystem::path &cache);

} // namespace dare
