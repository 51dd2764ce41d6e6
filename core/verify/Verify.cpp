#include "core/verify/Verify.h"

#include "core/models/Device.h"
#include "core/models/ModelFolder.h"
#include "core/verify/Fixture.h"

#include <exception>

namespace dare
{
namespace
{

using verify::Fixture;
using verify::LoadedModel;
using verify::loadVae;
using verify::vaeStages;

/// A folder may hold the VAE alone.
Result<void> vaeAlone(Fixture &fixture, bool plainAten)
{
    const auto device = resolveDevice(fixture.options().device);
    if (!device)
        return tl::unexpected(device.error());
    auto vae =
        loadVae(fixture.folder() / "model", at::Device(*device), fixture.options(), plainAten);
    if (!vae)
        return tl::unexpected(vae.error());
    return *vae ? vaeStages(fixture, **vae) : Result<void>();
}

Result<void> oracleStages(Fixture &fixture, bool plainAten)
{
    if (fixture.names("text.").empty() && !fixture.names("vae.").empty())
        return vaeAlone(fixture, plainAten);
    auto model = LoadedModel::load(fixture.folder() / "model", fixture.options(), plainAten);
    if (!model)
        return tl::unexpected(model.error());
    if (auto done = textStages(fixture, *model); !done)
        return done;
    if (auto done = transformerStages(fixture, *model); !done)
        return done;
    schedulerStages(fixture);
    if (auto done = dareStages(fixture, *model); !done)
        return done;
    if (auto done = pipelineStages(fixture, *model); !done)
        return done;
    return model->vae ? vaeStages(fixture, *model->vae) : Result<void>();
}

Result<VerifyReport> runStages(const std::filesystem::path &path, const VerifyOptions &options,
                               bool plainAten)
{
    auto fixture = Fixture::open(path, options);
    if (!fixture)
        return tl::unexpected(fixture.error());
    Result<void> done;
    if (fixture->json().contains("prompts")) {
        const bool own = std::filesystem::is_directory(fixture->folder() / "dare");
        done =
            emojiWorldStages(*fixture, own ? fixture->folder() : embeddedModelFolder(), plainAten);
    } else {
        done = oracleStages(*fixture, plainAten);
    }
    if (!done)
        return tl::unexpected(done.error());
    return fixture->report();
}

/// bf16 is judged against the plain ATen path in the same precision: at most twice its error, and
/// never stricter than the f32 tolerance.
void judgeByPlainPath(VerifyReport &report, const VerifyReport &plain)
{
    report.ok = true;
    for (StageResult &stage : report.stages) {
        for (const StageResult &reference : plain.stages) {
            if (reference.stage == stage.stage && reference.maxAbs && stage.maxAbs) {
                stage.allowed = std::max(stage.allowed, 2.0 * *reference.maxAbs);
                stage.ok = *stage.maxAbs <= stage.allowed;
            }
        }
        report.ok = report.ok && stage.ok.value_or(true);
    }
}

} // namespace

Result<VerifyReport> verifyFixture(const std::filesystem::path &fixture,
                                   const VerifyOptions &options)
try {
    auto report = runStages(fixture, options, false);
    if (!report || !isBf16(options.precision))
        return report;
    const auto plain = runStages(fixture, options, true);
    if (!plain)
        return plain;
    judgeByPlainPath(*report, *plain);
    return report;
} catch (const std::exception &error) {
    return failure(ErrorCode::InvalidInput,
                   std::string("the fixture cannot be used: ") + error.what(), fixture.string());
}

} // namespace dare
