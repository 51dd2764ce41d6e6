#include "core/models/ModelFolder.h"

#include "core/models/ModelConfig.h"
#include "core/models/ModelFiles.h"
#include "core/tensors/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace dare
{
namespace
{

namespace fs = std::filesystem;
using nlohmann::json;

std::vector<std::string> variantsOf(const fs::path &root)
{
    std::vector<std::string> out;
    if (fs::exists(root / "model_index.json"))
        return out;
    std::error_code ignored;
    for (const auto &entry : fs::directory_iterator(root, ignored)) {
        if (fs::exists(entry.path() / "model_index.json"))
            out.push_back(entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    // The plain variant is what a side means unless it says otherwise.
    std::stable_partition(out.begin(), out.end(), [](const auto &name) { return name == "plain"; });
    return out;
}

void collectWords(const json &node, std::vector<std::string> &out)
{
    if (node.is_string()) {
        std::string word;
        for (const char c : node.get<std::string>() + " ") {
            if (c != ' ')
                word.push_back(c);
            else if (!word.empty())
                out.push_back(std::exchange(word, {}));
        }
    } else if (node.is_array() || node.is_object()) {
        for (const auto &item : node)
            collectWords(item, out);
    }
}

/// The card of the embedded model's kind; published folders have none. A damaged card is ignored:
/// it recommends, it does not define.
void applyCard(const fs::path &folder, ModelInfo &info)
{
    const auto text = readTextFile(folder / "model_card.json");
    if (!text)
        return;
    const json card = json::parse(*text, nullptr, false);
    if (!card.is_object())
        return;
    const auto number = [&card](const json &node, const char *key, auto fallback) {
        return node.contains(key) && node[key].is_number() ? node[key].get<decltype(fallback)>()
                                                           : fallback;
    };
    info.size = {number(card, "width", info.size.width), number(card, "height", info.size.height),
                 number(card, "frames", info.size.frames)};
    info.fps = number(card, "fps", info.fps);
    info.steps = number(card, "steps", info.steps);
    info.shift = number(card, "shift", info.shift);
    info.guidanceScale = number(card, "guidance_scale", info.guidanceScale);
    info.maxTokens = number(card, "max_tokens", info.maxTokens);
    if (card.contains("dare") && card["dare"].is_object()) {
        info.sraStrength = number(card["dare"], "sra", info.sraStrength);
        info.drCfgStrength = number(card["dare"], "lam", info.drCfgStrength);
        info.tau = number(card["dare"], "tau", info.tau);
    }
    for (const char *key : {"nouns", "words"}) {
        if (card.contains(key))
            collectWords(card[key], info.knownWords);
    }
    std::sort(info.knownWords.begin(), info.knownWords.end());
    info.knownWords.erase(std::unique(info.knownWords.begin(), info.knownWords.end()),
                          info.knownWords.end());
}

void applyConfig(const ModelConfig &config, ModelInfo &info)
{
    const TransformerConfig &t = config.transformer;
    info.pixelCodec = !config.vae.has_value();
    info.blocks = t.layers;
    info.heads = t.heads;
    info.headDim = t.headDim;
    info.patch = t.patch;
    info.latentChannels = t.inChannels;
    info.maxTokens = config.tokenizerLimit;
    info.shift = config.scheduler.flowShift;
    if (info.pixelCodec) {
        info.size = {t.patch[2] * 16, t.patch[1] * 16, t.patch[0] * 4};
        info.fps = 8.0;
    } else {
        info.size = {832, 480, 81};
        info.fps = 16.0;
        info.spatialScale = config.vae->spatialScale;
        info.temporalScale = config.vae->temporalScale;
    }
}

} // namespace

bool ModelInfo::complete() const
{
    return std::all_of(files.begin(), files.end(),
                       [](const FileCheck &file) { return file.problem.empty(); });
}

fs::path ModelInfo::folder(const std::string &variant) const
{
    return variant.empty() ? root : root / variant;
}

fs::path embeddedModelFolder()
{
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const fs::path &candidate : {program / "../share/dare-workbench/models/emoji-world",
                                      program / "../resources/models/emoji-world",
                                      fs::path(DARE_SOURCE_MODELS) / "emoji-world"}) {
        if (fs::is_directory(candidate, ignored))
            return fs::weakly_canonical(candidate, ignored);
    }
    return fs::path(DARE_SOURCE_MODELS) / "emoji-world";
}

Result<ModelInfo> inspectModel(const fs::path &folder)
{
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
        return failure(ErrorCode::NotFound, "there is no such model folder", folder.string());
    ModelInfo info;
    info.root = fs::weakly_canonical(folder, ignored);
    info.name = info.root.filename().string();
    info.variants = variantsOf(info.root);
    if (info.variants.empty() && !fs::exists(info.root / "model_index.json"))
        return failure(
            ErrorCode::InvalidInput,
            "is no model folder: it holds neither model_index.json nor variants that do. "
            "Choose the folder that diffusers wrote",
            folder.string());
    const std::string first = info.variants.empty() ? "" : info.variants.front();
    if (const auto config = readModelConfig(info.folder(first)))
        applyConfig(*config, info);
    applyCard(info.folder(std::find(info.variants.begin(), info.variants.end(), "dare") !=
                                  info.variants.end()
                              ? "dare"
                              : first),
              info);
    std::vector<std::string> folders = info.variants;
    if (folders.empty())
        folders.emplace_back();
    for (const std::string &variant : folders)
        checkModelFiles(info.folder(variant), variant, info);
    return info;
}

} // namespace dare
