#pragma once

#include "core/models/ModelConfig.h"
#include "core/models/ModelFolder.h"
#include "core/models/UmT5Encoder.h"
#include "core/models/WanTransformer.h"
#include "core/models/WanVae.h"
#include "core/prompt/SemanticDensity.h"
#include "core/prompt/Tokenizer.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace dare
{

/// One variant of a model, loaded.
struct LoadedVariant {
    ModelConfig config;
    Tokenizer tokenizer;
    SemanticDensity density;
    std::shared_ptr<const WanTransformer> transformer;
    std::shared_ptr<const UmT5Encoder> text; ///< null after release; encode() loads it again
    std::shared_ptr<const WanVae> vae;       ///< null until decoderOf(), and where there is none
    std::string hash;                        ///< SHA-256 over configs and weights
    std::filesystem::path folder;
    std::string device;
    Precision precision = Precision::Fp32;
};

/// Keeps loaded variants between runs. Loading again gives the same bits.
class ModelCache
{
public:
    /// @param folder of the variant; @param device, precision resolved
    [[nodiscard]] Result<std::shared_ptr<LoadedVariant>>
    get(const std::filesystem::path &folder, const std::string &device, Precision precision);
    /// Forgets what the recipe at hand does not use.
    void keepOnly(const std::vector<std::filesystem::path> &folders);

private:
    std::map<std::string, std::shared_ptr<LoadedVariant>> m_variants;
};

/// The text encoder of a variant, loaded again where it was released.
[[nodiscard]] Result<std::shared_ptr<const UmT5Encoder>> textEncoder(LoadedVariant &variant);

/// The decoder of a variant that has a VAE, loaded on first use. f32.
[[nodiscard]] Result<std::shared_ptr<const WanVae>> decoderOf(LoadedVariant &variant);

} // namespace dare
