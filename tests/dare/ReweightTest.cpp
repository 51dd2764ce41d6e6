#include "core/dare/Reweight.h"
#include "tests/dare/Caption.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace dare;

namespace
{

constexpr float kRemoved = -std::numeric_limits<float>::infinity();
constexpr double kMeanRho = 0.46;

bool near(float got, double expected)
{
    return std::abs(static_cast<double>(got) - expected) < 1e-6;
}

ReweightOptions options(double s, double gamma = 0.0)
{
    ReweightOptions out;
    out.s = s;
    out.gamma = gamma;
    return out;
}

/// The eight real tokens' masses; the pads share the rest.
std::vector<float> masses(std::vector<float> real)
{
    real.resize(10, 0.05F);
    return real;
}

} // namespace

/// ln w by hand, our reading of the abstract.
class ReweightTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offIsEmpty();
    void densityAgainstTheMeanOverWords();
    void userWeights();
    void endAndPads();
    void gammaLooksAtMasses();
    void gammaIsClamped();
    void removedWordsCountInBothMeans();
    void captionWithoutWords();
    void planHasARowABlock();
    void firstStepHasNoGamma();
    void nothingLeftIsAnError();
    void optionsFollowCurves();
};

void ReweightTest::offIsEmpty()
{
    QVERIFY(blockLogWeights(caption(), options(0.0), {}).empty());
    TokenSequence weighted = caption();
    weighted.words[2].weight = 1.5;
    QVERIFY(blockLogWeights(weighted, options(0.0), {}).empty()); // this side ignores them
    ReweightOptions on = options(0.0);
    on.wordWeights = true;
    QVERIFY(!blockLogWeights(weighted, on, {}).empty());
    QVERIFY(blockLogWeights(caption(), on, {}).empty());
}

void ReweightTest::densityAgainstTheMeanOverWords()
{
    const std::vector<float> row = blockLogWeights(caption(), options(2.0), {});
    QCOMPARE(row.size(), std::size_t{10});
    const std::array<double, 10> rho{0.1, 0.4, 0.4,      0.7,      kMeanRho,
                                     0.1, 1.0, kMeanRho, kMeanRho, kMeanRho};
    for (std::size_t t = 0; t < row.size(); ++t)
        QVERIFY(near(row[t], 2.0 * (rho[t] - kMeanRho)));
    QCOMPARE(row[4], 0.0F); // punctuation, end, pads: exactly
    QCOMPARE(row[7], 0.0F);
    QCOMPARE(row[9], 0.0F);
}

void ReweightTest::userWeights()
{
    TokenSequence tokens = caption();
    tokens.words[1].weight = 1.5;
    tokens.words[2].weight = 0.0;
    ReweightOptions with = options(1.0);
    with.wordWeights = true;
    const std::vector<float> row = blockLogWeights(tokens, with, {});
    QVERIFY(near(row[1], 0.4 - kMeanRho + std::log(1.5)));
    QCOMPARE(row[1], row[2]); // each piece gets the word's weight
    QCOMPARE(row[3], kRemoved);
    QVERIFY(near(row[6], 1.0 - kMeanRho));
}

void ReweightTest::endAndPads()
{
    ReweightOptions ends = options(1.0, 0.5);
    ends.endWeight = 0.5;
    ends.padWeight = 0.0;
    const std::vector<float> row =
        blockLogWeights(caption(), ends, masses({0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F}));
    QVERIFY(near(row[7], std::log(0.5))); // without s and gamma
    QCOMPARE(row[8], kRemoved);
    QCOMPARE(row[9], kRemoved);
    QCOMPARE(row[4], 0.0F);
    ends = options(0.0);
    ends.endWeight = 0.25;
    const std::vector<float> alone = blockLogWeights(caption(), ends, {});
    QVERIFY(near(alone[7], std::log(0.25)));
    QCOMPARE(alone[0], 0.0F);
}

void ReweightTest::gammaLooksAtMasses()
{
    // Pieces of words: 0.1 0.2 0.05 0.15 0.1 0.3, mean 0.15; the comma's 0.4 is no word's.
    const auto before = masses({0.1F, 0.2F, 0.05F, 0.15F, 0.4F, 0.1F, 0.3F, 0.02F});
    const std::vector<float> row = blockLogWeights(caption(), options(0.0, 0.5), before);
    QVERIFY(near(row[0], 0.5 * std::log(0.15 / 0.1)));
    QVERIFY(near(row[1], 0.5 * std::log(0.15 / 0.2)));
    QVERIFY(near(row[2], 0.5 * std::log(0.15 / 0.05))); // by piece, not by word
    QVERIFY(near(row[3], 0.0));
    QVERIFY(near(row[6], 0.5 * std::log(0.15 / 0.3)));
    QCOMPARE(row[4], 0.0F);
    QCOMPARE(row[7], 0.0F);
    const std::vector<float> both = blockLogWeights(caption(), options(1.0, 0.5), before);
    QVERIFY(near(both[6], 1.0 - kMeanRho + 0.5 * std::log(0.5)));
}

void ReweightTest::gammaIsClamped()
{
    const auto row = blockLogWeights(caption(), options(0.0, 0.5),
                                     masses({1e-6F, 0.0F, 0.001F, 0.001F, 0.F, 0.001F, 0.9F, 0.F}));
    QVERIFY(near(row[0], 0.5 * 2.0));
    QVERIFY(near(row[1], 0.5 * 2.0)); // no mass at all
    const double mean = (1e-6 + 0.003 + 0.9) / 6.0;
    QVERIFY(std::log(mean / 0.9) > -2.0);
    QVERIFY(near(row[6], 0.5 * std::log(mean / 0.9)));
    // One piece far above the others' mean.
    TokenSequence many = caption();
    many.words[4].tokens = {6};
    for (int t = 0; t < 14; ++t)
        many.words[0].tokens.push_back(0);
    const auto low = blockLogWeights(many, options(0.0, 1.0),
                                     masses({0.0F, 0.0F, 0.0F, 0.0F, 0.F, 0.0F, 0.9F, 0.F}));
    QCOMPARE(low[6], -2.0F);
}

void ReweightTest::removedWordsCountInBothMeans()
{
    TokenSequence tokens = caption();
    tokens.words[4].weight = 0.0;
    ReweightOptions with = options(1.0, 1.0);
    with.wordWeights = true;
    const auto row =
        blockLogWeights(tokens, with, masses({0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.1F, 0.4F, 0.1F}));
    QVERIFY(near(row[3], 0.7 - kMeanRho + std::log(0.15 / 0.1)));
    QCOMPARE(row[6], kRemoved);
}

void ReweightTest::captionWithoutWords()
{
    TokenSequence tokens;
    tokens.ids = {1};
    tokens.pieces = {"</s>"};
    tokens.wordOfToken = {-1};
    tokens.limit = 4;
    QVERIFY(blockLogWeights(tokens, options(2.0, 1.0), std::vector<float>(4, 0.25F)).empty());
}

void ReweightTest::planHasARowABlock()
{
    StepMetrics previous;
    previous.blocks = 2;
    previous.tokens = 10;
    previous.massBefore = std::vector<float>(20, 0.1F);
    previous.massBefore[10 + 3] = 0.6F; // block 1 looks at the fox
    ReweightOptions on = options(0.0, 1.0);
    on.kappa = 0.75;
    const auto plan = planReweight(caption(), on, 2, &previous);
    QVERIFY(plan && plan->active());
    QCOMPARE(plan->kappa, 0.75F);
    QCOMPARE(plan->logWeights.size(), std::size_t{2});
    QVERIFY(plan->logWeights[0].empty()); // equal masses: the plain path
    QVERIFY(plan->logWeights[1][3] < 0.0F && plan->logWeights[1][0] > 0.0F);
}

void ReweightTest::firstStepHasNoGamma()
{
    const auto alone = planReweight(caption(), options(0.0, 1.0), 3, nullptr);
    QVERIFY(alone && !alone->active());
    const auto with = planReweight(caption(), options(1.0, 1.0), 1, nullptr);
    QVERIFY(with);
    QCOMPARE(with->logWeights[0], blockLogWeights(caption(), options(1.0), {}));
}

void ReweightTest::nothingLeftIsAnError()
{
    TokenSequence tokens;
    tokens.ids = {5, 1};
    tokens.pieces = {"▁fox", "</s>"};
    tokens.wordOfToken = {0, -1};
    tokens.limit = 4;
    Word word;
    word.text = word.label = "fox";
    word.weight = 0.0;
    word.tokens = {0};
    tokens.words = {word};
    ReweightOptions none = options(0.0);
    none.wordWeights = true;
    none.endWeight = none.padWeight = 0.0;
    const auto plan = planReweight(tokens, none, 2, nullptr);
    QVERIFY(!plan);
    QCOMPARE(plan.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(plan.error().message.find("weight 0") != std::string::npos,
             plan.error().text().c_str());
    none.padWeight = 0.01;
    QVERIFY(planReweight(tokens, none, 2, nullptr));
}

void ReweightTest::optionsFollowCurves()
{
    SideOptions side;
    side.value(Option::S) = 3.0;
    side.value(Option::Kappa) = 0.5;
    side.value(Option::PadWeight) = 0.25;
    side.curves[Option::S] = {{{2, 0.0}, {6, 2.0}}};
    side.curves[Option::Gamma] = {{{0, 1.0}}};
    side.wordWeights = true;
    QCOMPARE(reweightOptions(side, 0).s, 0.0);
    QCOMPARE(reweightOptions(side, 5).s, 1.5);
    QCOMPARE(reweightOptions(side, 9).s, 2.0);
    QCOMPARE(reweightOptions(side, 9).gamma, 1.0);
    QCOMPARE(reweightOptions(side, 9).kappa, 0.5);
    QCOMPARE(reweightOptions(side, 9).padWeight, 0.25);
    QCOMPARE(reweightOptions(side, 9).endWeight, 1.0);
    QVERIFY(reweightOptions(side, 9).wordWeights);
}

QTEST_APPLESS_MAIN(ReweightTest)
#include "ReweightTest.moc"
