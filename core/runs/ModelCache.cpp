#include "core/runs/ModelCache.h"

#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace dare
{
namespace
{

namespace fs = std::filesystem;

/// Files up to this size are hashed whole; larger ones by size and both ends, so that a published
/// model of many gigabytes does not take minutes.
constexpr std::uint64_t kWholeFile = 256ULL << 20U;
constexpr std::size_t kEnd = std::size_t{1} << 20U;

Result<std::string> fileDigest(const SafeTensorsFile &file)
{
    // The tensors lie one behind the other, in a file that is mapped already.
    std::vector<std::span<const std::byte>> parts;
    for (const auto &[name, tensor] : file.tensors())
        parts.push_back(tensor.bytes);
    std::sort(parts.begin(), parts.end(), [](auto a, auto b) { return a.data() < b.data(); });
    std::string text;
    std::uint64_t total = 0;
    for (const auto part : parts)
        total += part.size();
    for (const auto part : parts) {
        const bool whole = total <= kWholeFile || part.size() <= 2 * kEnd;
        text += whole ? sha256(part) : sha256(part.first(kEnd)) + sha256(part.last(kEnd));
        text += std::to_string(part.size());
    }
    return sha256(std::as_bytes(std::span(text)));
}

Result<std::string> modelDigest(const fs::path &folder)
{
    std::string text;
    for (const char *file : {"model_index.json", "scheduler/scheduler_config.json",
                             "text_encoder/config.json", "transformer/config.json",
                             "tokenizer/spiece.model"}) {
        const auto content = readTextFile(folder / file);
        if (!content)
            return tl::unexpected(content.error());
        text += *content;
    }
    // Published folders have no densities of their own.
    if (const auto densities = readTextFile(folder / "semantic_density.json"))
        text += *densities;
    for (const auto &[part, stem] :
         {std::pair{"text_encoder", "model"}, {"transformer", "diffusion_pytorch_model"}}) {
        const auto files = SafeTensorsFolder::open(folder / part, stem);
        if (!files)
            return tl::unexpected(files.error());
        for (const SafeTensorsFile &file : files->files()) {
            const auto digest = fileDigest(file);
            if (!digest)
                return digest;
            text += *digest;
        }
    }
    return sha256(std::as_bytes(std::span(text)));
}

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
                      std::make_shared<WanTransformer>(std::move(*transformer)), nullptr, *hash,
                      folder, device, precision});
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

} // namespace dare
