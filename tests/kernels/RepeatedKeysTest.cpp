#include "tests/kernels/RepeatedRows.h"

#include <QTest>

using namespace repeatedRows;

/// The operator on the processor: it gives the attention without the repetition.
class RepeatedKeysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesThePlainAttention_data();
    void givesThePlainAttention();
    void aKeyThatHasEverythingStays();
    void theRepetitionMatters();
    void splitOfTheWorkChangesNothing();
};

void RepeatedKeysTest::givesThePlainAttention_data()
{
    QTest::addColumn<int>("repeated");
    QTest::addColumn<float>("reach");
    for (const int repeated : {0, 1, 8, 17, 40}) {
        QTest::addRow("%d of 40 keys", repeated) << repeated << 1.0F;
        QTest::addRow("%d of 40 keys, peaked", repeated) << repeated << 12.0F;
    }
}

void RepeatedKeysTest::givesThePlainAttention()
{
    QFETCH(int, repeated);
    QFETCH(float, reach);
    for (const int channels : {8, 64}) {
        const Case setup = make(21, 3, channels, 40, repeated, reach);
        QVERIFY(follows(setup, onProcessor(setup)));
    }
}

void RepeatedKeysTest::aKeyThatHasEverythingStays()
{
    // One key: the attention is its value, whichever way it is counted.
    const Case setup = make(5, 2, 16, 1, 1, 3.0F);
    QVERIFY(follows(setup, onProcessor(setup)));
}

void RepeatedKeysTest::theRepetitionMatters()
{
    const Case setup = make(21, 3, 64, 40, 8, 1.0F);
    QVERIFY(!follows(setup, setup.y));
}

void RepeatedKeysTest::splitOfTheWorkChangesNothing()
{
    const Case setup = make(50, 2, 24, 30, 9, 1.0F);
    QCOMPARE(onProcessor(setup, pieces::reversed), onProcessor(setup));
    QCOMPARE(onProcessor(setup, pieces::threads), onProcessor(setup));
}

QTEST_GUILESS_MAIN(RepeatedKeysTest)
#include "RepeatedKeysTest.moc"
