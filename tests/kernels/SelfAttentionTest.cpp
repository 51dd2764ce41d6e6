#include "kernels/bf16.h"
#include "kernels/self_attention/op.h"
#include "tests/kernels/Pieces.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

using namespace dare::kernels;

namespace
{

/// One problem, f32 and rounded to bf16, with what softmax(q k^T / sqrt(C)) v is in double.
struct Problem {
    int heads;
    int rows;
    int channels;
    bool bf16;
    std::vector<float> q, k, v;

    Problem(int h, int r, int c, bool narrow, float spread)
        : heads(h), rows(r), channels(c), bf16(narrow)
    {
        std::mt19937 random(static_cast<unsigned>(h * 131 + r * 7 + c));
        std::normal_distribution<float> normal(0.0F, 1.0F);
        for (auto *x : {&q, &k, &v}) {
            x->resize(static_cast<std::size_t>(h * r * c));
            for (float &value : *x) {
                value = normal(random) * (x == &v ? 1.0F : spread);
                value = narrow ? fromBf16(toBf16(value)) : value;
            }
        }
    }

    [[nodiscard]] std::size_t at(int head, int row, int channel) const
    {
        return static_cast<std::size_t>((head * rows + row) * channels + channel);
    }

    /// @return [rows, heads*channels]
    [[nodiscard]] std::vector<double> expected() const
    {
        std::vector<double> y(q.size());
        std::vector<double> p(static_cast<std::size_t>(rows));
        for (int head = 0; head < heads; ++head) {
            for (int query = 0; query < rows; ++query) {
                const double sum = probabilities(head, query, p);
                for (int c = 0; c < channels; ++c) {
                    double value = 0.0;
                    for (int key = 0; key < rows; ++key)
                        value += p[static_cast<std::size_t>(key)] *
                                 static_cast<double>(v[at(head, key, c)]);
                    y[static_cast<std::size_t>((query * heads + head) * channels + c)] =
                        value / sum;
                }
            }
        }
        return y;
    }

    [[nodiscard]] std::vector<float> computed(const ParallelFor &parallel) const
    {
        std::vector<std::uint16_t> narrow[3];
        SelfAttention op;
        op.rows = rows;
        op.heads = heads;
        op.channels = channels;
        op.bf16 = bf16;
        std::vector<float> y(q.size());
        if (!bf16) {
            op.q = q.data();
            op.k = k.data();
            op.v = v.data();
            op.y = y.data();
            selfAttention(op, parallel);
            return y;
        }
        int i = 0;
        for (const auto *x : {&q, &k, &v}) {
            narrow[i].resize(x->size());
            std::transform(x->begin(), x->end(), narrow[i++].begin(), toBf16);
        }
        std::vector<std::uint16_t> out(q.size());
        op.q = narrow[0].data();
        op.k = narrow[1].data();
        op.v = narrow[2].data();
        op.y = out.data();
        selfAttention(op, parallel);
        std::transform(out.begin(), out.end(), y.begin(), fromBf16);
        return y;
    }

private:
    double probabilities(int head, int query, std::vector<double> &p) const
    {
        double top = -1e300;
        for (int key = 0; key < rows; ++key) {
            double score = 0.0;
            for (int c = 0; c < channels; ++c)
                score += static_cast<double>(q[at(head, query, c)]) *
                         static_cast<double>(k[at(head, key, c)]);
            p[static_cast<std::size_t>(key)] = score / std::sqrt(static_cast<double>(channels));
            top = std::max(top, p[static_cast<std::size_t>(key)]);
        }
        double sum = 0.0;
        for (double &value : p) {
            value = std::exp(value - top);
            sum += value;
        }
        return sum;
    }
};

double largestDifference(const std::vector<float> &got, const std::vector<double> &expected)
{
    double out = 0.0;
    for (std::size_t i = 0; i < got.size(); ++i)
        out = std::max(out, std::abs(static_cast<double>(got[i]) - expected[i]));
    return out;
}

} // namespace

/// Against the definition in double, at sizes around the tile's and the block's edges.
class SelfAttentionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithTheDefinition_data()
    {
        QTest::addColumn<int>("heads");
        QTest::addColumn<int>("rows");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("spread");
        QTest::newRow("one row") << 1 << 1 << 2 << 1.0;
        QTest::newRow("below a tile") << 2 << 5 << 8 << 1.0;
        QTest::newRow("a tile") << 1 << 6 << 16 << 1.0;
        QTest::newRow("past a vector") << 3 << 17 << 18 << 1.0;
        QTest::newRow("past 64 keys") << 2 << 65 << 64 << 1.0;
        QTest::newRow("a block") << 1 << 512 << 24 << 1.0;
        QTest::newRow("past a block") << 1 << 515 << 80 << 1.0;
        QTest::newRow("sharp, past two blocks") << 2 << 1031 << 32 << 6.0;
        QTest::newRow("128 channels") << 1 << 200 << 128 << 2.0;
    }
    void agreesWithTheDefinition()
    {
        QFETCH(int, heads);
        QFETCH(int, rows);
        QFETCH(int, channels);
        QFETCH(double, spread);
        for (const bool bf16 : {false, true}) {
            if (!selfAttentionRunsHere(bf16))
                QSKIP("this processor has no AVX-512");
            const Problem problem(heads, rows, channels, bf16, static_cast<float>(spread));
            const double worst =
                largestDifference(problem.computed(pieces::whole), problem.expected());
            // bf16 rounds each probability and the result to 2^-9 of values up to about 4; in f32
            // it is the scores that round, and they grow with the square of the spread.
            QVERIFY2(worst <= (bf16 ? 2.5e-2 : 1e-6 * (10.0 + spread * spread)),
                     qPrintable(QString("%1 in %2").arg(worst).arg(bf16 ? "bf16" : "f32")));
        }
    }

    void doesNotDependOnTheSplit()
    {
        for (const bool bf16 : {false, true}) {
            if (!selfAttentionRunsHere(bf16))
                QSKIP("this processor has no AVX-512");
            const Problem problem(3, 130, 48, bf16, 1.5F);
            QCOMPARE(problem.computed(pieces::threads), problem.computed(pieces::whole));
        }
    }
};

QTEST_APPLESS_MAIN(SelfAttentionTest)
#include "SelfAttentionTest.moc"
