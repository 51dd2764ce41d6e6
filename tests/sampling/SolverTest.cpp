#include "tests/sampling/SolverCases.h"

#include <QTest>

#include <cmath>

using namespace solver_cases;
using dare::SamplerKind;

Q_DECLARE_METATYPE(dare::SamplerKind)

namespace
{

double linear(double x, double sigma)
{
    return 0.5 * x + sigma - 0.3;
}

Run fourSteps(SamplerKind sampler)
{
    Run run;
    run.sampler = sampler;
    run.velocity = linear;
    return run;
}

/// x(0) of dx/dsigma = x/2 + sigma - 0.3 from x(1) = 1.
double exactEnd()
{
    // x = c e^(sigma/2) - 2 sigma - 3.4
    const double c = (1.0 + 2.0 + 3.4) / std::exp(0.5);
    return c - 3.4;
}

} // namespace

/// UniPC, DPM++ 2M and Euler on one number.
class SolverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knownAnswers_data();
    void knownAnswers();
    void oneStepGivesX0_data();
    void oneStepGivesX0();
    void firstAndLastStepAreOfOrderOne();
    void velocityAndX0Agree();
    void moreStepsComeCloser();
    void historySurvivesResume_data();
    void historySurvivesResume();

private:
    static void everySampler()
    {
        QTest::addColumn<SamplerKind>("sampler");
        QTest::newRow("UniPC") << SamplerKind::UniPc;
        QTest::newRow("Euler") << SamplerKind::Euler;
        QTest::newRow("DPM++ 2M") << SamplerKind::DpmPp2M;
    }
};

void SolverTest::knownAnswers_data()
{
    QTest::addColumn<SamplerKind>("sampler");
    QTest::addColumn<QList<double>>("expected");
    QTest::newRow("UniPC") << SamplerKind::UniPc
                           << QList<double>{0.880145, 0.731501, 0.567536, 0.324668};
    QTest::newRow("Euler") << SamplerKind::Euler
                           << QList<double>{0.880145, 0.724381, 0.521747, 0.290350};
    QTest::newRow("DPM++ 2M") << SamplerKind::DpmPp2M
                              << QList<double>{0.880145, 0.725514, 0.551204, 0.312427};
}

void SolverTest::knownAnswers()
{
    QFETCH(SamplerKind, sampler);
    QFETCH(QList<double>, expected);
    const std::vector<double> got = states(fourSteps(sampler));
    QCOMPARE(got.size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i)
        QVERIFY2(std::abs(got[i] - expected[static_cast<qsizetype>(i)]) < 1e-5,
                 qPrintable(QString::number(got[i], 'f', 7)));
}

void SolverTest::oneStepGivesX0_data()
{
    everySampler();
}

void SolverTest::oneStepGivesX0()
{
    QFETCH(SamplerKind, sampler);
    Run run = fourSteps(sampler);
    run.steps = 1;
    const double sigma = 0.999999;
    const std::vector<double> got = states(run);
    QCOMPARE(got.size(), std::size_t{1});
    QVERIFY(std::abs(got[0] - (1.0 - sigma * linear(1.0, sigma))) < 1e-6);
}

void SolverTest::firstAndLastStepAreOfOrderOne()
{
    Run run = fourSteps(SamplerKind::UniPc);
    QCOMPARE(orders(run), (std::vector<int>{1, 2, 2, 1}));
    run.steps = 2;
    QCOMPARE(orders(run), (std::vector<int>{1, 1}));
    run.steps = 1;
    QCOMPARE(orders(run), std::vector<int>{1});
}

void SolverTest::velocityAndX0Agree()
{
    for (const SamplerKind sampler :
         {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M}) {
        Run run = fourSteps(sampler);
        run.steps = 10;
        const std::vector<double> velocity = states(run);
        run.asX0 = true;
        const std::vector<double> sample = states(run);
        for (std::size_t i = 0; i < velocity.size(); ++i)
            QVERIFY(std::abs(velocity[i] - sample[i]) < 2e-6);
    }
}

void SolverTest::moreStepsComeCloser()
{
    const double exact = exactEnd();
    for (const SamplerKind sampler :
         {SamplerKind::UniPc, SamplerKind::Euler, SamplerKind::DpmPp2M}) {
        double before = 1.0;
        for (const int steps : {4, 16, 64, 256}) {
            Run run = fourSteps(sampler);
            run.steps = steps;
            run.shift = 1.0;
            const double error = std::abs(states(run).back() - exact);
            QVERIFY2(error < 0.6 * before,
                     qPrintable(QString("%1 steps: %2").arg(steps).arg(error)));
            before = error;
        }
    }
}

void SolverTest::historySurvivesResume_data()
{
    everySampler();
}

void SolverTest::historySurvivesResume()
{
    QFETCH(SamplerKind, sampler);
    Run run = fourSteps(sampler);
    run.steps = 8;
    run.velocity = [](double x, double sigma) {
        return std::sin(1.3 * x) + 0.5 * sigma * x - 0.3 * std::cos(2.0 * sigma);
    };
    const std::vector<double> whole = states(run);
    for (int pause = 1; pause < run.steps; ++pause)
        QVERIFY(statesAcross(run, pause, true) == whole);
    // x alone is not enough, except for Euler, which has no memory.
    QCOMPARE(statesAcross(run, 3, false) == whole, sampler == SamplerKind::Euler);
}

QTEST_APPLESS_MAIN(SolverTest)
#include "SolverTest.moc"
