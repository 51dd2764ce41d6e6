#include "core/models/ModelConfig.h"
#include "tests/models/ModelCopy.h"

#include <QJsonArray>
#include <QTest>

using namespace dare;

namespace
{

constexpr const char *kTiny = DARE_TEST_DATA "/oracle/tiny/model";
constexpr const char *kTransformer = "transformer/config.json";
constexpr const char *kText = "text_encoder/config.json";
constexpr const char *kScheduler = "scheduler/scheduler_config.json";
constexpr const char *kIndex = "model_index.json";

/// Whether the error names everything that a person needs to find the place.
bool mentions(const Error &error, const QStringList &parts)
{
    const QString text = QString::fromStdString(error.text());
    return std::all_of(parts.begin(), parts.end(),
                       [&](const QString &part) { return text.contains(part); });
}

} // namespace

/// Reading and refusing the configs of a model folder.
class ModelConfigTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySizeComesFromTheFiles();
    void theEmbeddedModel();
    void fallbacks();
    void missingField_data();
    void missingField();
    void wrongValue_data();
    void wrongValue();
    void anotherKindOfModel_data();
    void anotherKindOfModel();
    void missingAndBrokenFiles();
    void tokenLimit();
};

void ModelConfigTest::everySizeComesFromTheFiles()
{
    const auto config = readModelConfig(DARE_TEST_DATA "/oracle/other/model");
    QVERIFY2(config, config ? "" : config.error().text().c_str());
    const TransformerConfig &t = config->transformer;
    QCOMPARE(t.patch, (std::vector<int>{1, 2, 2}));
    QCOMPARE(t.heads, 3);
    QCOMPARE(t.headDim, 10);
    QCOMPARE(t.width(), 30);
    QCOMPARE(t.inChannels, 4);
    QCOMPARE(t.outChannels, 4);
    QCOMPARE(t.textDim, 24);
    QCOMPARE(t.freqDim, 38);
    QCOMPARE(t.ffnDim, 45);
    QCOMPARE(t.layers, 2);
    QCOMPARE(t.crossAttentionNorm, false);
    QCOMPARE(t.eps, 1e-3);
    QCOMPARE(t.ropeMaxLength, 32);
    const TextEncoderConfig &text = config->text;
    QCOMPARE(text.width, 24);
    QCOMPARE(text.headDim, 6);
    QCOMPARE(text.heads, 3);
    QCOMPARE(text.ffnDim, 41);
    QCOMPARE(text.layers, 3);
    QCOMPARE(text.buckets, 16);
    QCOMPARE(text.maxDistance, 20);
    QCOMPARE(text.eps, 1e-4);
    QCOMPARE(text.padId, 0);
    QCOMPARE(text.endId, 1);
    QCOMPARE(config->scheduler.flowShift, 2.0);
    QVERIFY(config->scheduler.prediction == Prediction::Flow);
    QCOMPARE(config->scheduler.trainSteps, 1000);
    QVERIFY(config->vae);
    QCOMPARE(config->vae->latentChannels, 4);
    QCOMPARE(config->vae->spatialScale, 8);
    QCOMPARE(config->vae->temporalScale, 4);
    QCOMPARE(config->tokenizerLimit, 512);
}

void ModelConfigTest::theEmbeddedModel()
{
    const auto config = readModelConfig(DARE_MODELS "/emoji-world/dare");
    QVERIFY2(config, config ? "" : config.error().text().c_str());
    QVERIFY(!config->vae);
    QVERIFY(config->scheduler.prediction == Prediction::Sample);
    QCOMPARE(config->transformer.patch, (std::vector<int>{4, 6, 6}));
    QCOMPARE(config->transformer.width(), 384);
}

void ModelConfigTest::fallbacks()
{
    const ModelCopy copy(kTiny);
    QVERIFY(copy.edit(kTransformer, [](QJsonObject &o) {
        for (const char *key : {"eps", "cross_attn_norm", "rope_max_seq_len", "_class_name"})
            o.remove(key);
        o["image_dim"] = QJsonValue::Null;
    }));
    QVERIFY(copy.edit(kText, [](QJsonObject &o) {
        for (const char *key : {"relative_attention_num_buckets", "relative_attention_max_distance",
                                "layer_norm_epsilon", "model_type"})
            o.remove(key);
    }));
    QVERIFY(copy.edit(kScheduler, [](QJsonObject &o) {
        o.remove("flow_shift");
        o["shift"] = 7.5; // FlowMatchEuler's name for it
    }));
    const auto config = readModelConfig(copy.root());
    QVERIFY2(config, config ? "" : config.error().text().c_str());
    QCOMPARE(config->transformer.eps, 1e-6);
    QCOMPARE(config->transformer.crossAttentionNorm, true);
    QCOMPARE(config->transformer.ropeMaxLength, 1024);
    QCOMPARE(config->text.buckets, 32);
    QCOMPARE(config->text.maxDistance, 128);
    QCOMPARE(config->scheduler.flowShift, 7.5);
}

void ModelConfigTest::missingField_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key");
    for (const char *key :
         {"patch_size", "num_attention_heads", "attention_head_dim", "in_channels", "out_channels",
          "text_dim", "freq_dim", "ffn_dim", "num_layers"})
        QTest::newRow(key) << kTransformer << key;
    for (const char *key : {"d_model", "d_kv", "num_heads", "d_ff", "num_layers", "vocab_size"})
        QTest::addRow("text %s", key) << kText << key;
}

void ModelConfigTest::missingField()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    for (const bool null : {false, true}) {
        const ModelCopy copy(kTiny);
        QVERIFY(copy.edit(file.toUtf8(), [&](QJsonObject &o) {
            o.remove(key);
            if (null)
                o[key] = QJsonValue::Null;
        }));
        const auto config = readModelConfig(copy.root());
        QVERIFY(!config);
        QCOMPARE(config.error().code, ErrorCode::InvalidInput);
        QVERIFY2(mentions(config.error(), {file, "\"" + key + "\""}),
                 config.error().text().c_str());
    }
}

void ModelConfigTest::wrongValue_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const char *name, const char *file, const char *key,
                        const QJsonValue &value) { QTest::newRow(name) << file << key << value; };
    row("text for a number", kTransformer, "num_layers", "two");
    row("fraction", kTransformer, "num_layers", 2.5);
    row("zero", kTransformer, "num_attention_heads", 0);
    row("negative", kTransformer, "ffn_dim", -32);
    row("enormous", kTransformer, "freq_dim", 1e12);
    row("number for a triple", kTransformer, "patch_size", 2);
    row("pair for a triple", kTransformer, "patch_size", QJsonArray{1, 2});
    row("zero in a triple", kTransformer, "patch_size", QJsonArray{1, 0, 2});
    row("text in a triple", kTransformer, "patch_size", QJsonArray{1, "2", 2});
    row("text for a flag", kTransformer, "cross_attn_norm", "yes");
    row("text for eps", kTransformer, "eps", "small");
    row("odd head", kTransformer, "attention_head_dim", 13);
    row("narrow head", kTransformer, "attention_head_dim", 4);
    row("array for d_model", kText, "d_model", QJsonArray{32});
    row("flag for d_kv", kText, "d_kv", true);
    row("text for the shift", kScheduler, "flow_shift", "3");
    row("text for train steps", kScheduler, "num_train_timesteps", "1000");
    row("number for prediction", kScheduler, "prediction_type", 3);
    row("text for the limit", "tokenizer/tokenizer_config.json", "model_max_length", "512");
    row("limit 0", "tokenizer/tokenizer_config.json", "model_max_length", 0);
    row("text for z_dim", "vae/config.json", "z_dim", "16");
}

void ModelConfigTest::wrongValue()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    const ModelCopy copy(kTiny);
    QVERIFY(copy.set(file.toUtf8(), key, value));
    const auto config = readModelConfig(copy.root());
    QVERIFY(!config);
    QCOMPARE(config.error().code, ErrorCode::InvalidInput);
    QVERIFY2(mentions(config.error(), {file, key}), config.error().text().c_str());
}

void ModelConfigTest::anotherKindOfModel_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QString>("mention");
    const auto row = [](const char *name, const char *file, const char *key,
                        const QJsonValue &value, const char *mention) {
        QTest::newRow(name) << file << key << value << mention;
    };
    row("another transformer", kTransformer, "_class_name", "FluxTransformer2DModel",
        "FluxTransformer2DModel");
    row("image to video", kTransformer, "image_dim", 1280, "image-to-video");
    row("added image keys", kTransformer, "added_kv_proj_dim", 5120, "image-to-video");
    row("image latents as input", kTransformer, "in_channels", 36, "in_channels");
    row("another norm", kTransformer, "qk_norm", "layer_norm", "layer_norm");
    row("another text encoder", kText, "model_type", "clip_text_model", "clip_text_model");
    row("two experts", kIndex, "transformer_2", QJsonArray{"diffusers", "WanTransformer3DModel"},
        "two-expert");
    row("Wan I2V", kIndex, "_class_name", "WanImageToVideoPipeline", "image-to-video (I2V)");
    row("Wan VACE", kIndex, "_class_name", "WanVACEPipeline", "Wan VACE");
    row("VACE transformer", kTransformer, "_class_name", "WanVACETransformer3DModel", "Wan VACE");
    row("Wan 2.2 5B", kIndex, "expand_timesteps", true, "TI2V-5B");
    row("Wan 2.2 5B's VAE", "vae/config.json", "is_residual", true, "TI2V-5B");
    row("LTX", kIndex, "_class_name", "LTXPipeline", "LTX-Video");
    row("LTX transformer", kTransformer, "_class_name", "LTXVideoTransformer3DModel", "LTX-Video");
    row("CogVideoX", kIndex, "_class_name", "CogVideoXPipeline", "no text cross-attention");
    row("CogVideoX transformer", kTransformer, "_class_name", "CogVideoXTransformer3DModel",
        "CogVideoX");
    row("another VAE", "vae/config.json", "_class_name", "AutoencoderKL", "AutoencoderKL");
    row("latents of another VAE", "vae/config.json", "z_dim", 8, "z_dim");
    row("levels of a VAE", "vae/config.json", "temperal_downsample", QJsonArray{true, true},
        "temperal_downsample");
    row("a spread of 0", "vae/config.json", "latents_std", QJsonArray{0}, "latents_std");
    row("another prediction", kScheduler, "prediction_type", "epsilon", "epsilon");
    row("another width of text", kTransformer, "text_dim", 48, "text_dim");
}

void ModelConfigTest::anotherKindOfModel()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QFETCH(QString, mention);
    const ModelCopy copy(kTiny);
    QVERIFY(copy.set(file.toUtf8(), key, value));
    const auto config = readModelConfig(copy.root());
    QVERIFY(!config);
    QCOMPARE(config.error().code, ErrorCode::InvalidInput);
    QVERIFY2(mentions(config.error(), {mention}), config.error().text().c_str());
}

void ModelConfigTest::missingAndBrokenFiles()
{
    for (const char *file : {kTransformer, kText, kScheduler, kIndex, "vae/config.json",
                             "tokenizer/tokenizer_config.json"}) {
        const ModelCopy copy(kTiny);
        QVERIFY(std::filesystem::remove(copy / file));
        const auto missing = readModelConfig(copy.root());
        QVERIFY(!missing);
        QCOMPARE(missing.error().code, ErrorCode::NotFound);
        QVERIFY2(mentions(missing.error(), {file}), missing.error().text().c_str());
        for (const char *content : {"", "{\"a\": ", "[1, 2]", "\xff\xfe"}) {
            QFile broken(QString::fromStdString((copy / file).string()));
            QVERIFY(broken.open(QIODevice::WriteOnly) && broken.write(content) >= 0);
            broken.close();
            const auto config = readModelConfig(copy.root());
            QVERIFY(!config);
            QCOMPARE(config.error().code, ErrorCode::InvalidInput);
            QVERIFY2(mentions(config.error(), {file}), config.error().text().c_str());
        }
    }
}

void ModelConfigTest::tokenLimit()
{
    const ModelCopy copy(kTiny);
    constexpr const char *kFile = "tokenizer/tokenizer_config.json";
    for (const auto &[stored, limit] : {std::pair{48.0, 48}, {512.0, 512}, {1e30, 512}}) {
        QVERIFY(copy.set(kFile, "model_max_length", stored));
        const auto config = readModelConfig(copy.root());
        QVERIFY(config);
        QCOMPARE(config->tokenizerLimit, limit);
    }
}

QTEST_APPLESS_MAIN(ModelConfigTest)
#include "ModelConfigTest.moc"
