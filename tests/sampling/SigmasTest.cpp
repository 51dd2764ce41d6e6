#include "core/sampling/Sigmas.h"

#include <QTest>

#include <cmath>

using namespace dare;

/// Noise levels and timesteps of both tables.
class SigmasTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fourSteps_data();
    void fourSteps();
    void fiftySteps_data();
    void fiftySteps();
    void timestepsAreTruncated();
    void oneStep();
    void tablesDescendToZero();
    void valuesAreThoseOfF32();
};

void SigmasTest::fourSteps_data()
{
    QTest::addColumn<int>("table");
    QTest::addColumn<QList<double>>("sigmas");
    QTest::addColumn<QList<int>>("timesteps");
    QTest::newRow("new") << static_cast<int>(SigmaTable::New)
                         << QList<double>{0.999999, 0.900120, 0.750375, 0.500999, 0.0}
                         << QList<int>{999, 900, 750, 500};
    QTest::newRow("old") << static_cast<int>(SigmaTable::Old)
                         << QList<double>{0.999666, 0.899640, 0.749625, 0.499667, 0.0}
                         << QList<int>{999, 899, 749, 499};
}

void SigmasTest::fourSteps()
{
    QFETCH(int, table);
    QFETCH(QList<double>, sigmas);
    QFETCH(QList<int>, timesteps);
    const SigmaSchedule got = sigmaSchedule(static_cast<SigmaTable>(table), 4, 3.0, 1000);
    QCOMPARE(got.sigmas.size(), std::size_t{5});
    for (qsizetype i = 0; i < 5; ++i)
        QVERIFY(std::abs(got.sigmas[static_cast<std::size_t>(i)] - sigmas[i]) < 1e-6);
    QCOMPARE((QList<int>(got.timesteps.begin(), got.timesteps.end())), timesteps);
}

void SigmasTest::fiftySteps_data()
{
    QTest::addColumn<int>("table");
    QTest::addColumn<QList<int>>("first");
    QTest::addColumn<QList<int>>("last");
    QTest::newRow("new") << static_cast<int>(SigmaTable::New) << QList<int>{999, 993, 986, 979}
                         << QList<int>{162, 113, 60};
    QTest::newRow("old") << static_cast<int>(SigmaTable::Old) << QList<int>{999, 992, 985, 978}
                         << QList<int>{160, 111, 57};
}

void SigmasTest::fiftySteps()
{
    QFETCH(int, table);
    QFETCH(QList<int>, first);
    QFETCH(QList<int>, last);
    const SigmaSchedule got = sigmaSchedule(static_cast<SigmaTable>(table), 50, 3.0, 1000);
    const QList<int> all(got.timesteps.begin(), got.timesteps.end());
    QCOMPARE(all.size(), 50);
    QCOMPARE(all.first(4), first);
    QCOMPARE(all.last(3), last);
}

void SigmasTest::timestepsAreTruncated()
{
    // 0.750375 and 0.500999 of 1000: rounding would give 501 for the last.
    QCOMPARE(sigmaSchedule(SigmaTable::New, 4, 3.0, 1000).timesteps.back(), 500);
    // Without a shift the levels are 1 - 0.111 k: whole timesteps but for the last bit, which the
    // reference truncates too.
    const SigmaSchedule whole = sigmaSchedule(SigmaTable::New, 9, 1.0, 1000);
    QCOMPARE((QList<int>(whole.timesteps.begin(), whole.timesteps.end())),
             (QList<int>{999, 889, 778, 667, 556, 444, 333, 222, 111}));
    QCOMPARE(sigmaSchedule(SigmaTable::New, 4, 3.0, 500).timesteps.front(), 499);
}

void SigmasTest::oneStep()
{
    const SigmaSchedule got = sigmaSchedule(SigmaTable::New, 1, 5.0, 1000);
    QCOMPARE(got.sigmas.size(), std::size_t{2});
    QVERIFY(std::abs(got.sigmas[0] - 0.999999) < 1e-7);
    QVERIFY(got.sigmas[1] == 0.0);
    QCOMPARE(got.timesteps.front(), 999);
}

void SigmasTest::tablesDescendToZero()
{
    for (const SigmaTable table : {SigmaTable::New, SigmaTable::Old}) {
        for (const double shift : {0.01, 0.5, 1.0, 3.0, 8.0, 100.0}) {
            for (const int steps : {1, 2, 7, 1000}) {
                const SigmaSchedule got = sigmaSchedule(table, steps, shift, 1000);
                QCOMPARE(got.timesteps.size(), static_cast<std::size_t>(steps));
                QVERIFY(got.sigmas.front() < 1.0);
                QVERIFY(got.sigmas.back() == 0.0);
                for (std::size_t i = 0; i + 1 < got.sigmas.size(); ++i) {
                    QVERIFY(got.sigmas[i] > got.sigmas[i + 1]);
                    QVERIFY(got.timesteps[i] >= 0 && got.timesteps[i] < 1000);
                }
            }
        }
    }
}

void SigmasTest::valuesAreThoseOfF32()
{
    for (const double sigma : sigmaSchedule(SigmaTable::New, 10, 3.0, 1000).sigmas)
        QVERIFY(sigma == static_cast<double>(static_cast<float>(sigma)));
}

QTEST_APPLESS_MAIN(SigmasTest)
#include "SigmasTest.moc"
