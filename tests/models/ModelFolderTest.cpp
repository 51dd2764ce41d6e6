#include "core/models/ModelFolder.h"
#include "tests/models/ModelCopy.h"

#include <QTest>

using namespace dare;

namespace
{

const FileCheck *find(const ModelInfo &info, const std::string &path)
{
    const auto found = std::find_if(info.files.begin(), info.files.end(),
                                    [&](const FileCheck &file) { return file.path == path; });
    return found == info.files.end() ? nullptr : &*found;
}

int problems(const ModelInfo &info)
{
    return static_cast<int>(std::count_if(info.files.begin(), info.files.end(),
                                          [](const auto &file) { return !file.problem.empty(); }));
}

} // namespace

/// What inspectModel says about whole and incomplete folders.
class ModelFolderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theEmbeddedModel();
    void aPublishedFolder();
    void shardsAreListed();
    void aMissingShardIsNamed();
    void missingAndCutFilesAreNamed();
    void aBadFieldIsTheFilesProblem();
    void notAModelFolder();
    void variantsNeedTheirIndex();
    void theCardRecommends();
    void presetsOfTheCard();
};

void ModelFolderTest::theEmbeddedModel()
{
    const auto info = inspectModel(DARE_MODELS "/emoji-world");
    QVERIFY(info);
    QVERIFY(info->complete());
    QCOMPARE(info->name, std::string("emoji-world"));
    QCOMPARE(info->variants, (std::vector<std::string>{"plain", "dare"})); // plain first
    QVERIFY(info->pixelCodec);
    QVERIFY((info->size == ClipSize{96, 96, 16}));
    QCOMPARE(info->fps, 8.0);
    QCOMPARE(info->maxTokens, 48);
    QCOMPARE(info->steps, 16);
    QCOMPARE(info->shift, 5.0);
    QCOMPARE(info->guidanceScale, 3.0);
    QCOMPARE(info->blocks, 6);
    QCOMPARE(info->heads, 6);
    QCOMPARE(info->headDim, 64);
    QCOMPARE(info->patch, (std::vector<int>{4, 6, 6}));
    QCOMPARE(info->latentChannels, 3);
    QVERIFY(std::binary_search(info->knownWords.begin(), info->knownWords.end(), "turtle"));
    QVERIFY(info->folder("dare") == info->root / "dare");
    const FileCheck *weights = find(*info, "dare/transformer/diffusion_pytorch_model.safetensors");
    QVERIFY(weights && weights->found && weights->parameters > 1'000'000);
    QCOMPARE(weights->dtype, std::string("F16"));
    QVERIFY(info->weightBytes > weights->bytes);
    QVERIFY(std::filesystem::equivalent(embeddedModelFolder(), info->root));
}

void ModelFolderTest::aPublishedFolder()
{
    const auto info = inspectModel(DARE_TEST_DATA "/oracle/other/model");
    QVERIFY(info && info->complete());
    QVERIFY(info->variants.empty());
    QVERIFY(info->folder("") == info->root);
    QVERIFY(!info->pixelCodec);
    QVERIFY((info->size == ClipSize{832, 480, 81}));
    QCOMPARE(info->fps, 16.0);
    QCOMPARE(info->shift, 2.0);
    QCOMPARE(info->heads, 3);
    QVERIFY(find(*info, "vae/diffusion_pytorch_model.safetensors"));
    std::uint64_t parameters = 0;
    for (const FileCheck &file : info->files)
        parameters += file.parameters;
    QCOMPARE(info->parameters, parameters);
    QVERIFY(parameters > 0);
}

void ModelFolderTest::shardsAreListed()
{
    const auto info = inspectModel(DARE_TEST_DATA "/oracle/sharded/model");
    QVERIFY(info && info->complete());
    for (int shard = 1; shard <= 7; ++shard) {
        const FileCheck *file =
            find(*info, QString("transformer/diffusion_pytorch_model-%1-of-00007.safetensors")
                            .arg(shard, 5, 10, QChar('0'))
                            .toStdString());
        QVERIFY(file && file->found && file->parameters > 0);
    }
    QVERIFY(find(*info, "text_encoder/model.safetensors.index.json"));
}

void ModelFolderTest::aMissingShardIsNamed()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/sharded/model");
    const std::string gone = "transformer/diffusion_pytorch_model-00003-of-00007.safetensors";
    const std::string text = "text_encoder/model-00001-of-00006.safetensors";
    QVERIFY(std::filesystem::remove(copy / gone.c_str()));
    QVERIFY(std::filesystem::remove(copy / text.c_str()));
    const auto info = inspectModel(copy.root());
    QVERIFY(info);
    QVERIFY(!info->complete());
    QCOMPARE(problems(*info), 2);
    for (const std::string &path : {gone, text}) {
        const FileCheck *file = find(*info, path);
        QVERIFY(file && !file->found);
        QVERIFY2(file->problem.find("missing") != std::string::npos, file->problem.c_str());
    }
}

void ModelFolderTest::missingAndCutFilesAreNamed()
{
    for (const char *path :
         {"tokenizer/spiece.model", "text_encoder/config.json", "text_encoder/model.safetensors",
          "scheduler/scheduler_config.json", "transformer/diffusion_pytorch_model.safetensors",
          "vae/diffusion_pytorch_model.safetensors"}) {
        const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny/model");
        QVERIFY(std::filesystem::remove(copy / path));
        const auto info = inspectModel(copy.root());
        QVERIFY(info && !info->complete());
        const FileCheck *file = find(*info, path);
        QVERIFY2(file && !file->found && !file->problem.empty(), path);
    }
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny/model");
    constexpr const char *kWeights = "transformer/diffusion_pytorch_model.safetensors";
    std::filesystem::resize_file(copy / kWeights, std::filesystem::file_size(copy / kWeights) - 4);
    const auto info = inspectModel(copy.root());
    QVERIFY(info && !info->complete());
    QCOMPARE(problems(*info), 1);
    QVERIFY(find(*info, kWeights)->found && !find(*info, kWeights)->problem.empty());
}

void ModelFolderTest::aBadFieldIsTheFilesProblem()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny/model");
    QVERIFY(copy.set("transformer/config.json", "num_layers", "two"));
    const auto info = inspectModel(copy.root());
    QVERIFY(info && !info->complete());
    const FileCheck *file = find(*info, "transformer/config.json");
    QVERIFY2(file->problem.find("num_layers") != std::string::npos, file->problem.c_str());
}

void ModelFolderTest::notAModelFolder()
{
    const auto missing = inspectModel("/nonexistent/model");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const QTemporaryDir empty;
    const auto none = inspectModel(empty.path().toStdString());
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::InvalidInput);
    QVERIFY(none.error().text().find("model_index.json") != std::string::npos);
    const auto file = inspectModel(DARE_TEST_DATA "/oracle/tiny/model/model_index.json");
    QVERIFY(!file);
}

void ModelFolderTest::variantsNeedTheirIndex()
{
    const QTemporaryDir root;
    const std::filesystem::path path = root.path().toStdString();
    for (const char *name : {"zebra", "plain", "apple"})
        std::filesystem::copy(DARE_TEST_DATA "/oracle/tiny/model", path / name,
                              std::filesystem::copy_options::recursive);
    std::filesystem::create_directory(path / "notes");
    const auto info = inspectModel(path);
    QVERIFY(info && info->complete());
    QCOMPARE(info->variants, (std::vector<std::string>{"plain", "apple", "zebra"}));
}

void ModelFolderTest::theCardRecommends()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny/model");
    QFile card(QString::fromStdString((copy / "model_card.json").string()));
    QVERIFY(card.open(QIODevice::WriteOnly));
    card.write(R"({"width": 64, "height": 32, "frames": 9, "fps": 12, "steps": 7, "shift": 4.5,
        "guidance_scale": 6, "max_tokens": 20, "dare": {"sra": 1.5, "lam": 0.25, "tau": 0.3},
        "nouns": ["fox"], "words": {"colours": ["red blue"]}})");
    card.close();
    auto info = inspectModel(copy.root());
    QVERIFY(info);
    QVERIFY((info->size == ClipSize{64, 32, 9}));
    QCOMPARE(info->fps, 12.0);
    QCOMPARE(info->steps, 7);
    QCOMPARE(info->shift, 4.5);
    QCOMPARE(info->maxTokens, 20);
    QCOMPARE(info->sraStrength, 1.5);
    QCOMPARE(info->drCfgStrength, 0.25);
    QCOMPARE(info->tau, 0.3);
    QCOMPARE(info->knownWords, (std::vector<std::string>{"blue", "fox", "red"}));
    QVERIFY(card.open(QIODevice::WriteOnly)); // a damaged card recommends nothing
    card.write(R"({"steps": )");
    card.close();
    info = inspectModel(copy.root());
    QVERIFY(info);
    QCOMPARE(info->steps, 50);
}

void ModelFolderTest::presetsOfTheCard()
{
    const auto info = inspectModel(DARE_MODELS "/emoji-world");
    QVERIFY(info);
    const std::vector<Preset> all = presets(*info);
    QCOMPARE(all.size(), std::size_t{4});
    const SideOptions &plain = all[0].options;
    QCOMPARE(plain.variant, std::string("plain"));
    QCOMPARE(plain.value(Option::W), 3.0);
    QCOMPARE(plain.value(Option::Lambda), 0.0);
    QCOMPARE(plain.value(Option::S), 0.0);
    QCOMPARE(all[1].options.variant, std::string("dare"));
    QCOMPARE(all[1].options.value(Option::S), info->sraStrength);
    QVERIFY(all[2].options.value(Option::Lambda) > 0.0 && all[2].options.value(Option::S) == 0.0);
    QVERIFY(all[3].options.value(Option::S) > 0.0 && all[3].options.value(Option::Lambda) == 0.0);
    const Recipe recipe = defaultRecipe(*info);
    QVERIFY(recipe.a == plain && recipe.b == all[1].options);
    QVERIFY((recipe.size == ClipSize{96, 96, 16}));
    QCOMPARE(recipe.maxTokens, 48);
}

QTEST_APPLESS_MAIN(ModelFolderTest)
#include "ModelFolderTest.moc"
