#pragma once

#include "core/types/Result.h"

#include <filesystem>
#include <string>

namespace dare
{

/// SHA-256 over the configs and weights that decide the latents of a run.
/// @error NotFound, InvalidInput naming the file
[[nodiscard]] Result<std::string> modelDigest(const std::filesystem::path &folder);

/// SHA-256 over config.json and the weights of one part of a model.
/// @param stem of its weights: "model" or "diffusion_pytorch_model"
[[nodiscard]] Result<std::string> partDigest(const std::filesystem::path &part,
                                             const std::string &stem);

} // namespace dare
