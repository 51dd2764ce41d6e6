#include "core/runs/ModelCache.h"

#include "core/runs/FreeMemory.h"
#include "core/runs/MemoryPlan.h"
#include "core/runs/ModelDigest.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

std::uint64_t parametersOf(const TextEncoderConfig &config)
{
    const auto width = static_cast<std::uint64_t>(config.width);
    const std::uint64_t inner =
        static_cast<std::uint64_t>(config.heads) * static_cast<std::uint64_t>(config.headDim);
    const std::uint64_t layer = width * (4 * inner + 3 * static_cast<std::uint64_t>(config.ffnDim));
    return width * static_cast<std::uint64_t>(config.vocabulary) +
           layer * static_cast<std::uint64_t>(config.layers);
}

TextPlacement textPlacement(const LoadedVariant &variant)
{
    if (!hasLargeEncoder(variant))
        return variant.placement == BlockPlacement::Streamed ? TextPlacement::Files
                                                             : TextPlacement::Resident;
    const bool onCard = variant.textDevice.starts_with("cuda");
    if (onCard && variant.residentText)
        return TextPlacement::Resident;
    const std::uint64_t inBf16 = 2 * parametersOf(variant.config.text);
    // Half of what is free stays so.
    const bool kept = onCard && variant.encodedTexts && freeHostBytes() >= 2 * inBf16;
    return kept ? TextPlacement::Host : TextPlacement::Files;
}

Result<std::shared_ptr<LoadedVariant>> load(const VariantRequest &request)
{
    const fs::path &folder = request.folder;
    const auto config = readModelConfig(folder);
    if (!config)
        return tl::unexpected(config.error());
    auto tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto density = SemanticDensity::load(folder, *tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    auto out = std::make_shared<LoadedVariant>(LoadedVariant{*config,
                                                             std::move(*tokenizer),
                                                             std::move(*density),
                                                             nullptr,
                                                             nullptr,
                                                             nullptr,
                                                             {},
                                                             folder,
                                                             request.device,
                                                             request.precision,
                                                             request.placement,
                                                             request.device,
                                                             request.residentText,
                                                             false,
                                                             request.progress});
    if (auto placed = placeBlocks(*out, request.placement, request.progress); !placed)
        return tl::unexpected(placed.error());
    auto hash = modelDigest(folder);
    if (!hash)
        return tl::unexpected(hash.error());
    out->hash = std::move(*hash);
    return out;
}

} // namespace

Result<void> placeBlocks(LoadedVariant &variant, BlockPlacement placement,
                         const LoadProgress &progress)
{
    variant.transformer.reset();
    auto transformer = WanTransformer::load(variant.folder / "transformer",
                                            variant.config.transformer, at::Device(variant.device),
                                            productsIn(variant.precision), placement, progress);
    if (!transformer)
        return tl::unexpected(transformer.error());
    variant.transformer = std::make_shared<WanTransformer>(std::move(*transformer));
    variant.placement = placement;
    return {};
}

Result<std::shared_ptr<LoadedVariant>> ModelCache::get(const VariantRequest &request)
{
    const std::string key = request.folder.string() + "|" + request.device + "|" +
                            std::string(name(request.precision)) + "|" + request.copy;
    if (const auto found = m_variants.find(key); found != m_variants.end()) {
        LoadedVariant &variant = *found->second;
        variant.progress = request.progress;
        variant.residentText = request.residentText;
        if (hasLargeEncoder(variant) && !variant.residentText)
            releaseText(variant);
        if (variant.transformer && variant.placement == request.placement)
            return found->second;
        if (auto placed = placeBlocks(variant, request.placement, request.progress); !placed)
            return tl::unexpected(placed.error());
        return found->second;
    }
    auto loaded = load(request);
    if (loaded)
        m_variants[key] = *loaded;
    return loaded;
}

std::shared_ptr<LoadedVariant> ModelCache::find(const fs::path &folder) const
{
    for (const auto &[key, variant] : m_variants) {
        if (variant->folder == folder)
            return variant;
    }
    return nullptr;
}

void ModelCache::keepOnly(const std::vector<fs::path> &folders)
{
    std::erase_if(m_variants, [&](const auto &entry) {
        return std::find(folders.begin(), folders.end(), entry.second->folder) == folders.end();
    });
}

bool hasLargeEncoder(const LoadedVariant &variant)
{
    return isLargeTextEncoder(parametersOf(variant.config.text));
}

std::string describeTextEncoder(const LoadedVariant &variant)
{
    const std::string products = hasLargeEncoder(variant) ? "bf16" : "fp32";
    return products + " on " + (variant.textDevice.starts_with("cuda") ? "cuda" : "cpu");
}

void releaseText(LoadedVariant &variant)
{
    if (variant.text && variant.text->placement() == TextPlacement::Resident)
        variant.text.reset();
}

Result<std::shared_ptr<const UmT5Encoder>> textEncoder(LoadedVariant &variant)
{
    if (!variant.text) {
        TextEncoderOptions options;
        options.products = hasLargeEncoder(variant) ? at::kBFloat16 : at::kFloat;
        options.placement = textPlacement(variant);
        options.progress = variant.progress;
        auto loaded = UmT5Encoder::load(variant.folder / "text_encoder", variant.config.text,
                                        at::Device(variant.textDevice), options);
        if (!loaded)
            return tl::unexpected(loaded.error());
        variant.text = std::make_shared<UmT5Encoder>(std::move(*loaded));
    }
    return variant.text;
}

Result<std::shared_ptr<const WanVae>> decoderOf(LoadedVariant &variant)
{
    if (!variant.vae) {
        auto loaded = WanVae::load(variant.folder / "vae", *variant.config.vae,
                                   at::Device(variant.device), {variant.precision});
        if (!loaded)
            return tl::unexpected(loaded.error());
        variant.vae = std::make_shared<WanVae>(std::move(*loaded));
    }
    return variant.vae;
}

} // namespace dare
