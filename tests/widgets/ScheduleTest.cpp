#include "core/dare/Reweight.h"
#include "tests/widgets/TextFit.h"
#include "widgets/curves/CurveEditor.h"
#include "widgets/curves/CurvePreset.h"
#include "widgets/curves/CurveText.h"
#include "widgets/recipe/RecipeModel.h"
#include "widgets/sides/CapturePanel.h"
#include "widgets/sides/PresetBar.h"
#include "widgets/sides/SchedulePanel.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"

#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace dare;

/// Schedules, own presets and maps to keep, driven in the Sides panel.
class ScheduleTest : public QObject
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
    CurveEditor *editor() const { return find<CurveEditor>("scheduleEditor"); }
    const Curve &curve(Side side = Side::B) const
    {
        static const Curve none;
        const auto &curves = m_model->recipe().side(side).curves;
        const auto found = curves.find(Option::S);
        return found == curves.end() ? none : found->second;
    }
    void paste(const QString &text) const
    {
        QGuiApplication::clipboard()->setText(text);
        editor()->setFocus();
        QTest::keyClick(editor(), Qt::Key_V, Qt::ControlModifier);
    }
    QPoint at(int step, double value) const { return editor()->positionOf(step, value).toPoint(); }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName("dare-workbench-tests");
        QCoreApplication::setApplicationName("test_schedule");
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
    }
    void init()
    {
        failOnAnyWarning();
        m_model = std::make_unique<RecipeModel>();
        Recipe recipe;
        recipe.steps = 20;
        recipe.b.value(Option::S) = 1.0;
        m_model->reset(recipe);
        m_panel = std::make_unique<SidesPanel>(m_model.get());
        m_panel->setPresets({{"Plain CFG", SideOptions()}});
        m_panel->capture()->setShape(6, 6);
        m_panel->resize(324, 1100);
        m_panel->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
    }
    void cleanup() { m_panel.reset(); }

    void textForm()
    {
        const OptionSpec &s = spec(Option::S);
        const ParsedCurve parsed = parseCurve("8:1.6, 0:.4 30:0.5", s, 20);
        QVERIFY2(parsed.problem.isEmpty(), qPrintable(parsed.problem));
        QCOMPARE(curveText(parsed.curve), QString("0:0.4 8:1.6 19:0.5"));
        for (const char *bad : {"", "8", "a:1", "0:5", "0:-1", "0:1 x"})
            QVERIFY2(!parseCurve(bad, s, 20).problem.isEmpty(), bad);
    }

    void presetsAreRecognised()
    {
        for (const auto preset : {CurvePreset::Constant, CurvePreset::RampUp, CurvePreset::RampDown,
                                  CurvePreset::EarlyBump, CurvePreset::FirstHalf}) {
            const Curve made = presetCurve(preset, 1.5, 20);
            QCOMPARE(presetOf(made, 20), preset);
            QVERIFY(std::abs(peakOf(made) - 1.5) < 1e-9);
            QVERIFY(!presetCurve(preset, 1.5, 1).points.empty());
        }
        QCOMPARE(presetCurve(CurvePreset::FirstHalf, 2.0, 20).at(9), 2.0);
        QCOMPARE(presetCurve(CurvePreset::FirstHalf, 2.0, 20).at(10), 0.0);
    }

    void pastingMakesPointsThatThePlanFollows()
    {
        paste("0:0.4 8:1.6");
        QCOMPARE(curve().points.size(), std::size_t(2));
        const Recipe &recipe = m_model->recipe();
        QCOMPARE(valuesOf(recipe.b, Option::S, recipe.steps).size(), std::size_t(recipe.steps));
        for (const int step : {0, 3, 8, 19}) {
            m_panel->schedule()->setCurrentStep(step);
            const double planned = reweightOptions(recipe.b, step).s;
            QCOMPARE(find<QLabel>("scheduleReading")->text(),
                     QString("step %1: s %2").arg(step + 1).arg(planned, 0, 'f', 2));
            QCOMPARE(valuesOf(recipe.b, Option::S, 20)[std::size_t(step)], planned);
        }
        QCOMPARE(find<QComboBox>("schedulePreset")->currentText(), QString("Custom"));
        m_model->undoStack()->undo();
        QVERIFY(curve().points.empty());
    }

    void screenReadersSeeATable()
    {
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(editor());
        QVERIFY(spoken != nullptr);
        QCOMPARE(spoken->role(), QAccessible::Table);
        QAccessibleTableInterface *table = spoken->tableInterface();
        QVERIFY(table != nullptr);
        QCOMPARE(table->columnCount(), 2);
        QCOMPARE(table->rowCount(), 20);
        QCOMPARE(table->columnDescription(0), QString("step"));
        QCOMPARE(table->columnDescription(1), QString("value"));
        const auto name = [table](int row, int column) {
            return table->cellAt(row, column)->text(QAccessible::Name);
        };
        QCOMPARE(name(7, 1), QString("1.00")); // no schedule: the constant
        paste("0:0.4 8:1.6");
        QCOMPARE(name(0, 0), QString("step 1"));
        QCOMPARE(name(0, 1), QString("0.40, point"));
        QCOMPARE(name(4, 1), QString("1.00"));
        QCOMPARE(name(8, 1), QString("1.60, point"));
        QCOMPARE(name(19, 1), QString("1.60"));
        QAccessibleInterface *cell = table->cellAt(8, 1);
        QCOMPARE(cell->role(), QAccessible::Cell);
        QCOMPARE(cell->tableCellInterface()->rowIndex(), 8);
        QCOMPARE(cell->tableCellInterface()->columnIndex(), 1);
        QCOMPARE(cell->parent(), spoken);
        QCOMPARE(spoken->child(spoken->indexOfChild(cell)), cell);
        const QPoint seen = cell->rect().center();
        QCOMPARE(spoken->childAt(seen.x(), seen.y()), cell);
        m_model->edit("Steps", {}, [](Recipe &recipe) { recipe.steps = 5; });
        QCOMPARE(table->rowCount(), 5);
        QVERIFY(!cell->isValid());
        QVERIFY(table->cellAt(8, 1) == nullptr && table->cellAt(0, 2) == nullptr);
    }

    void refusedTextSaysWhy()
    {
        paste("0:9");
        QVERIFY(curve().points.empty());
        QVERIFY(find<QLabel>("scheduleLegend")->text().contains("between"));
    }

    void pointerEdits()
    {
        QTest::mouseClick(editor(), Qt::LeftButton, {}, at(5, 2.0)); // adds the first point
        QCOMPARE(curve().points.size(), std::size_t(1));
        QCOMPARE(curve().points[0].first, 5);
        QVERIFY(std::abs(curve().points[0].second - 2.0) < 0.1);
        QTest::mouseClick(editor(), Qt::LeftButton, {}, at(15, 0.5));
        QCOMPARE(curve().points.size(), std::size_t(2));
        const int undos = m_model->undoStack()->count();
        const QPoint from = editor()->positionOf(15, curve().points[1].second).toPoint();
        QTest::mousePress(editor(), Qt::LeftButton, {}, from);
        QTest::mouseMove(editor(), at(12, 1.0));
        QTest::mouseMove(editor(), at(2, 1.5)); // a neighbour stops it
        QTest::mouseRelease(editor(), Qt::LeftButton, {}, at(2, 1.5));
        QCOMPARE(curve().points[1].first, 6);
        QCOMPARE(m_model->undoStack()->count(), undos + 1); // one drag, one entry
        QTest::keyClick(editor(), Qt::Key_Delete);
        QCOMPARE(curve().points.size(), std::size_t(1));
    }

    void keysNudge()
    {
        paste("0:1 10:1");
        QTest::keyClick(editor(), Qt::Key_Right, Qt::ControlModifier);
        QTest::keyClick(editor(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(editor()->selectedPoint(), 1);
        QTest::keyClick(editor(), Qt::Key_Right);
        QTest::keyClick(editor(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(curve().points[1].first, 11);
        QVERIFY(std::abs(curve().points[1].second - 1.5) < 1e-9);
        QVERIFY(editor()->accessibleDescription().contains("step 12: 1.5"));
    }

    void doubleClickTypes()
    {
        paste("0:1 10:1");
        QTest::mouseDClick(editor(), Qt::LeftButton, {}, at(10, 1.0));
        auto *typing = find<QLineEdit>("scheduleTyping");
        QVERIFY(typing->isVisible());
        typing->selectAll();
        QTest::keyClicks(typing, "12:2.5");
        QTest::keyClick(typing, Qt::Key_Return);
        QVERIFY(!typing->isVisible());
        QCOMPARE(curve().points[1].first, 12);
        QCOMPARE(curve().points[1].second, 2.5);
    }

    void buttonSwitchesAndSliderScales()
    {
        auto *button = find<QToolButton>("curve_s");
        QVERIFY(!button->isChecked());
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(button->isChecked());
        QCOMPARE(presetOf(curve(), 20), CurvePreset::Constant);
        QVERIFY(curve(Side::A).points.empty());
        paste("0:0.5 10:1");
        auto *box = find<QDoubleSpinBox>("param_s_b");
        QCOMPARE(box->value(), 1.0); // the peak
        box->setValue(2.0);
        QCOMPARE(curve().at(0), 1.0);
        QCOMPARE(curve().at(10), 2.0);
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(!button->isChecked());
        QVERIFY(curve().points.empty());
        QCOMPARE(m_model->recipe().b.value(Option::S), 2.0);
    }

    void presetBoxShapes()
    {
        auto *preset = find<QComboBox>("schedulePreset");
        preset->setCurrentIndex(1);
        Q_EMIT preset->activated(1);
        QCOMPARE(presetOf(curve(), 20), CurvePreset::RampUp);
        QCOMPARE(curve().at(19), 1.0);
        auto *steps = find<QSpinBox>("steps");
        steps->setValue(10); // the shape stays
        QCOMPARE(presetOf(curve(), 10), CurvePreset::RampUp);
        preset->setCurrentIndex(0);
        Q_EMIT preset->activated(0);
        QVERIFY(curve().points.empty());
    }

    void ownPresets()
    {
        paste("0:0.4 8:1.6");
        PresetBar *bar = m_panel->presetBar();
        QVERIFY(!bar->savePreset("Plain CFG", Side::B)); // the model's name
        QVERIFY(bar->savePreset("Mine", Side::B));
        QCOMPARE(find<QComboBox>("presetB")->currentText(), QString("Mine"));
        m_model->edit("other", {}, [](Recipe &r) { r.b.value(Option::Lambda) = 0.7; });
        QCOMPARE(find<QComboBox>("presetB")->currentText(), QString("Custom"));
        SidesPanel again(m_model.get()); // they outlive the panel
        again.setPresets({{"Plain CFG", SideOptions()}});
        QCOMPARE(again.presets().size(), std::size_t(2));
        QCOMPARE(again.presets()[1].options.curves.at(Option::S), curve());
        again.presetBar()->deletePreset("Mine");
        bar->setPresets({{"Plain CFG", SideOptions()}});
        QCOMPARE(m_panel->presets().size(), std::size_t(1));
    }

    void mapsToKeep()
    {
        QCOMPARE(indexListText({0, 1, 2, 5}), QString("1-3 6"));
        QCOMPARE(parseIndexList("6, 1-3 9 x", 6), (std::vector<int>{0, 1, 2, 5}));
        auto *layers = find<QComboBox>("captureLayers");
        QCOMPARE(layers->currentText(), QString("All 6"));
        layers->setFocus();
        layers->lineEdit()->selectAll();
        QTest::keyClicks(layers->lineEdit(), "2-3");
        QTest::keyClick(layers->lineEdit(), Qt::Key_Return);
        QCOMPARE(m_model->recipe().capture.layers.list, (std::vector<int>{1, 2}));
        QCOMPARE(layers->currentText(), QString("2-3"));
        auto *words = find<QComboBox>("captureWords");
        words->setCurrentIndex(1);
        Q_EMIT words->activated(1);
        QCOMPARE(m_model->recipe().capture.words, CaptureWindow::Words::None);
        QVERIFY(!layers->isEnabled());
        m_panel->capture()->setPrediction("170 MB", "too much");
        QCOMPARE(find<QLabel>("capturePrediction")->property("role").toString(),
                 QString("monoWarn"));
    }

    void nothingIsCut()
    {
        for (const int width : {288, 324}) {
            m_panel->resize(width, 1100);
            QTest::qWait(50);
            QCOMPARE(overlaps(m_panel.get()), QStringList());
        }
    }
};

QTEST_MAIN(ScheduleTest)
#include "ScheduleTest.moc"
