#include "tests/models/CardCases.h"
#include "tests/models/PlacementCases.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace card_cases;

namespace
{

constexpr const char *kTiny = DARE_TEST_DATA "/oracle/tiny/model";
constexpr const char *kSharded = DARE_TEST_DATA "/oracle/sharded/model";
const std::vector<std::vector<std::int64_t>> kTexts{{5, 9, 40, 1}, {1}, {7, 7, 8, 9, 10, 11, 1}};

double relative(const std::vector<float> &got, const std::vector<float> &expected)
{
    if (got.size() != expected.size() || got.empty())
        return std::numeric_limits<double>::infinity();
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto e = static_cast<double>(expected[i]);
        difference += (static_cast<double>(got[i]) - e) * (static_cast<double>(got[i]) - e);
        norm += e * e;
    }
    const double out = std::sqrt(difference / norm);
    return std::isnan(out) ? std::numeric_limits<double>::infinity() : out;
}

dare::Result<Model> embedded(const char *device, bool bf16)
{
    return Model::load(std::filesystem::path(DARE_MODELS) / "emoji-world" / "dare", device, bf16);
}

} // namespace

/// The embedded model on a card against the processor, and the promises of recorded forwards.
class CardForwardTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fp32IsTheProcessors();
    void bf16IsAsNearAsTheProcessors_data();
    void bf16IsAsNearAsTheProcessors();
    void replayHasTheBitsOfLaunches();
    void captureChangesNothing();
    void streamedWeightsHaveTheSameBits();
    void bf16TextsAreAsNearAsTheProcessors();
};

void CardForwardTest::initTestCase()
{
    if (const std::string reason = reasonToSkip(); !reason.empty())
        QSKIP(reason.c_str());
}

void CardForwardTest::fp32IsTheProcessors()
{
    const auto card = embedded("cuda:0", false);
    const auto processor = embedded("cpu", false);
    QVERIFY(card && processor);
    for (const float strength : {0.0F, 1.0F}) {
        const Request request{2, strength, 0.5F, true};
        const auto got = card->forward(request);
        const auto expected = processor->forward(request);
        QVERIFY(got && expected);
        QVERIFY(relative(got->out, expected->out) < 1e-4);
        QVERIFY(relative(got->mapBefore, expected->mapBefore) < 1e-4);
        QVERIFY(relative(got->massAfter, expected->massAfter) < 1e-4);
    }
}

void CardForwardTest::bf16IsAsNearAsTheProcessors_data()
{
    QTest::addColumn<float>("strength");
    QTest::addColumn<float>("kappa");
    QTest::newRow("plain") << 0.0F << 0.0F;
    QTest::newRow("reweighted") << 1.0F << 0.0F;
    QTest::newRow("reweighted, consistency") << 1.0F << 0.7F;
}

void CardForwardTest::bf16IsAsNearAsTheProcessors()
{
    QFETCH(float, strength);
    QFETCH(float, kappa);
    const auto card = embedded("cuda:0", true);
    const auto low = embedded("cpu", true);
    const auto exact = embedded("cpu", false);
    QVERIFY(card && low && exact);
    const Request request{2, strength, kappa, true};
    const auto got = card->forward(request);
    const auto rough = low->forward(request);
    const auto expected = exact->forward(request);
    QVERIFY(got && rough && expected);
    const auto near = [&](std::vector<float> Answer::*member) {
        return relative((*got).*member, (*expected).*member) <=
               2.0 * relative((*rough).*member, (*expected).*member) + 1e-3;
    };
    QVERIFY(near(&Answer::out));
    QVERIFY(near(&Answer::massBefore));
    QVERIFY(near(&Answer::massAfter));
    QVERIFY(near(&Answer::mapBefore));
    if (strength != 0.0F)
        QVERIFY(near(&Answer::mapAfter));
}

void CardForwardTest::replayHasTheBitsOfLaunches()
{
    const auto card = embedded("cuda:0", true);
    QVERIFY(card);
    for (const unsigned seed : {1U, 2U, 3U}) {
        for (const float strength : {0.0F, 0.5F, 1.0F}) {
            for (const bool maps : {false, true}) {
                Request request{seed, strength, 0.3F, maps};
                const auto replayed = card->forward(request);
                request.direct = true;
                const auto launched = card->forward(request);
                QVERIFY(replayed && launched);
                QVERIFY(*replayed == *launched);
            }
        }
    }
}

void CardForwardTest::captureChangesNothing()
{
    const auto card = embedded("cuda:0", true);
    QVERIFY(card);
    for (const bool direct : {false, true}) {
        const auto with = card->forward({1, 1.0F, 0.5F, true, direct});
        const auto without = card->forward({1, 1.0F, 0.5F, false, direct});
        QVERIFY(with && without);
        QVERIFY(with->out == without->out);
        QVERIFY(with->massAfter == without->massAfter);
    }
}

void CardForwardTest::streamedWeightsHaveTheSameBits()
{
    using placement_cases::Texts;
    for (const bool bf16 : {false, true}) {
        for (const char *model : {kTiny, kSharded}) {
            const auto resident = placement_cases::forwards(model, false, bf16, "cuda:0");
            const auto streamed = placement_cases::forwards(model, true, bf16, "cuda:0");
            QVERIFY2(resident, resident ? "" : resident.error().text().c_str());
            QVERIFY(streamed && *resident == *streamed);
        }
        const auto resident =
            placement_cases::texts(kSharded, Texts::Resident, bf16, kTexts, "cuda:0");
        QVERIFY2(resident, resident ? "" : resident.error().text().c_str());
        for (const Texts placement : {Texts::Host, Texts::Files}) {
            const auto streamed =
                placement_cases::texts(kSharded, placement, bf16, kTexts, "cuda:0");
            QVERIFY(streamed && *resident == *streamed);
        }
    }
}

void CardForwardTest::bf16TextsAreAsNearAsTheProcessors()
{
    using placement_cases::Texts;
    for (const char *model : {kTiny, kSharded}) {
        const auto exact = placement_cases::texts(model, Texts::Resident, false, kTexts);
        const auto rough = placement_cases::texts(model, Texts::Resident, true, kTexts);
        const auto got = placement_cases::texts(model, Texts::Resident, true, kTexts, "cuda:0");
        QVERIFY(exact && rough && got);
        QVERIFY(relative(*got, *exact) <= 2.0 * relative(*rough, *exact) + 1e-3);
    }
}

QTEST_GUILESS_MAIN(CardForwardTest)
#include "CardForwardTest.moc"
