#pragma once

#include "core/models/WanVae.h"
#include "core/types/Frame.h"
#include "core/types/Result.h"

#include <ATen/core/Tensor.h>

#include <filesystem>

namespace dare
{

/// A quick look at latents without the VAE: each latent cell becomes one pixel through a linear map
/// from its channels to red, green and blue, fitted to the VAE by least squares.
class LatentPreview
{
public:
    /// Decodes one frame of smooth random latents and fits the map to the mean colour of each cell.
    /// The same VAE gives the same map.
    [[nodiscard]] static Result<LatentPreview> fit(const WanVae &vae);
    /// @error NotFound, InvalidInput: not a stored map
    [[nodiscard]] static Result<LatentPreview> read(const std::filesystem::path &file);
    /// Atomic. @error Io
    [[nodiscard]] Result<void> write(const std::filesystem::path &file) const;

    /// @param latents [1,C,F,Y,X] or [C,F,Y,X], as the transformer works on them
    /// @param scale frames of the clip for every latent frame after the first
    /// @return a clip of latent rows and columns, with the frames of the whole clip
    /// @error InvalidInput: another number of channels
    [[nodiscard]] Result<Clip> show(const at::Tensor &latents, int scale, double fps) const;

private:
    at::Tensor m_map; ///< [C+1,3] f32, the last row is the constant; gives [-1,1]
};

} // namespace dare
