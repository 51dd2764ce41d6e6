#include "core/runs/ModelCache.h"

#include "core/runs/ModelDigest.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

Result<std::shared_ptr<LoadedVariant>> load(const fs::path &folder, const std::string &device,
                                            Precision precision)
{
    const auto config = readModelConfig(folder);
    if (!config)
        return tl::unexpected(config.error());
    auto tokenizer = Tokenizer::load(folder / "tokenizer" / "spiece.model");
    if (!tokenizer)
        return tl::unexpected(tokenizer.error());
    auto density = SemanticDensity::load(folder, *tokenizer);
    if (!density)
        return tl::unexpected(density.error());
    const at::ScalarType dtype = precision == Precision::Bf16 ? at::kBFloat16 : at::kFloat;
    auto transformer = WanTransformer::load(folder / "transformer", config->transformer,
                                            at::Device(device), {dtype, LinearBackend::Fastest});
    if (!transformer)
        return tl::unexpected(transformer.error());
    auto hash = modelDigest(folder);
    if (!hash)
        return tl::unexpected(hash.error());
    return std::make_shared<LoadedVariant>(
        LoadedVariant{*config, std::move(*tokenizer), std::move(*density),
                      std::make_shared<WanTransformer>(std::move(*transformer)), nullptr, nullptr,
                      *hash, folder, device, precision});
}

} // namespace

Result<std::shared_ptr<LoadedVariant>>
ModelCache::get(const fs::path &folder, const std::string &device, Precision precision)
{
    const std::string key = folder.string() + "|" + device + "|" + std::string(name(precision));
    if (const auto found = m_variants.find(key); found != m_variants.end())
        return found->second;
    auto loaded = load(folder, device, precision);
    if (loaded)
        m_variants[key] = *loaded;
    return loaded;
}

void ModelCache::keepOnly(const std::vector<fs::path> &folders)
{
    std::erase_if(m_variants, [&](const auto &entry) {
        return std::find(folders.begin(), folders.end(), entry.second->folder) == folders.end();
    });
}

Result<std::shared_ptr<const UmT5Encoder>> textEncoder(LoadedVariant &variant)
{
    if (!variant.text) {
        auto loaded = UmT5Encoder::load(variant.folder / "text_encoder", variant.config.text,
                                        at::Device(variant.device));
        if (!loaded)
            return tl::unexpected(loaded.error());
        variant.text = std::make_shared<UmT5Encoder>(std::move(*loaded));
    }
    return variant.text;
}

Result<std::shared_ptr<const WanVae>> decoderOf(LoadedVariant &variant)
{
    if (!variant.vae) {
        auto loaded =
            WanVae::load(variant.folder / "vae", *variant.config.vae, at::Device(variant.device));
        if (!loaded)
            return tl::unexpected(loaded.error());
        variant.vae = std::make_shared<WanVae>(std::move(*loaded));
    }
    return variant.vae;
}

} // namespace dare
