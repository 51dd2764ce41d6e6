#include "tests/kernels/TextRows.h"

#include <QTest>

using namespace textRows;

/// The text encoder's operators on the processor against their formulas in double.
class TextKernelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void gateFollowsItsFormula();
    void softmaxFollowsItsFormula();
    void softmaxLooksTheBiasUpByOffset();
    void splitOfTheWorkChangesNothing();
};

void TextKernelsTest::gateFollowsItsFormula()
{
    for (const std::int64_t channels : {1, 8, 37, 128}) {
        const Gate setup = gateCase(19, channels);
        QVERIFY(follows(setup, onProcessor(setup)));
    }
}

void TextKernelsTest::softmaxFollowsItsFormula()
{
    for (const int tokens : {1, 2, 31, 33, 100}) {
        const Softmax setup = softmaxCase(3, tokens);
        QVERIFY(follows(setup, onProcessor(setup)));
    }
}

void TextKernelsTest::softmaxLooksTheBiasUpByOffset()
{
    // Two tokens, equal logits; only "one to the right" has a bias, of ln 3.
    Softmax setup{1, 2, 2, std::vector<float>(4, 0.0F), {0.0F, std::log(3.0F)}, {0, 0, 1}};
    const Bf16s p = onProcessor(setup);
    const Bf16s expected{dare::kernels::toBf16(0.25F), dare::kernels::toBf16(0.75F),
                         dare::kernels::toBf16(0.5F), dare::kernels::toBf16(0.5F)};
    QCOMPARE(p, expected);
}

void TextKernelsTest::splitOfTheWorkChangesNothing()
{
    const Gate gate = gateCase(50, 40);
    QCOMPARE(onProcessor(gate, pieces::reversed), onProcessor(gate));
    QCOMPARE(onProcessor(gate, pieces::threads), onProcessor(gate));
    const Softmax softmax = softmaxCase(4, 21);
    QCOMPARE(onProcessor(softmax, pieces::reversed), onProcessor(softmax));
    QCOMPARE(onProcessor(softmax, pieces::threads), onProcessor(softmax));
}

QTEST_GUILESS_MAIN(TextKernelsTest)
#include "TextKernelsTest.moc"
