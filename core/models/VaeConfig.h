#pragma once

#include "core/models/ModelConfig.h"

namespace dare
{

/// Reads what model_index.json says about the VAE, and its config.
/// @return none where the latent is the clip: `"vae": [null, null]`
/// @error NotFound, InvalidInput naming the field; a VAE of another family
[[nodiscard]] Result<std::optional<VaeConfig>> readVaeConfig(const std::filesystem::path &folder);

} // namespace dare
