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
    BlockPlacement placement = BlockPlacement::Resident;
    std::string textDevice;     ///< where texts are encoded
    bool residentText = false;  ///< there is room on the card for a large text encoder
    bool encodedTexts = false;  ///< since it was loaded
    LoadProgress progress = {}; ///< sees parts that are loaded later
};

/// What to load, and how.
struct VariantRequest {
    std::filesystem::path folder;          ///< of the variant
    std::string device;                    ///< resolved
    Precision precision = Precision::Fp32; ///< resolved
    BlockPlacement placement = BlockPlacement::Resident;
    bool residentText = false; ///< a large text encoder stays on the card
    std::string copy; ///< variants of another name share nothing, so that two threads may use them
    LoadProgress progress = {};
};

/// Keeps loaded variants between runs. Loading again gives the same bits.
class ModelCache
{
public:
    [[nodiscard]] Result<std::shared_ptr<LoadedVariant>> get(const VariantRequest &request);
    /// A variant that is loaded, on whatever device; null where there is none.
    [[nodiscard]] std::shared_ptr<LoadedVariant> find(const std::filesystem::path &folder) const;
    /// Lets everything go that no run holds.
    void clear() { m_variants.clear(); }
    /// Forgets what the recipe at hand does not use.
    void keepOnly(const std::vector<std::filesystem::path> &folders);

private:
    std::map<std::string, std::shared_ptr<LoadedVariant>> m_variants;
};

/// Loads the transformer anew with its blocks elsewhere; the one that was there goes first.
[[nodiscard]] Result<void> placeBlocks(LoadedVariant &variant, BlockPlacement placement,
                                       const LoadProgress &progress);

/// The text encoder of a variant, loaded again where it was released. A large one (umT5-xxl) is
/// held in bf16: on the card where there is room. Else the first texts read it layer by layer from
/// the files, and the next ones keep it in host memory: many runs have one prompt alone, and to
/// keep it takes longer than to read it.
[[nodiscard]] Result<std::shared_ptr<const UmT5Encoder>> textEncoder(LoadedVariant &variant);

/// Lets the text encoder go where it takes memory of the variant's device.
void releaseText(LoadedVariant &variant);

/// Whether a variant's text encoder is one that is held in bf16.
[[nodiscard]] bool hasLargeEncoder(const LoadedVariant &variant);
/// What decides an embedding beside the model and the ids: products and device type.
[[nodiscard]] std::string describeTextEncoder(const LoadedVariant &variant);

/// The decoder of a variant that has a VAE, loaded on first use. f32.
[[nodiscard]] Result<std::shared_ptr<const WanVae>> decoderOf(LoadedVariant &variant);

} // namespace dare
