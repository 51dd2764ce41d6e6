#include "core/dare/Neglect.h"
#include "tests/dare/Caption.h"

#include <QTest>

using namespace dare;

/// A word's share of attention, and when a low one counts.
class NeglectTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesOfAKnownMap();
    void longWordsAreNotPunished();
    void wordsWithoutMass();
    void neglectedAtTheSixthStep();
    void earlyStepsDoNotCount();
    void aGoodStepBreaksTheRow();
    void thresholdAndCountAreOptions();
};

void NeglectTest::sharesOfAKnownMap()
{
    // Two blocks; the mean of the pieces of words is 0.1 0.2 0.1 0.1 0.1 0.6 -> 1.2 / 6 = 0.2.
    const std::vector<float> masses{0.1F, 0.3F, 0.1F, 0.0F, 0.9F, 0.1F, 0.8F, 0.5F, 0.5F, 0.5F, //
                                    0.1F, 0.1F, 0.1F, 0.2F, 0.7F, 0.1F, 0.4F, 0.1F, 0.1F, 0.1F};
    const std::vector<float> shares = wordShares(caption(), masses, 2);
    const std::vector<double> expected{0.5, 0.75, 0.5, 0.5, 3.0, 0.0};
    QCOMPARE(shares.size(), expected.size());
    for (std::size_t w = 0; w < shares.size(); ++w)
        QVERIFY(std::abs(static_cast<double>(shares[w]) - expected[w]) < 1e-6);
}

void NeglectTest::longWordsAreNotPunished()
{
    for (const float share : wordShares(caption(), std::vector<float>(10, 0.07F), 1))
        QVERIFY(std::abs(share - 1.0F) < 1e-6F || share == 0.0F);
    QCOMPARE(wordShares(caption(), std::vector<float>(10, 0.07F), 1)[1], 1.0F); // two pieces
    QCOMPARE(wordShares(caption(), std::vector<float>(10, 0.07F), 1)[5], 0.0F); // cut
}

void NeglectTest::wordsWithoutMass()
{
    for (const float share : wordShares(caption(), std::vector<float>(10, 0.0F), 1))
        QCOMPARE(share, 0.0F);
    QVERIFY(wordShares(TokenSequence{}, {}, 1).empty());
}

void NeglectTest::neglectedAtTheSixthStep()
{
    std::vector<float> shares{1.0F, 1.0F, 1.0F};
    for (int step = 3; step < 8; ++step) {
        shares.push_back(0.3F);
        QCOMPARE(isNeglected(shares, 0.5, 3), step >= 5);
    }
}

void NeglectTest::earlyStepsDoNotCount()
{
    QVERIFY(!isNeglected(std::vector<float>(5, 0.0F), 0.5, 3));
    QVERIFY(isNeglected(std::vector<float>(6, 0.0F), 0.5, 3));
    QVERIFY(!isNeglected(std::vector<float>{}, 0.5, 3));
    QVERIFY(!isNeglected(std::vector<float>{0, 0, 0, 1, 1, 1, 1, 1}, 0.5, 3));
}

void NeglectTest::aGoodStepBreaksTheRow()
{
    const std::vector<float> broken{1, 1, 1, 0.3F, 0.3F, 0.6F, 0.3F, 0.3F};
    QVERIFY(!isNeglected(broken, 0.5, 3));
    std::vector<float> again = broken;
    again.push_back(0.3F);
    QVERIFY(isNeglected(again, 0.5, 3));
    again.push_back(2.0F); // it stays neglected: the finding is about the run
    QVERIFY(isNeglected(again, 0.5, 3));
}

void NeglectTest::thresholdAndCountAreOptions()
{
    const std::vector<float> half(8, 0.5F);
    QVERIFY(!isNeglected(half, 0.5, 3)); // below, not at
    QVERIFY(isNeglected(half, 0.51, 3));
    QVERIFY(isNeglected(half, 0.51, 5));
    QVERIFY(!isNeglected(half, 0.51, 6));
    QVERIFY(isNeglected(std::vector<float>{1, 1, 1, 0.1F}, 0.5, 1));
    QVERIFY(!isNeglected(half, 0.0, 1));
}

QTEST_APPLESS_MAIN(NeglectTest)
#include "NeglectTest.moc"
