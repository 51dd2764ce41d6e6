#include "widgets/sides/SidesPanel.h"
#include "tests/widgets/TextFit.h"
#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/ABSlider.h"
#include "widgets/sides/ABTrack.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SamplingForm.h"
#include "widgets/theme/ThemeApplier.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

class SidesPanelTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<RecipeModel> m_model;
    std::unique_ptr<SidesPanel> m_panel;

    template <typename T> T *find(const char *name) const
    {
        return m_panel->findChild<T *>(QString::fromLatin1(name));
    }
    ABTrack *track(const char *option) const
    {
        return find<ABSlider>(option)->findChild<ABTrack *>();
    }
    static void drag(ABTrack *track, double from, double to)
    {
        const int y = track->height() / 2;
        QTest::mousePress(track, Qt::LeftButton, {}, QPoint(qRound(track->xOf(from)), y));
        for (int i = 1; i <= 4; ++i) {
            const double at = track->xOf(from) + (track->xOf(to) - track->xOf(from)) * i / 4;
            QTest::mouseMove(track, QPoint(qRound(at), y));
        }
        QTest::mouseRelease(track, Qt::LeftButton, {}, QPoint(qRound(track->xOf(to)), y));
    }

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<ThemeApplier>(); }

    void init()
    {
        failOnAnyWarning();
        m_theme->apply(darkTheme());
        m_model = std::make_unique<RecipeModel>();
        Recipe recipe;
        recipe.a.variant = "plain";
        recipe.b.variant = "dare";
        recipe.b.value(Option::Lambda) = 0.5;
        recipe.b.value(Option::S) = 1.0;
        recipe.size = {96, 96, 16};
        m_model->reset(recipe);
        m_panel = std::make_unique<SidesPanel>(m_model.get());
        SideOptions dare = recipe.b;
        dare.variant.clear();
        m_panel->setPresets({{"Plain CFG", SideOptions()}, {"DARE", dare}});
        m_panel->setVariants({"plain", "dare"});
        m_panel->sampling()->setSizes({{96, 96, 16}});
        m_panel->resize(324, 900);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }

    void everyNameOfTheSpecificationIsThere()
    {
        for (const char *name :
             {"presetA",     "presetB",   "variantA",     "variantB",      "sidesSwap",
              "sidesMenu",   "param_w",   "param_lambda", "param_s",       "param_gamma",
              "param_kappa", "param_w_a", "param_w_b",    "wordWeights_a", "wordWeights_b",
              "seed",        "seedLock",  "seedDice",     "steps",         "sampler",
              "size",        "tau",       "runBox",       "btnRun",        "runProgress",
              "btnPause",    "btnCancel"})
            QVERIFY2(find<QWidget>(name) != nullptr, name);
    }

    void draggingBChangesOnlyBAndOneUndoRestores()
    {
        const Recipe before = m_model->recipe();
        drag(track("param_lambda"), 0.5, 0.8);
        QVERIFY(std::abs(m_model->recipe().b.value(Option::Lambda) - 0.8) < 0.02);
        QCOMPARE(m_model->recipe().a, before.a);
        QCOMPARE(find<QDoubleSpinBox>("param_lambda_b")->value(),
                 m_model->recipe().b.value(Option::Lambda));
        QCOMPARE(find<QDoubleSpinBox>("param_lambda_a")->value(), 0.0);
        QCOMPARE(m_model->undoStack()->count(), 1);
        m_model->undoStack()->undo();
        QCOMPARE(m_model->recipe(), before);
        QCOMPARE(find<QDoubleSpinBox>("param_lambda_b")->value(), 0.5);
    }

    void draggingAChangesOnlyA()
    {
        const Recipe before = m_model->recipe();
        drag(track("param_lambda"), 0.0, 0.3);
        QVERIFY(std::abs(m_model->recipe().a.value(Option::Lambda) - 0.3) < 0.02);
        QCOMPARE(m_model->recipe().b, before.b);
    }

    void doubleClickGoesBackToTheDefault()
    {
        ABTrack *bar = track("param_s");
        QTest::mouseDClick(bar, Qt::LeftButton, {},
                           QPoint(qRound(bar->xOf(1.0)), bar->height() / 2));
        QCOMPARE(m_model->recipe().b.value(Option::S), spec(Option::S).fallback);
    }

    void typedValueIsClampedToTheTable()
    {
        auto *box = find<QDoubleSpinBox>("param_w_b");
        QCOMPARE(box->minimum(), spec(Option::W).minimum);
        QCOMPARE(box->maximum(), spec(Option::W).maximum);
        box->setFocus();
        box->selectAll();
        QTest::keyClicks(box, "7.5");
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(m_model->recipe().b.value(Option::W), 7.5);
        QCOMPARE(m_model->recipe().a.value(Option::W), 3.0);
    }

    void tooltipsSayWhereTheFormulaComesFrom()
    {
        for (const char *name :
             {"param_w", "param_lambda", "param_s", "param_gamma", "param_kappa"})
            QVERIFY2(find<QWidget>(name)->toolTip().contains("ur reading of the abstract"), name);
    }

    void presetSetsItsSideAndKeepsTheVariant()
    {
        auto *box = find<QComboBox>("presetB");
        QCOMPARE(box->currentText(), QString("DARE"));
        QTest::keyClick(box, Qt::Key_Home); // Plain CFG
        QCOMPARE(m_model->recipe().b.value(Option::S), 0.0);
        QCOMPARE(m_model->recipe().b.variant, std::string("dare"));
        m_model->undoStack()->undo();
        QCOMPARE(box->currentText(), QString("DARE"));
        m_model->edit("w", {}, [](Recipe &recipe) { recipe.b.value(Option::W) = 9; });
        QCOMPARE(box->currentText(), QString("Custom"));
    }

    void wordWeightsAreASideOfTheirOwn()
    {
        QTest::mouseClick(find<QCheckBox>("wordWeights_b"), Qt::LeftButton);
        QVERIFY(m_model->recipe().b.wordWeights);
        QVERIFY(!m_model->recipe().a.wordWeights);
    }

    void swapExchangesSides()
    {
        const Recipe before = m_model->recipe();
        QTest::mouseClick(find<QToolButton>("sidesSwap"), Qt::LeftButton);
        QCOMPARE(m_model->recipe().a, before.b);
        QCOMPARE(m_model->recipe().b, before.a);
    }

    void seedTakesSixtyFourBits()
    {
        auto *seed = find<QLineEdit>("seed");
        seed->setFocus();
        seed->selectAll();
        QTest::keyClicks(seed, "18446744073709551615");
        QTest::keyClick(seed, Qt::Key_Return);
        QCOMPARE(m_model->recipe().seed, std::numeric_limits<std::uint64_t>::max());
        QTest::mouseClick(find<QToolButton>("seedDice"), Qt::LeftButton);
        QVERIFY(m_model->recipe().seed < 1'000'000U);
        QCOMPARE(seed->text(), QString::number(m_model->recipe().seed));
    }

    void runBoxTellsWhatTheUserWants()
    {
        RunBox *box = m_panel->runBox();
        QSignalSpy run(box, &RunBox::runRequested);
        QSignalSpy cancel(box, &RunBox::cancelRequested);
        QSignalSpy pause(box, &RunBox::pauseRequested);
        QTest::mouseClick(find<QPushButton>("btnRun"), Qt::LeftButton);
        QCOMPARE(run.size(), 1);
        box->setBlocked("Unbalanced parenthesis");
        box->trigger();
        QCOMPARE(run.size(), 1);
        box->setBlocked({});
        box->showRunning(3.5, 16, "both sides", 4.2);
        QCOMPARE(find<QProgressBar>("runProgress")->value() * 16,
                 find<QProgressBar>("runProgress")->maximum() * 7 / 2);
        box->trigger(); // Ctrl+Enter while running asks for one more, which the queue takes
        QCOMPARE(run.size(), 2);
        QTest::mouseClick(find<QPushButton>("btnPause"), Qt::LeftButton);
        QCOMPARE(pause.size(), 1);
        box->askToCancel();
        QCOMPARE(cancel.size(), 0); // asks once
        box->askToCancel();
        QCOMPARE(cancel.size(), 1);
        box->showIdle();
        box->askToCancel();
        QCOMPARE(cancel.size(), 1);
    }

    void textFits_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<bool>("dark");
        QTest::newRow("wide dark") << 324 << true;
        QTest::newRow("compact dark") << 288 << true;
        QTest::newRow("compact light") << 288 << false;
    }
    void textFits()
    {
        QFETCH(int, width);
        QFETCH(bool, dark);
        m_theme->apply(dark ? darkTheme() : lightTheme());
        m_panel->setCompact(width < 300);
        m_panel->resize(width, 700);
        m_panel->runBox()->setPrediction("A and B, 16 steps", "≈ 112 s · 20.4 MB");
        QTest::qWait(20);
        QCOMPARE(m_panel->width(), width);
        QCOMPARE(textsThatDoNotFit(m_panel.get()).join('\n'), QString());
        QCOMPARE(overlaps(m_panel.get()).join('\n'), QString());
        m_panel->runBox()->showRunning(3.5, 16, "both sides", 124.2);
        QTest::qWait(20);
        QCOMPARE(textsThatDoNotFit(m_panel.get()).join('\n'), QString());
    }
};

QTEST_MAIN(SidesPanelTest)
#include "SidesPanelTest.moc"
