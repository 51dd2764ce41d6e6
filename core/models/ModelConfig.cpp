#include "core/models/ModelConfig.h"

#include "core/models/ConfigFields.h"
#include "core/models/ModelFamily.h"
#include "core/models/VaeConfig.h"

#include <algorithm>

namespace dare
{
namespace
{

Result<TransformerConfig> readTransformer(const std::filesystem::path &file)
{
    auto fields = ConfigFields::read(file);
    if (!fields)
        return tl::unexpected(fields.error());
    const std::string family = fields->text("_class_name", "WanTransformer3DModel");
    if (family != "WanTransformer3DModel")
        fields->refuse("is a " + family +
                       "; this program runs Wan 2.1 text-to-video transformers "
                       "(WanTransformer3DModel)");
    if (fields->has("image_dim") || fields->has("added_kv_proj_dim"))
        fields->refuse("is an image-to-video model (image_dim is set); choose a text-to-video one");
    if (fields->text("qk_norm", "rms_norm_across_heads") != "rms_norm_across_heads")
        fields->refuse("qk_norm \"" + fields->text("qk_norm", "") +
                       "\" is not known; rms_norm_across_heads is");
    TransformerConfig out;
    out.patch = fields->triple("patch_size");
    out.heads = fields->positive("num_attention_heads");
    out.headDim = fields->positive("attention_head_dim");
    out.inChannels = fields->positive("in_channels");
    out.outChannels = fields->positive("out_channels");
    out.textDim = fields->positive("text_dim");
    out.freqDim = fields->positive("freq_dim");
    out.ffnDim = fields->positive("ffn_dim");
    out.layers = fields->positive("num_layers");
    out.crossAttentionNorm = fields->boolean("cross_attn_norm", true);
    out.eps = fields->number("eps", 1e-6);
    out.ropeMaxLength = fields->positiveOr("rope_max_seq_len", 1024);
    if (out.inChannels != out.outChannels)
        fields->refuse("has in_channels " + std::to_string(out.inChannels) + " but out_channels " +
                       std::to_string(out.outChannels) +
                       ", as image-to-video models have; choose a text-to-video one");
    if (out.headDim % 2 != 0 || out.headDim < 6)
        fields->refuse(
            "attention_head_dim must be even and at least 6 for the 3-D rotary embedding");
    if (fields->error())
        return tl::unexpected(*fields->error());
    return out;
}

Result<TextEncoderConfig> readText(const std::filesystem::path &file)
{
    auto fields = ConfigFields::read(file);
    if (!fields)
        return tl::unexpected(fields.error());
    if (fields->text("model_type", "umt5") != "umt5")
        fields->refuse("is a " + fields->text("model_type", "") +
                       " text encoder; this program runs umt5");
    TextEncoderConfig out;
    out.width = fields->positive("d_model");
    out.headDim = fields->positive("d_kv");
    out.heads = fields->positive("num_heads");
    out.ffnDim = fields->positive("d_ff");
    out.layers = fields->positive("num_layers");
    out.vocabulary = fields->positive("vocab_size");
    out.buckets = fields->positiveOr("relative_attention_num_buckets", 32);
    out.maxDistance = fields->positiveOr("relative_attention_max_distance", 128);
    out.eps = fields->number("layer_norm_epsilon", 1e-6);
    out.padId = fields->integer("pad_token_id", 0, 0);
    out.endId = fields->integer("eos_token_id", 0, 1);
    if (fields->error())
        return tl::unexpected(*fields->error());
    return out;
}

Result<SchedulerConfig> readScheduler(const std::filesystem::path &file)
{
    auto fields = ConfigFields::read(file);
    if (!fields)
        return tl::unexpected(fields.error());
    SchedulerConfig out;
    const std::string prediction = fields->text("prediction_type", "flow_prediction");
    if (prediction == "sample")
        out.prediction = Prediction::Sample;
    else if (prediction != "flow_prediction")
        fields->refuse("prediction_type \"" + prediction +
                       "\" is not known; flow_prediction and sample are");
    out.flowShift = fields->has("flow_shift") ? fields->number("flow_shift", 1.0)
                                              : fields->number("shift", 1.0);
    out.trainSteps = fields->positiveOr("num_train_timesteps", 1000);
    if (fields->error())
        return tl::unexpected(*fields->error());
    return out;
}

Result<int> readTokenizerLimit(const std::filesystem::path &file)
{
    auto fields = ConfigFields::read(file);
    if (!fields)
        return tl::unexpected(fields.error());
    // transformers writes 1e30 for "no limit".
    const double limit = fields->number("model_max_length", 512.0);
    if (fields->error())
        return tl::unexpected(*fields->error());
    if (limit < 1.0)
        return failure(ErrorCode::InvalidInput, "field \"model_max_length\" must be at least 1",
                       file.string());
    return static_cast<int>(std::min(512.0, limit));
}

template <typename T> bool take(Result<T> read, T &target, std::optional<Error> &error)
{
    if (!read) {
        if (!error)
            error = read.error();
        return false;
    }
    target = std::move(*read);
    return true;
}

} // namespace

Result<ModelConfig> readModelConfig(const std::filesystem::path &folder)
{
    ModelConfig out;
    std::optional<Error> error;
    if (auto known = checkModelFamily(folder); !known)
        return tl::unexpected(known.error());
    take(readVaeConfig(folder), out.vae, error);
    take(readTransformer(folder / "transformer" / "config.json"), out.transformer, error);
    take(readText(folder / "text_encoder" / "config.json"), out.text, error);
    take(readScheduler(folder / "scheduler" / "scheduler_config.json"), out.scheduler, error);
    take(readTokenizerLimit(folder / "tokenizer" / "tokenizer_config.json"), out.tokenizerLimit,
         error);
    if (error)
        return tl::unexpected(*error);
    if (out.text.width != out.transformer.textDim)
        return failure(ErrorCode::InvalidInput,
                       "text_dim " + std::to_string(out.transformer.textDim) +
                           " of the transformer does not fit d_model " +
                           std::to_string(out.text.width) + " of the text encoder",
                       folder.string());
    if (out.vae && out.vae->latentChannels != out.transformer.outChannels)
        return failure(ErrorCode::InvalidInput,
                       "z_dim " + std::to_string(out.vae->latentChannels) +
                           " of the VAE does not fit out_channels " +
                           std::to_string(out.transformer.outChannels) + " of the transformer",
                       (folder / "vae" / "config.json").string());
    return out;
}

} // namespace dare
