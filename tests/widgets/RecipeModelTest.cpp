#include "widgets/recipe/RecipeModel.h"
#include "tests/widgets/TextFit.h"
#include "widgets/recipe/SidePreset.h"

#include <QSignalSpy>
#include <QTest>

using namespace dare;

class RecipeModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void editIsOneUndoEntry()
    {
        RecipeModel model;
        QSignalSpy changed(&model, &RecipeModel::changed);
        model.edit("Steps", {}, [](Recipe &recipe) { recipe.steps = 30; });
        QCOMPARE(model.recipe().steps, 30);
        QCOMPARE(changed.size(), 1);
        model.undoStack()->undo();
        QCOMPARE(model.recipe().steps, Recipe().steps);
        model.undoStack()->redo();
        QCOMPARE(model.recipe().steps, 30);
        QCOMPARE(model.undoStack()->undoText(), QString("Steps"));
    }

    void editWithoutChangeLeavesNoEntry()
    {
        RecipeModel model;
        QSignalSpy changed(&model, &RecipeModel::changed);
        model.edit("Steps", {}, [](Recipe &) {});
        QCOMPARE(model.undoStack()->count(), 0);
        QCOMPARE(changed.size(), 0);
    }

    void typingBurstJoinsAndPauseSplits()
    {
        RecipeModel model;
        const auto type = [&model](const char *text) {
            model.edit("Typing", "prompt", [text](Recipe &recipe) { recipe.prompt = text; });
        };
        type("t");
        type("tu");
        type("tur");
        QCOMPARE(model.undoStack()->count(), 1);
        QTest::qWait(RecipeModel::kMergeMs + 100);
        type("turt");
        QCOMPARE(model.undoStack()->count(), 2);
        model.undoStack()->undo();
        QCOMPARE(model.recipe().prompt, std::string("tur"));
        model.undoStack()->undo();
        QCOMPARE(model.recipe().prompt, std::string());
    }

    void gestureJoinsHoweverLong()
    {
        RecipeModel model;
        const auto drag = [&model](double value) {
            model.edit("CFG scale", "w_b",
                       [value](Recipe &recipe) { recipe.b.value(Option::W) = value; });
        };
        model.beginGesture();
        drag(4.0);
        QTest::qWait(RecipeModel::kMergeMs + 100);
        drag(5.0);
        model.endGesture();
        QCOMPARE(model.undoStack()->count(), 1);
        drag(6.0);
        QCOMPARE(model.undoStack()->count(), 2);
    }

    void differentKeysDoNotJoin()
    {
        RecipeModel model;
        model.edit("w", "w_a", [](Recipe &recipe) { recipe.a.value(Option::W) = 7; });
        model.edit("w", "w_b", [](Recipe &recipe) { recipe.b.value(Option::W) = 7; });
        QCOMPARE(model.undoStack()->count(), 2);
    }

    void joinedEditsThatReturnToTheStartVanish()
    {
        RecipeModel model;
        model.beginGesture();
        model.edit("w", "w_a", [](Recipe &recipe) { recipe.a.value(Option::W) = 7; });
        model.edit("w", "w_a", [](Recipe &recipe) { recipe.a.value(Option::W) = 3; });
        model.endGesture();
        QCOMPARE(model.recipe(), Recipe());
        QCOMPARE(model.undoStack()->count(), 0);
    }

    void editAfterUndoDoesNotJoinTheUndoneOne()
    {
        RecipeModel model;
        model.edit("Typing", "prompt", [](Recipe &recipe) { recipe.prompt = "one"; });
        model.edit("Steps", {}, [](Recipe &recipe) { recipe.steps = 9; });
        model.undoStack()->undo();
        model.edit("Typing", "prompt", [](Recipe &recipe) { recipe.prompt = "two"; });
        model.undoStack()->undo();
        QCOMPARE(model.recipe().prompt, std::string("one"));
    }

    void resetForgets()
    {
        RecipeModel model;
        model.edit("Steps", {}, [](Recipe &recipe) { recipe.steps = 9; });
        Recipe other;
        other.seed = 5;
        model.reset(other);
        QCOMPARE(model.recipe().seed, std::uint64_t(5));
        QVERIFY(!model.undoStack()->canUndo());
    }

    void stackIsBounded()
    {
        RecipeModel model;
        for (int i = 0; i < RecipeModel::kUndoLimit + 20; ++i)
            model.edit("Steps", {}, [i](Recipe &recipe) { recipe.steps = 100 + i; });
        QCOMPARE(model.undoStack()->count(), RecipeModel::kUndoLimit);
    }

    void presetIsNamedByItsNumbers()
    {
        SideOptions strong;
        strong.value(Option::S) = 1.0;
        const std::vector<SidePreset> presets{{"Plain CFG", SideOptions()}, {"SRA only", strong}};
        SideOptions side = strong;
        side.variant = "dare";
        side.value(Option::Tau) = 0.4;
        QCOMPARE(presetNameOf(presets, side), QString("SRA only"));
        side.value(Option::Kappa) = 0.1;
        QCOMPARE(presetNameOf(presets, side), QString("Custom"));
        side = SideOptions();
        side.curves[Option::W] = Curve{{{0, 1.0}}};
        QCOMPARE(presetNameOf(presets, side), QString("Custom"));
    }
};

QTEST_MAIN(RecipeModelTest)
#include "RecipeModelTest.moc"
