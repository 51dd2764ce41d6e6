#include "tests/models/ModelCases.h"
#include "tests/models/ModelCopy.h"

#include <QTest>

#include <limits>

using namespace dare;

namespace
{

constexpr const char *kTiny = DARE_TEST_DATA "/oracle/tiny/model";
constexpr const char *kTransformer = "transformer/diffusion_pytorch_model.safetensors";
constexpr const char *kText = "text_encoder/model.safetensors";

bool mentions(const Error &error, const QStringList &parts)
{
    const QString text = QString::fromStdString(error.text());
    return std::all_of(parts.begin(), parts.end(),
                       [&](const QString &part) { return text.contains(part); });
}

} // namespace

/// Weights that do not fit their config, or are no numbers.
class ModelWeightsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wholeFoldersLoad();
    void shapesMustFitTheConfig_data();
    void shapesMustFitTheConfig();
    void nanWeightIsNamed_data();
    void nanWeightIsNamed();
    void missingTensorIsNamed();
    void missingShardIsNamed();
    void idsBeyondTheVocabulary();
    void backendsAgreeOnAForward();
    void sizesThatAreNoMultipleOfThePatch();
};

void ModelWeightsTest::wholeFoldersLoad()
{
    for (const char *model : {"tiny", "sharded", "other"}) {
        const std::filesystem::path folder =
            std::filesystem::path(DARE_TEST_DATA) / "oracle" / model / "model";
        QVERIFY(model_cases::loadTransformer(folder));
        QVERIFY(model_cases::loadTextEncoder(folder));
    }
}

void ModelWeightsTest::shapesMustFitTheConfig_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("value");
    QTest::addColumn<QStringList>("expected");
    const char *const transformer = "transformer/config.json";
    const char *const text = "text_encoder/config.json";
    QTest::newRow("ffn_dim") << transformer << "ffn_dim" << 33
                             << QStringList{"blocks.0.ffn.net.0.proj.weight", "[32,24]", "[33,24]"};
    QTest::newRow("heads") << transformer << "num_attention_heads" << 3
                           << QStringList{"patch_embedding.weight", "[24,16,1,2,2]",
                                          "[36,16,1,2,2]"};
    QTest::newRow("freq_dim") << transformer << "freq_dim" << 128
                              << QStringList{"time_embedder.linear_1.weight", "[24,256]",
                                             "[24,128]"};
    QTest::newRow("vocabulary") << text << "vocab_size" << 299
                                << QStringList{"shared.weight", "[299,32]"};
    QTest::newRow("buckets") << text << "relative_attention_num_buckets" << 16
                             << QStringList{"relative_attention_bias.weight", "[32,4]", "[16,4]"};
}

void ModelWeightsTest::shapesMustFitTheConfig()
{
    QFETCH(QString, file);
    QFETCH(QString, key);
    QFETCH(int, value);
    QFETCH(QStringList, expected);
    const ModelCopy copy(kTiny);
    QVERIFY(copy.set(file.toUtf8(), key, value));
    const auto loaded = file.startsWith("text") ? model_cases::loadTextEncoder(copy.root())
                                                : model_cases::loadTransformer(copy.root());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::InvalidInput);
    QVERIFY2(mentions(loaded.error(), expected), loaded.error().text().c_str());
}

void ModelWeightsTest::nanWeightIsNamed_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<float>("value");
    const float nan = std::numeric_limits<float>::quiet_NaN();
    QTest::newRow("weight") << kTransformer << "blocks.1.attn2.to_k.weight" << nan;
    QTest::newRow("bias") << kTransformer << "proj_out.bias" << nan;
    QTest::newRow("table") << kTransformer << "blocks.0.scale_shift_table"
                           << -std::numeric_limits<float>::infinity();
    QTest::newRow("embedding") << kText << "shared.weight" << nan;
}

void ModelWeightsTest::nanWeightIsNamed()
{
    QFETCH(QString, file);
    QFETCH(QString, tensor);
    QFETCH(float, value);
    const ModelCopy copy(kTiny);
    QVERIFY(copy.change(file.toUtf8(), tensor.toStdString(),
                        [&](float *values, std::size_t count) { values[count - 1] = value; }));
    const auto loaded = file.startsWith("text") ? model_cases::loadTextEncoder(copy.root())
                                                : model_cases::loadTransformer(copy.root());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::InvalidInput);
    QVERIFY2(mentions(loaded.error(), {tensor, "NaN"}), loaded.error().text().c_str());
}

void ModelWeightsTest::missingTensorIsNamed()
{
    const ModelCopy copy(kTiny);
    QVERIFY(copy.remove(kTransformer, "blocks.1.norm2.bias"));
    const auto loaded = model_cases::loadTransformer(copy.root());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::NotFound);
    QVERIFY2(mentions(loaded.error(), {"blocks.1.norm2.bias"}), loaded.error().text().c_str());
    // Without the optional norm nobody asks for it.
    QVERIFY(copy.set("transformer/config.json", "cross_attn_norm", false));
    QVERIFY(model_cases::loadTransformer(copy.root()));
}

void ModelWeightsTest::missingShardIsNamed()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/sharded/model");
    for (const char *shard : {"00002", "00006"})
        QVERIFY(std::filesystem::remove(
            copy.root() / "transformer" /
            ("diffusion_pytorch_model-" + std::string(shard) + "-of-00007.safetensors")));
    const auto loaded = model_cases::loadTransformer(copy.root());
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().code, ErrorCode::NotFound);
    QVERIFY2(mentions(loaded.error(), {"00002-of-00007", "00006-of-00007"}),
             loaded.error().text().c_str());
}

void ModelWeightsTest::idsBeyondTheVocabulary()
{
    QVERIFY(model_cases::encode(kTiny, {5, 1}));
    for (const std::int64_t id : {std::int64_t{100000}, std::int64_t{-1}}) {
        const auto rows = model_cases::encode(kTiny, {5, id, 1});
        QVERIFY(!rows);
        QCOMPARE(rows.error().code, ErrorCode::InvalidInput);
        QVERIFY2(mentions(rows.error(), {QString::number(id)}), rows.error().text().c_str());
    }
}

void ModelWeightsTest::backendsAgreeOnAForward()
{
    for (const char *model : {kTiny, DARE_TEST_DATA "/oracle/other/model"}) {
        const std::int64_t channels = model == kTiny ? 16 : 4;
        const std::array<std::int64_t, 4> shape{channels, 2, 4, 6};
        const auto fast = model_cases::forward(model, shape, model_cases::Products::Fastest);
        const auto plain = model_cases::forward(model, shape, model_cases::Products::Aten);
        QVERIFY(fast && plain);
        QCOMPARE(fast->size(), static_cast<std::size_t>(channels * 2 * 4 * 6));
        float worst = 0.0F;
        float largest = 0.0F;
        for (std::size_t i = 0; i < fast->size(); ++i) {
            worst = std::max(worst, std::abs((*fast)[i] - (*plain)[i]));
            largest = std::max(largest, std::abs((*plain)[i]));
        }
        QVERIFY2(worst < 2e-5F, qPrintable(QString::number(worst)));
        QVERIFY(largest > 0.5F);
    }
}

void ModelWeightsTest::sizesThatAreNoMultipleOfThePatch()
{
    const auto odd = model_cases::forward(kTiny, {16, 1, 3, 4}, model_cases::Products::Fastest);
    QVERIFY(!odd);
    QCOMPARE(odd.error().code, ErrorCode::InvalidArgument);
    // The rotary table ends at 32 patches.
    QVERIFY(model_cases::forward(kTiny, {16, 1, 2, 64}, model_cases::Products::Fastest));
    const auto large = model_cases::forward(kTiny, {16, 1, 2, 66}, model_cases::Products::Fastest);
    QVERIFY(!large);
    QCOMPARE(large.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(mentions(large.error(), {"32"}), large.error().text().c_str());
}

QTEST_APPLESS_MAIN(ModelWeightsTest)
#include "ModelWeightsTest.moc"
