#include "widgets/neglect/NeglectModel.h"
#include "widgets/neglect/FilmstripModel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

using namespace dare;

namespace
{

NeglectRun threeWords()
{
    NeglectRun out;
    out.steps = 10;
    out.words = {{"turtle", 1, 0.9, {true, true}},
                 {"rocket", 3, 0.8, {true, false}},
                 {"night", 4, 0.4, {true, true}}};
    return out;
}

/// Shares of five words of the prompt.
std::vector<float> shares(float turtle, float rocket, float night)
{
    return {1.0F, turtle, 1.0F, rocket, night};
}

} // namespace

/// The meter and the strip as values.
class NeglectModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judgesByTheRule()
    {
        NeglectModel meter;
        const QAbstractItemModelTester tester(&meter);
        QSignalSpy marks(&meter, &NeglectModel::marksChanged);
        meter.setRun(threeWords());
        QCOMPARE(marks.count(), 1);
        for (int step = 0; step < 8; ++step) {
            // The turtle is low from the start; rocket is never judged on B; night recovers.
            const float night = step == 5 ? 0.7F : 0.4F;
            meter.setShares(Side::B, step, shares(0.3F, 0.1F, night), shares(0.6F, 0.1F, night));
            QCOMPARE(meter.neglectedFrom(0, Side::B), step < 5 ? -1 : 5);
        }
        QCOMPARE(marks.count(), 2);
        QCOMPARE(meter.neglectedFrom(1, Side::B), -1);
        QCOMPARE(meter.neglectedFrom(2, Side::B), -1); // two steps, a gap, two steps
        meter.setShares(Side::B, 8, shares(0.3F, 0.1F, 0.4F), shares(0.6F, 0.1F, 0.4F));
        QCOMPARE(meter.neglectedFrom(2, Side::B), 8);
        QCOMPARE(meter.neglectedWords(), 2);
        QCOMPARE(meter.verdict(0), QString("neglected in B"));
        QCOMPARE(meter.verdict(1), QString("kept"));
        QCOMPARE(meter.before(0, Side::B).back(), 0.3F);
        QCOMPARE(meter.after(0, Side::B).back(), 0.6F);
    }

    void lowestFirst()
    {
        NeglectModel meter;
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(&meter);
        sorted.setSortRole(NeglectModel::SortRole);
        sorted.sort(NeglectModel::WordColumn);
        meter.setRun(threeWords());
        meter.setShares(Side::A, 0, shares(0.9F, 1.5F, 0.6F), shares(0.9F, 1.5F, 0.6F));
        meter.setShares(Side::B, 0, shares(0.9F, 0.2F, 0.6F), shares(0.9F, 0.2F, 0.6F));
        QCOMPARE(sorted.index(0, 0).data().toString(), QString("rocket"));
        QCOMPARE(sorted.index(1, 0).data().toString(), QString("night"));
        QCOMPARE(sorted.index(2, 0).data().toString(), QString("turtle"));
    }

    void nowFollowsTheStep()
    {
        NeglectModel meter;
        meter.setRun(threeWords());
        for (int step = 0; step < 4; ++step) {
            const auto share = 0.1F * static_cast<float>(step);
            meter.setShares(Side::A, step, shares(share, 1, 1), shares(share, 1, 1));
        }
        QCOMPARE(meter.now(0, Side::A), 0.1F * 3);
        QCOMPARE(meter.now(0, Side::B), -1.0F);
        meter.setCurrentStep(1);
        QCOMPARE(meter.now(0, Side::A), 0.1F);
        meter.setCurrentStep(7); // not there yet
        QCOMPARE(meter.now(0, Side::A), -1.0F);
        QCOMPARE(meter.index(0, NeglectModel::NowA).data().toString(), QString("–"));
    }

    void aGapIsNotFilled()
    {
        NeglectModel meter;
        meter.setRun(threeWords());
        meter.setShares(Side::A, 2, shares(0.1F, 1, 1), shares(0.1F, 1, 1));
        QVERIFY(meter.before(0, Side::A).empty());
        meter.setShares(Side::A, 0, shares(0.5F, 1, 1), shares(0.5F, 1, 1));
        meter.setShares(Side::A, 0, shares(0.6F, 1, 1), shares(0.6F, 1, 1)); // again: replaces
        QCOMPARE(meter.before(0, Side::A), std::vector<float>{0.6F});
    }

    void speaks()
    {
        NeglectModel meter;
        meter.setRun(threeWords());
        meter.setShares(Side::A, 0, shares(0.37F, 1, 1), shares(0.37F, 1, 1));
        QCOMPARE(meter.index(0, 0).data(Qt::AccessibleTextRole).toString(),
                 QString("turtle, share in A 0.37, from step 6"));
    }

    void filmstripSpreadsItsSteps()
    {
        FilmstripModel strip;
        QSignalSpy missing(&strip, &FilmstripModel::pictureMissing);
        strip.setRun({true, true});
        QVERIFY(strip.steps().empty());
        strip.setDone(2);
        QCOMPARE(strip.steps(), (std::vector<int>{0, 1}));
        strip.setDone(12);
        QCOMPARE(strip.steps(), (std::vector<int>{0, 4, 7, 11}));
        QCOMPARE(missing.count(), 2);
        QCOMPARE(strip.missing().size(), std::size_t(8));
        strip.setPicture(Side::A, 4, QImage(4, 4, QImage::Format_RGB888));
        QCOMPARE(strip.missing().size(), std::size_t(7));
        QVERIFY(strip.isCurrent(11) && !strip.isCurrent(4));
        strip.setCurrentStep(4);
        QVERIFY(strip.isCurrent(4) && !strip.isCurrent(11));
        strip.setRun({true, false});
        strip.setDone(3);
        QCOMPARE(strip.missing().size(), std::size_t(3)); // side B does not run
    }
};

QTEST_GUILESS_MAIN(NeglectModelTest)
#include "NeglectModelTest.moc"
