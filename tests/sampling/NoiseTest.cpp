#include "core/tensors/AtomicFile.h"
#include "core/tensors/SafeTensors.h"
#include "tests/sampling/NoiseCases.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace dare;
using noise_cases::noiseOf;

namespace
{

constexpr std::array<std::int64_t, 4> kShape{3, 2, 4, 4};

Recipe seeded(std::uint64_t seed)
{
    Recipe recipe;
    recipe.seed = seed;
    return recipe;
}

bool startsWith(const std::vector<float> &values, const std::vector<float> &expected)
{
    return values.size() >= expected.size() &&
           std::equal(expected.begin(), expected.end(), values.begin(),
                      [](float a, float b) { return std::abs(a - b) < 2e-6F; });
}

} // namespace

/// The noise of a seed is torch's; the noise of a file is checked.
class NoiseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY((m_folder = std::make_unique<QTemporaryDir>())->isValid()); }

    void valuesAreTorchs();
    void smallTensorsAreMadeOneByOne();
    void sameSeedSameNoise();
    void hashIsThatOfTheBytes();
    void fileIsUsed_data();
    void fileIsUsed();
    void halfPrecisionIsWidened();
    void wrongFiles();

private:
    std::string write(const std::string &name, std::vector<std::int64_t> shape,
                      const std::vector<float> &values)
    {
        const std::string path = m_folder->filePath("noise.safetensors").toStdString();
        const auto written = writeSafeTensors(
            path, {{name, DType::F32, std::move(shape), std::as_bytes(std::span(values))}}, {});
        return written ? path : std::string();
    }
    static std::vector<float> ramp()
    {
        std::vector<float> values(96);
        for (std::size_t i = 0; i < values.size(); ++i)
            values[i] = 0.01F * static_cast<float>(i) - 0.3F;
        return values;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

/// Goldens: torch.randn(shape, generator=torch.Generator().manual_seed(seed)), torch 2.11.
void NoiseTest::valuesAreTorchs()
{
    const auto noise = noiseOf(seeded(42), kShape);
    QVERIFY(noise);
    QCOMPARE(noise->shape, (std::vector<std::int64_t>{1, 3, 2, 4, 4}));
    QVERIFY(startsWith(noise->values, {1.9269153F, 1.4872841F, 0.9007172F, -2.1055210F, 0.6784185F,
                                       -1.2345449F, -0.0430675F, -1.6046669F}));
    const std::vector<float> end(noise->values.end() - 3, noise->values.end());
    QVERIFY(startsWith(end, {-0.8277689F, 1.3347030F, 0.4835393F}));
    const auto large = noiseOf(seeded((std::uint64_t{1} << 40U) + 7), kShape);
    QVERIFY(large && startsWith(large->values, {-0.8201345F, 0.3956312F, 0.8989085F, -1.3884039F}));
    const auto odd = noiseOf(seeded(42), {1, 1, 1, 17});
    QVERIFY(odd && startsWith(odd->values, {1.9269153F, -0.1595975F, -0.4973975F, 0.4395893F}));
}

/// Below 16 values torch draws them one at a time, which gives other numbers.
void NoiseTest::smallTensorsAreMadeOneByOne()
{
    const auto noise = noiseOf(seeded(42), {1, 1, 2, 3});
    QVERIFY(noise);
    QCOMPARE(noise->values.size(), std::size_t{6});
    QVERIFY(startsWith(noise->values,
                       {0.3366904F, 0.1288094F, 0.2344624F, 0.2303330F, -1.1228564F, -0.1863283F}));
}

void NoiseTest::sameSeedSameNoise()
{
    const auto first = noiseOf(seeded(5), kShape);
    const auto again = noiseOf(seeded(5), kShape);
    const auto other = noiseOf(seeded(6), kShape);
    QVERIFY(first && again && other);
    QVERIFY(first->values == again->values);
    QCOMPARE(first->hash, again->hash);
    QVERIFY(first->hash != other->hash);
}

void NoiseTest::hashIsThatOfTheBytes()
{
    const auto noise = noiseOf(seeded(5), kShape);
    QVERIFY(noise);
    QCOMPARE(noise->hash, sha256(std::as_bytes(std::span(noise->values))));
    QCOMPARE(noise->hash.size(), std::size_t{64});
}

void NoiseTest::fileIsUsed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("batched");
    QTest::newRow("noise") << "noise" << true;
    QTest::newRow("oracle's name") << "pipeline.latents_in" << true;
    QTest::newRow("without batch") << "noise" << false;
}

void NoiseTest::fileIsUsed()
{
    QFETCH(QString, name);
    QFETCH(bool, batched);
    Recipe recipe = seeded(1);
    recipe.noiseFile = write(name.toStdString(),
                             batched ? std::vector<std::int64_t>{1, 3, 2, 4, 4}
                                     : std::vector<std::int64_t>{3, 2, 4, 4},
                             ramp());
    const auto noise = noiseOf(recipe, kShape);
    QVERIFY(noise);
    QCOMPARE(noise->shape, (std::vector<std::int64_t>{1, 3, 2, 4, 4}));
    QVERIFY(noise->values == ramp());
}

void NoiseTest::halfPrecisionIsWidened()
{
    const std::vector<std::uint16_t> halves(96, 0x3E00); // 1.5
    Recipe recipe;
    recipe.noiseFile = m_folder->filePath("half.safetensors").toStdString();
    QVERIFY(writeSafeTensors(
        recipe.noiseFile,
        {{"noise", DType::F16, {1, 3, 2, 4, 4}, std::as_bytes(std::span(halves))}}, {}));
    const auto noise = noiseOf(recipe, kShape);
    QVERIFY(noise);
    QVERIFY(noise->values == std::vector<float>(96, 1.5F));
}

void NoiseTest::wrongFiles()
{
    const auto refused = [](const std::string &path, ErrorCode code, const char *mention) {
        Recipe recipe;
        recipe.noiseFile = path;
        const auto noise = noiseOf(recipe, kShape);
        return !noise && noise.error().code == code &&
               noise.error().text().find(mention) != std::string::npos &&
               noise.error().text().find(path) != std::string::npos;
    };
    QVERIFY(refused(m_folder->filePath("none").toStdString(), ErrorCode::NotFound, "none"));
    QVERIFY(refused(write("latents", {1, 3, 2, 4, 4}, ramp()), ErrorCode::InvalidInput, "noise"));
    QVERIFY(
        refused(write("noise", {1, 3, 4, 2, 4}, ramp()), ErrorCode::InvalidInput, "[1,3,2,4,4]"));
    QVERIFY(refused(write("noise", {1, 96}, ramp()), ErrorCode::InvalidInput, "[1,96]"));
    for (const float bad :
         {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        std::vector<float> values = ramp();
        values[50] = bad;
        QVERIFY(refused(write("noise", {1, 3, 2, 4, 4}, values), ErrorCode::InvalidInput, "NaN"));
    }
}

QTEST_APPLESS_MAIN(NoiseTest)
#include "NoiseTest.moc"
