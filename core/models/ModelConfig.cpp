#include "core/models/ModelConfig.h"

#include "core/tensors/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace dare
{
namespace
{

using nlohmann::json;

/// Reads fields of one JSON file; the first thing that is wrong stays.
class Fields
{
public:
    static Result<Fields> read(const std::filesystem::path &file)
    {
        auto text = readTextFile(file);
        if (!text)
            return tl::unexpected(text.error());
        json parsed = json::parse(*text, nullptr, false);
        if (!parsed.is_object())
            return failure(ErrorCode::InvalidInput,
                           "is not a JSON object; restore the file from the model's source",
                           file.string());
        return Fields(file, std::move(parsed));
    }

    int positive(const char *key) { return integer(key, 1, std::nullopt); }
    int positiveOr(const char *key, int fallback) { return integer(key, 1, fallback); }
    int integer(const char *key, int minimum, std::optional<int> fallback)
    {
        const json *value = field(key, fallback.has_value());
        if (value == nullptr)
            return fallback.value_or(minimum);
        if (!value->is_number_integer())
            return wrong(key, "an integer", *value), minimum;
        const auto number = value->get<std::int64_t>();
        if (number < minimum || number > 100'000'000)
            return wrong(key, "an integer of at least " + std::to_string(minimum), *value), minimum;
        return static_cast<int>(number);
    }
    double number(const char *key, double fallback)
    {
        const json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_number() || !std::isfinite(value->get<double>()))
            return wrong(key, "a number", *value), fallback;
        return value->get<double>();
    }
    bool boolean(const char *key, bool fallback)
    {
        const json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_boolean())
            return wrong(key, "true or false", *value), fallback;
        return value->get<bool>();
    }
    std::string text(const char *key, const std::string &fallback)
    {
        const json *value = field(key, true);
        if (value == nullptr)
            return fallback;
        if (!value->is_string())
            return wrong(key, "a text", *value), fallback;
        return value->get<std::string>();
    }
    std::vector<int> triple(const char *key)
    {
        const json *value = field(key, false);
        std::vector<int> out{1, 1, 1};
        if (value == nullptr)
            return out;
        const auto positiveInteger = [](const json &item) {
            return item.is_number_integer() && item.get<std::int64_t>() > 0 &&
                   item.get<std::int64_t>() < 4096;
        };
        if (!value->is_array() || value->size() != 3 ||
            !std::all_of(value->begin(), value->end(), positiveInteger))
            return wrong(key, "three positive integers", *value), out;
        return value->get<std::vector<int>>();
    }
    [[nodiscard]] bool has(const char *key) const
    {
        return m_json.contains(key) && !m_json.at(key).is_null();
    }
    void refuse(std::string message)
    {
        if (!m_error)
            m_error = Error{ErrorCode::InvalidInput, std::move(message), m_file.string()};
    }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const json &raw() const { return m_json; }

private:
    Fields(std::filesystem::path file, json parsed)
        : m_file(std::move(file)), m_json(std::move(parsed))
    {
    }
    const json *field(const char *key, bool optional)
    {
        if (has(key))
            return &m_json.at(key);
        if (!optional)
            refuse(std::string("has no field \"") + key +
                   "\"; restore the file from the model's source");
        return nullptr;
    }
    void wrong(const char *key, const std::string &expected, const json &value)
    {
        refuse(std::string("field \"") + key + "\" must be " + expected + ", not " +
               value.dump().substr(0, 80));
    }

    std::filesystem::path m_file;
    json m_json;
    std::optional<Error> m_error;
};

Result<TransformerConfig> readTransformer(const std::filesystem::path &file)
{
    auto fields = Fields::read(file);
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
    auto fields = Fields::read(file);
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
    auto fields = Fields::read(file);
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

/// The index says whether there is a VAE: `"vae": [null, null]` means the latent is the clip.
Result<std::optional<VaeConfig>> readVae(const std::filesystem::path &folder)
{
    auto index = Fields::read(folder / "model_index.json");
    if (!index)
        return tl::unexpected(index.error());
    const nlohmann::json &raw = index->raw();
    if (raw.contains("vae") &&
        (raw["vae"].is_null() ||
         (raw["vae"].is_array() && !raw["vae"].empty() && raw["vae"][0].is_null())))
        return std::optional<VaeConfig>{};
    if (raw.contains("transformer_2") && raw["transformer_2"].is_array() &&
        !raw["transformer_2"].empty() && !raw["transformer_2"][0].is_null())
        return failure(ErrorCode::InvalidInput,
                       "is a two-expert model (Wan 2.2); this program runs Wan 2.1",
                       (folder / "model_index.json").string());
    auto fields = Fields::read(folder / "vae" / "config.json");
    if (!fields)
        return tl::unexpected(fields.error());
    VaeConfig out;
    out.latentChannels = fields->positiveOr("z_dim", 16);
    out.spatialScale = fields->positiveOr("scale_factor_spatial", 8);
    out.temporalScale = fields->positiveOr("scale_factor_temporal", 4);
    if (fields->error())
        return tl::unexpected(*fields->error());
    return std::optional<VaeConfig>(out);
}

Result<int> readTokenizerLimit(const std::filesystem::path &file)
{
    auto fields = Fields::read(file);
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
    take(readVae(folder), out.vae, error);
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
    return out;
}

} // namespace dare
