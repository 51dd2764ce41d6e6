#include "core/sweep/Batches.h"
#include "core/sweep/SeedRanking.h"

#include <QTest>

using namespace dare;

namespace
{

Recipe recipe()
{
    Recipe out;
    out.prompt = "a turtle";
    out.seed = 7;
    out.steps = 16;
    out.b.curves[Option::S] = {{{0, 0.0}, {15, 2.0}}};
    return out;
}

SweepAxis axis(Option option, std::vector<double> values)
{
    return {option, false, true, std::move(values)};
}

RunSummary seed(std::uint64_t seed, ShareReading a, ShareReading b)
{
    RunSummary out;
    out.seed = seed;
    out.shareA = std::move(a);
    out.shareB = std::move(b);
    return out;
}

std::vector<std::uint64_t> order(std::vector<RunSummary> runs, RankBy by)
{
    rankSeeds(runs, by);
    std::vector<std::uint64_t> out;
    for (const RunSummary &run : runs)
        out.push_back(run.seed);
    return out;
}

} // namespace

class BatchesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void triageIsTheSameRecipeFromManySeeds()
    {
        const auto batch = triage(recipe(), 10, 6);
        QVERIFY(batch);
        QCOMPARE(batch->title, std::string("Triage 10 seeds, 6 of 16 steps"));
        QCOMPARE(batch->jobs.size(), std::size_t{10});
        for (std::size_t i = 0; i < 10; ++i) {
            Recipe expected = recipe();
            expected.seed = 7 + i;
            expected.stopAfter = 6;
            QVERIFY(batch->jobs[i].recipe == expected);
            QCOMPARE(batch->jobs[i].cell, std::vector<int>{static_cast<int>(i)});
        }
        QCOMPARE(triage(recipe(), 1, 16)->jobs[0].recipe.stopAfter, 0);
        QVERIFY(!triage(recipe(), 0, 6) && !triage(recipe(), 3, 17) && !triage(recipe(), 3, 0));
    }

    void sweepCoversTheGridFirstAxisFastest()
    {
        const auto batch =
            sweep(recipe(), {axis(Option::Lambda, {0.0, 0.5, 1.0}), axis(Option::S, {0.0, 2.0})});
        QVERIFY(batch);
        QCOMPARE(batch->title, std::string("Sweep λ 0…1 × s 0…2"));
        QCOMPARE(batch->jobs.size(), std::size_t{6});
        const Job &job = batch->jobs[4];
        QCOMPARE(job.cell, (std::vector<int>{1, 1}));
        QCOMPARE(job.recipe.b.value(Option::Lambda), 0.5);
        QCOMPARE(job.recipe.b.value(Option::S), 2.0);
        QVERIFY(job.recipe.b.curves.empty()); // a constant takes the curve's place
        QVERIFY(job.recipe.a == recipe().a);
    }

    void sweepRefusesWhatCannotBe()
    {
        const auto refused = [](const Recipe &base, const std::vector<SweepAxis> &axes) {
            const auto batch = sweep(base, axes);
            return !batch && batch.error().code == ErrorCode::InvalidArgument;
        };
        QVERIFY(refused(recipe(), {}));
        QVERIFY(refused(recipe(), {axis(Option::W, {})}));
        QVERIFY(refused(recipe(), {axis(Option::W, {21.0})}));
        QVERIFY(refused(recipe(), {axis(Option::W, {1.0}), axis(Option::W, {2.0})}));
        QVERIFY(refused(recipe(), {axis(Option::W, std::vector<double>(40, 1.0)),
                                   axis(Option::S, std::vector<double>(40, 1.0))}));
        Recipe onlyA = recipe();
        onlyA.runB = false;
        QVERIFY(refused(onlyA, {axis(Option::W, {1.0})}));
    }

    void valuesAreAListOrARange()
    {
        const OptionSpec &lambda = spec(Option::Lambda);
        QCOMPARE(*valuesOf("0, 0.5,1", lambda), (std::vector<double>{0.0, 0.5, 1.0}));
        QCOMPARE(*valuesOf("0:1:4", lambda), (std::vector<double>{0.0, 0.33, 0.67, 1.0}));
        QCOMPARE(*valuesOf("0.25", lambda), std::vector<double>{0.25});
        for (const char *bad : {"", "1.5", "a", "0,,1", "0:1", "0:1:0", "0:1:x", "nan"})
            QVERIFY2(!valuesOf(bad, lambda), bad);
        QVERIFY(valuesOf("2", lambda).error().text().find("between 0 and 1") != std::string::npos);
    }

    void moreStepsStretchCurvesAndKeptSteps()
    {
        Recipe base = recipe();
        base.capture.steps = {IndexChoice::Mode::List, {0, 15}};
        base.stopAfter = 6;
        const Recipe more = withSteps(base, 31);
        QCOMPARE(more.steps, 31);
        QCOMPARE(more.stopAfter, 0);
        QCOMPARE(more.seed, base.seed);
        QCOMPARE(more.b.curves.at(Option::S).points,
                 (std::vector<std::pair<int, double>>{{0, 0.0}, {30, 2.0}}));
        QCOMPARE(more.capture.steps.list, (std::vector<int>{0, 30}));
        QCOMPARE(withSteps(base, 1).b.curves.at(Option::S).points.size(), std::size_t{1});
    }

    void seedsAreRankedByTheirMostNeglectedWord()
    {
        const ShareReading good{true, 0.9, "turtle", 0};
        const ShareReading fair{true, 0.6, "turtle", 0};
        const ShareReading bad{true, 0.2, "rocket", 1};
        const ShareReading unread{true, -1.0, "", 0};
        const std::vector<RunSummary> runs{seed(1, good, bad), seed(2, fair, fair),
                                           seed(3, bad, good), seed(4, unread, unread),
                                           seed(5, good, good)};
        QCOMPARE(order(runs, RankBy::Both), (std::vector<std::uint64_t>{5, 2, 1, 3, 4}));
        QCOMPARE(order(runs, RankBy::A), (std::vector<std::uint64_t>{1, 5, 2, 3, 4}));
        QCOMPARE(order(runs, RankBy::B), (std::vector<std::uint64_t>{3, 5, 2, 1, 4}));
        // One side alone decides, whichever was asked for.
        QCOMPARE(order({seed(1, {}, bad), seed(2, {}, good)}, RankBy::A),
                 (std::vector<std::uint64_t>{2, 1}));
    }
};

QTEST_GUILESS_MAIN(BatchesTest)
#include "BatchesTest.moc"
