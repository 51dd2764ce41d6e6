#include "core/models/ModelFamily.h"

#include "core/tensors/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace dare
{
namespace
{

using nlohmann::json;

struct Family {
    std::string_view mark; ///< what the class name of the pipeline or the transformer begins with
    std::string_view name;
    std::string_view reason;
};

constexpr std::string_view kJoint =
    "it mixes text and video in one attention and has no text cross-attention that DARE could "
    "reweight";
constexpr std::string_view kOtherBlocks = "its blocks and its text encoder are not Wan 2.1's";

/// The first match counts: longer marks come before their beginnings.
constexpr std::array kFamilies{
    Family{"WanImageToVideo", "Wan image-to-video (I2V)",
           "it needs a picture to start from, which this program has no input for"},
    Family{"WanVideoToVideo", "Wan video-to-video",
           "it needs a clip to start from, which this program has no input for"},
    Family{"WanVACE", "Wan VACE", "its control blocks need a clip and a mask as input"},
    Family{"WanAnimate", "Wan Animate", "it needs a character and a clip of poses as input"},
    Family{"SkyReelsV2", "SkyReels-V2", "its noise levels differ from frame to frame"},
    Family{"LTX", "LTX-Video", "its text cross-attention is masked and its blocks are not Wan's"},
    Family{"CogVideoX", "CogVideoX", kJoint},
    Family{"HunyuanVideo", "HunyuanVideo", kJoint},
    Family{"Mochi", "Mochi", kJoint},
    Family{"Allegro", "Allegro", kOtherBlocks},
    Family{"Latte", "Latte", kOtherBlocks},
    Family{"SanaVideo", "SANA-Video", kOtherBlocks},
    Family{"Kandinsky5", "Kandinsky 5", kOtherBlocks},
    Family{"AnimateDiff", "AnimateDiff", "it is a U-Net, not a transformer"},
    Family{"TextToVideoSD", "ModelScope text-to-video", "it is a U-Net, not a transformer"},
};

json readJson(const std::filesystem::path &file)
{
    const auto text = readTextFile(file);
    return text ? json::parse(*text, nullptr, false) : json();
}

std::string className(const json &config)
{
    const auto found = config.is_object() ? config.find("_class_name") : config.end();
    return config.is_object() && found != config.end() && found->is_string()
               ? found->get<std::string>()
               : std::string();
}

tl::unexpected<Error> refuse(const std::filesystem::path &file, std::string_view name,
                             std::string_view reason)
{
    return failure(ErrorCode::InvalidInput,
                   "is " + std::string(name) + ": " + std::string(reason) +
                       ". Choose a Wan 2.1 text-to-video folder (WanPipeline)",
                   file.string());
}

Result<void> checkClass(const std::filesystem::path &file, const std::string &name)
{
    for (const Family &family : kFamilies) {
        if (name.starts_with(family.mark))
            return refuse(file, family.name, family.reason);
    }
    return {};
}

/// Both Wan 2.2 models call themselves WanPipeline.
Result<void> checkWan22(const std::filesystem::path &file, const json &index)
{
    if (!index.is_object())
        return {};
    const auto second = index.find("transformer_2");
    if (second != index.end() && second->is_array() && !second->empty() && !second->at(0).is_null())
        return refuse(file, "a two-expert model (Wan 2.2 A14B)",
                      "it changes its transformer in the middle of a run");
    const auto expand = index.find("expand_timesteps");
    if (expand != index.end() && expand->is_boolean() && expand->get<bool>())
        return refuse(file, "Wan 2.2 TI2V-5B",
                      "its VAE and its noise levels per frame are not Wan 2.1's");
    return {};
}

} // namespace

Result<void> checkModelFamily(const std::filesystem::path &folder)
{
    const auto indexFile = folder / "model_index.json";
    const json index = readJson(indexFile);
    if (auto known = checkWan22(indexFile, index); !known)
        return known;
    if (auto known = checkClass(indexFile, className(index)); !known)
        return known;
    const auto transformer = folder / "transformer" / "config.json";
    return checkClass(transformer, className(readJson(transformer)));
}

} // namespace dare
