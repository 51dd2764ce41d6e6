#include "core/runs/ModelDigest.h"

#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

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

/// The digests of a part's weight files, one behind the other.
Result<std::string> weightsDigest(const fs::path &part, const std::string &stem)
{
    const auto files = SafeTensorsFolder::open(part, stem);
    if (!files)
        return tl::unexpected(files.error());
    std::string text;
    for (const SafeTensorsFile &file : files->files()) {
        const auto digest = fileDigest(file);
        if (!digest)
            return digest;
        text += *digest;
    }
    return text;
}

} // namespace

Result<std::string> partDigest(const fs::path &part, const std::string &stem)
{
    auto text = readTextFile(part / "config.json");
    if (!text)
        return text;
    const auto weights = weightsDigest(part, stem);
    if (!weights)
        return weights;
    *text += *weights;
    return sha256(std::as_bytes(std::span(*text)));
}

Result<std::string> modelDigest(const fs::path &folder)
{
    std::string text;
    for (const char *file :
         {"model_index.json", "scheduler/scheduler_config.json", "text_encoder/config.json",
          "transformer/config.json", "tokenizer/spiece.model"}) {
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
        const auto weights = weightsDigest(folder / part, stem);
        if (!weights)
            return weights;
        text += *weights;
    }
    return sha256(std::as_bytes(std::span(text)));
}

} // namespace dare
