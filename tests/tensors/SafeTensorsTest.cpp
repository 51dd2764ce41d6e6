#include "core/tensors/SafeTensors.h"
#include "core/tensors/AtomicFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <numeric>

namespace fs = std::filesystem;
using namespace dare;

namespace
{

template <typename T>
TensorView view(std::string name, DType dtype, std::vector<std::int64_t> shape,
                const std::vector<T> &values)
{
    return {std::move(name), dtype, std::move(shape), std::as_bytes(std::span(values))};
}

/// A file as bytes: header length, header, data.
std::string fileOf(const std::string &header, std::size_t dataBytes)
{
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + std::string(dataBytes, '\1');
}

} // namespace

class SafeTensorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }
    void cleanup() { m_folder.reset(); }

    void roundTripKeepsEveryTensorAndTheMetadata();
    void emptyFileOfTensors();
    void writerRefusesWhatReadersWould();
    void copiesOutliveTheOriginal();
    void missingFile();
    void folderInsteadOfFile();
    void everyTruncationIsRefused();
    void damagedHeader_data();
    void damagedHeader();
    void singleFileFolder();
    void shardedFolder();
    void missingShardsAreAllNamed();
    void indexNamesAbsentTensor();
    void damagedIndex_data();
    void damagedIndex();
    void emptyFolderSaysWhatIsMissing();
    void embeddedModelOpens();
    void oracleShardsOpen();

private:
    [[nodiscard]] fs::path at(const char *name) const
    {
        return fs::path(m_folder->path().toStdString()) / name;
    }
    void writeShard(const char *file, const char *tensor)
    {
        const std::vector<float> values{1.0F};
        QVERIFY(writeSafeTensors(at(file), {view(tensor, DType::F32, {1}, values)}, {}));
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void SafeTensorsTest::roundTripKeepsEveryTensorAndTheMetadata()
{
    const std::vector<float> f32{1.5F, -2.0F, 3.25F, 0.0F, 1e-30F, 7.0F};
    const std::vector<std::uint16_t> f16{0x3c00, 0xc000, 0x0001};
    const std::vector<std::int64_t> i64{-1, INT64_MAX};
    const std::vector<float> scalar{42.0F};
    const std::vector<float> none;
    const std::map<std::string, std::string> metadata{{"step", "3"}, {"text", "ρ \"quoted\"\n"}};
    QVERIFY(writeSafeTensors(at("a.safetensors"),
                             {view("h", DType::F16, {3}, f16), view("b", DType::BF16, {1, 3}, f16),
                              view("m", DType::F32, {2, 3}, f32), view("i", DType::I64, {2}, i64),
                              view("zero", DType::F32, {}, scalar),
                              view("empty", DType::F32, {4, 0}, none)},
                             metadata));
    const auto file = SafeTensorsFile::open(at("a.safetensors"));
    QVERIFY2(file, file ? "" : file.error().text().c_str());
    QCOMPARE(file->tensors().size(), std::size_t{6});
    QCOMPARE(file->metadata(), metadata);
    const TensorView *m = file->find("m");
    QVERIFY(m != nullptr);
    QCOMPARE(m->shape, (std::vector<std::int64_t>{2, 3}));
    QCOMPARE(m->elements(), 6);
    QCOMPARE(std::memcmp(m->bytes.data(), f32.data(), m->bytes.size()), 0);
    QCOMPARE(std::memcmp(file->find("i")->bytes.data(), i64.data(), 16), 0);
    QCOMPARE(std::memcmp(file->find("h")->bytes.data(), f16.data(), 6), 0);
    QCOMPARE(file->find("b")->dtype, DType::BF16);
    QCOMPARE(file->find("zero")->elements(), 1);
    QVERIFY(file->find("zero")->shape.empty());
    QCOMPARE(file->find("empty")->elements(), 0);
    QVERIFY(file->find("empty")->bytes.empty());
    QVERIFY(file->find("absent") == nullptr);
    for (const auto &[name, tensor] : file->tensors())
        QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % byteSize(tensor.dtype),
                 0U);
}

void SafeTensorsTest::emptyFileOfTensors()
{
    QVERIFY(writeSafeTensors(at("none.safetensors"), {}, {}));
    const auto file = SafeTensorsFile::open(at("none.safetensors"));
    QVERIFY(file);
    QVERIFY(file->tensors().empty());
}

void SafeTensorsTest::writerRefusesWhatReadersWould()
{
    const std::vector<float> two{1.0F, 2.0F};
    const auto twice = writeSafeTensors(
        at("x"), {view("t", DType::F32, {2}, two), view("t", DType::F32, {2}, two)}, {});
    QVERIFY(!twice);
    const auto size = writeSafeTensors(at("x"), {view("t", DType::F32, {3}, two)}, {});
    QVERIFY(!size);
    QVERIFY(!fs::exists(at("x")));
}

void SafeTensorsTest::copiesOutliveTheOriginal()
{
    writeShard("model.safetensors", "w");
    Result<TensorView> tensor = tl::unexpected(Error{});
    SafeTensorsFolder copy;
    {
        const auto folder = SafeTensorsFolder::open(at(""), "model");
        QVERIFY(folder);
        copy = *folder;
    }
    tensor = copy.get("w");
    QVERIFY(tensor);
    float value = 0.0F;
    std::memcpy(&value, tensor->bytes.data(), sizeof value);
    QCOMPARE(value, 1.0F);
}

void SafeTensorsTest::missingFile()
{
    const auto file = SafeTensorsFile::open(at("absent.safetensors"));
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::NotFound);
    QVERIFY(file.error().context.find("absent.safetensors") != std::string::npos);
}

void SafeTensorsTest::folderInsteadOfFile()
{
    const auto file = SafeTensorsFile::open(at(""));
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::Io);
}

void SafeTensorsTest::everyTruncationIsRefused()
{
    writeShard("a.safetensors", "weight");
    const auto whole = readTextFile(at("a.safetensors"));
    QVERIFY(whole);
    for (std::size_t size = 0; size < whole->size(); ++size) {
        QVERIFY(writeFileAtomically(at("cut.safetensors"), whole->substr(0, size)));
        const auto file = SafeTensorsFile::open(at("cut.safetensors"));
        QVERIFY2(!file, std::to_string(size).c_str());
        QCOMPARE(file.error().code, ErrorCode::InvalidInput);
        QVERIFY(file.error().context.find("cut.safetensors") != std::string::npos);
    }
}

void SafeTensorsTest::damagedHeader_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const auto add = [](const char *name, const std::string &bytes, const char *expected) {
        QTest::newRow(name) << QByteArray(bytes.data(), static_cast<int>(bytes.size()))
                            << QByteArray(expected);
    };
    std::string tooLong = fileOf("{}", 0);
    tooLong[7] = '\x7f';
    add("header length beyond the file", tooLong, "truncated");
    add("not JSON", fileOf("{nonsense", 0), "not a JSON object");
    add("JSON, no object", fileOf("[1,2]", 0), "not a JSON object");
    add("unknown dtype", fileOf(R"({"t":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}})", 4),
        "F8_E4M3");
    add("no dtype", fileOf(R"({"t":{"shape":[1],"data_offsets":[0,4]}})", 4), "dtype");
    add("entry is a number", fileOf(R"({"t":5})", 0), "dtype");
    add("no shape", fileOf(R"({"t":{"dtype":"F32","data_offsets":[0,4]}})", 4), "shape");
    add("negative size", fileOf(R"({"t":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", 4),
        "shape");
    add("no offsets", fileOf(R"({"t":{"dtype":"F32","shape":[1]}})", 4), "data_offsets");
    add("three offsets", fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}})", 8),
        "data_offsets");
    add("offsets as text",
        fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":["0","4"]}})", 4), "data_offsets");
    add("offsets out of order",
        fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", 4), "ends before");
    add("offsets beyond the file",
        fileOf(R"({"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 4), "truncated");
    add("shape mismatch", fileOf(R"({"t":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8),
        "shape [3]");
    add("shape overflows",
        fileOf(R"({"t":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}})", 0),
        "shape");
    add("overlap",
        fileOf(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
               R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
               12),
        "overlaps");
    add("gap",
        fileOf(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
               R"("b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
               12),
        "gap");
    add("gap at the start", fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8),
        "gap");
    add("bytes left over", fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})", 9),
        "no tensor");
    add("duplicate names",
        fileOf(R"({"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
               R"("t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
               4),
        "twice");
    add("metadata is a list", fileOf(R"({"__metadata__":[]})", 0), "__metadata__");
    add("metadata holds a number", fileOf(R"({"__metadata__":{"k":1}})", 0), "`k`");
}

void SafeTensorsTest::damagedHeader()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    QVERIFY(writeFileAtomically(at("bad.safetensors"), bytes.toStdString()));
    const auto file = SafeTensorsFile::open(at("bad.safetensors"));
    QVERIFY(!file);
    QCOMPARE(file.error().code, ErrorCode::InvalidInput);
    const std::string text = file.error().text();
    QVERIFY2(text.find(expected.toStdString()) != std::string::npos, text.c_str());
    QVERIFY2(text.find("bad.safetensors") != std::string::npos, text.c_str());
    QVERIFY2(text.find("again") != std::string::npos || text.find("convert") != std::string::npos,
             text.c_str());
}

void SafeTensorsTest::singleFileFolder()
{
    writeShard("model.safetensors", "encoder.weight");
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(folder);
    QVERIFY(folder->get("encoder.weight"));
    const auto absent = folder->get("decoder.weight");
    QVERIFY(!absent);
    QCOMPARE(absent.error().code, ErrorCode::NotFound);
    QVERIFY(absent.error().message.find("decoder.weight") != std::string::npos);
    QCOMPARE(absent.error().context, at("").string());
}

void SafeTensorsTest::shardedFolder()
{
    writeShard("model-1.safetensors", "a");
    writeShard("model-2.safetensors", "b");
    QVERIFY(writeFileAtomically(
        at("model.safetensors.index.json"),
        std::string(R"({"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}})")));
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(folder);
    QCOMPARE(folder->files().size(), std::size_t{2});
    QVERIFY(folder->get("a"));
    QVERIFY(folder->get("b"));
}

void SafeTensorsTest::missingShardsAreAllNamed()
{
    writeShard("model-2.safetensors", "b");
    QVERIFY(writeFileAtomically(
        at("model.safetensors.index.json"),
        std::string(R"({"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors",)"
                    R"("c":"model-3.safetensors"}})")));
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::NotFound);
    const std::string text = folder.error().text();
    QVERIFY(text.find("model-1.safetensors") != std::string::npos);
    QVERIFY(text.find("model-3.safetensors") != std::string::npos);
    QVERIFY(text.find("model-2.safetensors") == std::string::npos);
}

void SafeTensorsTest::indexNamesAbsentTensor()
{
    writeShard("model-1.safetensors", "a");
    QVERIFY(writeFileAtomically(
        at("model.safetensors.index.json"),
        std::string(R"({"weight_map":{"a":"model-1.safetensors","b":"model-1.safetensors"}})")));
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::InvalidInput);
    QVERIFY(folder.error().message.find("`b`") != std::string::npos);
    QVERIFY(folder.error().context.find("model-1.safetensors") != std::string::npos);
}

void SafeTensorsTest::damagedIndex_data()
{
    QTest::addColumn<QByteArray>("index");
    QTest::newRow("not JSON") << QByteArray("{");
    QTest::newRow("no map") << QByteArray("{}");
    QTest::newRow("map is a list") << QByteArray(R"({"weight_map":[]})");
    QTest::newRow("shard is a number") << QByteArray(R"({"weight_map":{"a":1}})");
    QTest::newRow("shard leads elsewhere") << QByteArray(R"({"weight_map":{"a":"../x"}})");
    QTest::newRow("shard is empty") << QByteArray(R"({"weight_map":{"a":""}})");
}

void SafeTensorsTest::damagedIndex()
{
    QFETCH(QByteArray, index);
    QVERIFY(writeFileAtomically(at("model.safetensors.index.json"), index.toStdString()));
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::InvalidInput);
    QVERIFY(folder.error().context.find("index.json") != std::string::npos);
}

void SafeTensorsTest::emptyFolderSaysWhatIsMissing()
{
    const auto folder = SafeTensorsFolder::open(at(""), "model");
    QVERIFY(!folder);
    QCOMPARE(folder.error().code, ErrorCode::NotFound);
    QVERIFY(folder.error().message.find("model.safetensors") != std::string::npos);
}

void SafeTensorsTest::embeddedModelOpens()
{
    const auto folder =
        SafeTensorsFolder::open(fs::path(DARE_MODELS) / "emoji-world/plain/text_encoder", "model");
    QVERIFY2(folder, folder ? "" : folder.error().text().c_str());
    const auto norm = folder->get("encoder.final_layer_norm.weight");
    QVERIFY2(norm, norm ? "" : norm.error().text().c_str());
    QCOMPARE(norm->dtype, DType::F16);
    QCOMPARE(norm->shape, (std::vector<std::int64_t>{256}));
}

void SafeTensorsTest::oracleShardsOpen()
{
    const auto folder = SafeTensorsFolder::open(
        fs::path(DARE_TEST_DATA) / "oracle/sharded/model/transformer", "diffusion_pytorch_model");
    QVERIFY2(folder, folder ? "" : folder.error().text().c_str());
    QCOMPARE(folder->files().size(), std::size_t{7});
    QVERIFY(folder->get("patch_embedding.weight"));
}

QTEST_GUILESS_MAIN(SafeTensorsTest)
#include "SafeTensorsTest.moc"
