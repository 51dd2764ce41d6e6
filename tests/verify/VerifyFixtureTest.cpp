#include "core/verify/Verify.h"
#include "tests/models/ModelCopy.h"

#include <QTest>

using namespace dare;

namespace
{

const StageResult *find(const VerifyReport &report, const std::string &name)
{
    const auto found = std::find_if(report.stages.begin(), report.stages.end(),
                                    [&](const StageResult &stage) { return stage.stage == name; });
    return found == report.stages.end() ? nullptr : &*found;
}

bool passed(const VerifyReport &report, const char *name)
{
    const StageResult *stage = find(report, name);
    return stage != nullptr && stage->ok == true;
}

bool failed(const VerifyReport &report, const char *name)
{
    const StageResult *stage = find(report, name);
    return stage != nullptr && stage->ok == false && stage->maxAbs > stage->allowed;
}

void addHundredth(float *values, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        values[i] += 0.01F;
}

} // namespace

/// Known answers, kept and missed.
class VerifyFixtureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fixturesPass_data();
    void fixturesPass();
    void halfPrecisionIsJudgedByThePlainPath();
    void disturbedTransformerFails();
    void disturbedTextEncoderFails();
    void disturbedAnswerFails();
    void unusableFolders();
};

void VerifyFixtureTest::fixturesPass_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QStringList>("stages");
    const QStringList oracle{"text.ids",
                             "text.last_hidden_state",
                             "transformer.output",
                             "transformer.output_pads_folded",
                             "transformer.probs_after",
                             "scheduler.unipc",
                             "scheduler.euler",
                             "scheduler.dpmpp2m",
                             "pipeline.latents",
                             "dare.latents.full",
                             "dare.latents.ends",
                             "dare.log_weights",
                             "dare.extreme",
                             "dare.probs",
                             "vae.decode",
                             "vae.encode",
                             "vae.tiled",
                             "pipeline.frames"};
    QTest::newRow("tiny") << "oracle/tiny" << oracle;
    QTest::newRow("sharded") << "oracle/sharded" << oracle;
    QTest::newRow("other") << "oracle/other" << oracle;
    QTest::newRow("vae") << "oracle/vae" << QStringList{"vae.decode", "vae.encode", "vae.tiled"};
    QTest::newRow("emoji-world") << "emoji-world"
                                 << QStringList{"ids", "prompt_embeds", "forward.output_s1",
                                                "frames_w3", "frames_w3_lam05_s1"};
}

void VerifyFixtureTest::fixturesPass()
{
    QFETCH(QString, folder);
    QFETCH(QStringList, stages);
    const std::string path = (QString(DARE_TEST_DATA "/") + folder).toStdString();
    const auto report = verifyFixture(path, {});
    QVERIFY2(report, report ? "" : report.error().text().c_str());
    for (const StageResult &stage : report->stages)
        QVERIFY2(stage.ok != false, stage.stage.c_str());
    QVERIFY(report->ok);
    for (const QString &stage : stages)
        QVERIFY2(passed(*report, stage.toUtf8()), qPrintable(stage));
}

void VerifyFixtureTest::halfPrecisionIsJudgedByThePlainPath()
{
    VerifyOptions options;
    options.precision = Precision::Bf16;
    const auto report = verifyFixture(DARE_TEST_DATA "/oracle/tiny", options);
    QVERIFY(report);
    const StageResult *output = find(*report, "transformer.output");
    QVERIFY(output && output->maxAbs > 1e-3); // it really ran in bf16
    QVERIFY(output->allowed > 1e-3);
    QVERIFY(passed(*report, "text.last_hidden_state")); // the text encoder stays f32
    QVERIFY(find(*report, "text.last_hidden_state")->maxAbs < 2e-5);

    // A stream that is rounded at every update is further from f32, and all of it is rounded.
    options.precision = Precision::Bf16Diffusers;
    const auto rounded = verifyFixture(DARE_TEST_DATA "/oracle/tiny", options);
    QVERIFY(rounded && rounded->ok);
    QVERIFY(*find(*rounded, "transformer.blocks")->maxAbs >
            1.2 * *find(*report, "transformer.blocks")->maxAbs);
}

void VerifyFixtureTest::disturbedTransformerFails()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny");
    QVERIFY(copy.change("model/transformer/diffusion_pytorch_model.safetensors",
                        "blocks.1.attn2.to_v.weight", addHundredth));
    const auto report = verifyFixture(copy.root(), {});
    QVERIFY2(report, report ? "" : report.error().text().c_str());
    QVERIFY(!report->ok);
    for (const char *stage : {"transformer.blocks", "transformer.output", "pipeline.latents",
                              "dare.latents.full", "dare.latents.plain"})
        QVERIFY2(failed(*report, stage), stage);
    for (const char *stage :
         {"text.ids", "text.last_hidden_state", "transformer.tokens", "transformer.time",
          "transformer.context", "transformer.probs", "scheduler.unipc"})
        QVERIFY2(passed(*report, stage), stage);
}

void VerifyFixtureTest::disturbedTextEncoderFails()
{
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny");
    QVERIFY(copy.change("model/text_encoder/model.safetensors",
                        "encoder.block.1.layer.1.DenseReluDense.wo.weight", addHundredth));
    const auto report = verifyFixture(copy.root(), {});
    QVERIFY2(report, report ? "" : report.error().text().c_str());
    QVERIFY(!report->ok);
    QVERIFY(failed(*report, "text.last_hidden_state"));
    QVERIFY(failed(*report, "text.prompt_embeds"));
    QVERIFY(failed(*report, "pipeline.latents"));
    QVERIFY(passed(*report, "text.hidden_after_layer0"));
    QVERIFY(passed(*report, "transformer.output")); // it is given the embeddings
}

void VerifyFixtureTest::disturbedAnswerFails()
{
    for (const auto &[tensor, stage] :
         {std::pair{"dare.gamma.latents", "dare.latents.gamma"},
          {"scheduler.shift3.steps4.euler.wave", "scheduler.euler"},
          {"transformer.block.0.attn2.probs_reweighted_here", "transformer.probs_after"}}) {
        const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny");
        QVERIFY(copy.change("fixture.safetensors", tensor,
                            [](float *values, std::size_t) { values[0] += 0.01F; }));
        const auto report = verifyFixture(copy.root(), {});
        QVERIFY(report);
        for (const StageResult &row : report->stages)
            QVERIFY2((row.ok == false) == (row.stage == stage), row.stage.c_str());
        QVERIFY(!report->ok);
    }
}

void VerifyFixtureTest::unusableFolders()
{
    const auto missing = verifyFixture("/nonexistent/fixture", {});
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    const ModelCopy copy(DARE_TEST_DATA "/oracle/tiny");
    QVERIFY(copy.set("fixture.json", "text", QJsonValue::Null)); // tensors without their strings
    const auto strings = verifyFixture(copy.root(), {});
    QVERIFY(!strings);
    QCOMPARE(strings.error().code, ErrorCode::InvalidInput);
    std::filesystem::remove_all(copy / "model");
    QVERIFY(!verifyFixture(copy.root(), {}));
    VerifyOptions options;
    options.device = "abacus";
    const auto device = verifyFixture(DARE_TEST_DATA "/oracle/tiny", options);
    QVERIFY(!device);
    QCOMPARE(device.error().code, ErrorCode::InvalidArgument);
}

QTEST_APPLESS_MAIN(VerifyFixtureTest)
#include "VerifyFixtureTest.moc"
