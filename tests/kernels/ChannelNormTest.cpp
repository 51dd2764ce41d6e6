#include "kernels/bf16.h"
#include "kernels/channel_norm/op.h"
#include "tests/kernels/ChannelRows.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

using namespace dare::kernels;

/// The VAE's row operators on the processor against their formulas in double.
class ChannelNormTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normFollowsItsFormula();
    void aRowOfZerosStaysZero();
    void sumAddsBiasAndSkip();
    void splitOfTheWorkChangesNothing();
};

void ChannelNormTest::normFollowsItsFormula()
{
    for (const std::int64_t channels : {1, 8, 15, 96, 384}) {
        for (const bool silu : {true, false}) {
            for (const bool biased : {true, false}) {
                const auto setup = channelRows::normCase(67, channels, biased, silu);
                QVERIFY2(channelRows::follows(setup, channelRows::onProcessor(setup)),
                         qPrintable(QStringLiteral("%1 channels").arg(channels)));
            }
        }
    }
}

void ChannelNormTest::aRowOfZerosStaysZero()
{
    auto setup = channelRows::normCase(1, 24, false, true);
    std::fill(setup.x.begin(), setup.x.end(), std::uint16_t{0});
    for (const std::uint16_t value : channelRows::onProcessor(setup))
        QCOMPARE(fromBf16(value), 0.0F);
}

void ChannelNormTest::sumAddsBiasAndSkip()
{
    for (const bool skip : {true, false}) {
        const auto setup = channelRows::sumCase(33, 24, skip);
        QVERIFY(channelRows::follows(setup, channelRows::onProcessor(setup)));
    }
}

void ChannelNormTest::splitOfTheWorkChangesNothing()
{
    const auto setup = channelRows::normCase(200, 40, true, true);
    QCOMPARE(channelRows::onProcessor(setup, pieces::reversed), channelRows::onProcessor(setup));
    QCOMPARE(channelRows::onProcessor(setup, pieces::threads), channelRows::onProcessor(setup));
    const auto sum = channelRows::sumCase(200, 40, true);
    QCOMPARE(channelRows::onProcessor(sum, pieces::threads), channelRows::onProcessor(sum));
}

QTEST_GUILESS_MAIN(ChannelNormTest)
#include "ChannelNormTest.moc"
