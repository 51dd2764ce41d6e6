#include "app/gui/StillBinding.h"

#include "core/runs/ExportedRecipes.h"
#include "core/runs/RecipeJson.h"
#include "tests/gui/GlMain.h"
#include "tests/gui/WindowTest.h"
#include "widgets/shell/BannerBar.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace dare;

namespace
{

constexpr int kSoonMs = 20'000;

QString recipeIn(const QString &path)
{
    return QImage(path).text(QStringLiteral("dare_recipe"));
}

} // namespace

/// Key F: the frames of A and B and the view as PNG, each with the recipe of what it shows.
class StillTest : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void bothFramesAndTheViewHoldTheRunsRecipe();
    void sidesThatAreApartGiveTheFramesThatAreSeen();
    void aHiddenSideIsNotSaved();
    void compareEmbedsWhatEachPictureShows();
    void twoRunsAreBothInTheView();
    void aLivePreviewIsOfNoRun();
    void framesTakeNoOtherFilesPlace();
    void aPlaceThatIsTakenLeavesNothing();

private:
    [[nodiscard]] QString place(const char *name) const
    {
        return m_out->filePath(QString::fromLatin1(name));
    }
    QStringList left() const
    {
        return QDir(m_out->path())
            .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }
    void save(const char *name)
    {
        QSignalSpy saved(m_stills.get(), &StillBinding::saved);
        m_stills->saveTo(place(name));
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kSoonMs);
    }
    static CompareAnswer answer(const QString &id, const std::shared_ptr<const Clip> &clip,
                                const std::optional<Recipe> &recipe)
    {
        CompareAnswer out;
        out.id = id;
        out.clip = clip;
        if (recipe)
            out.origin = SourceOrigin{*recipe, Side::B, {}, {}, {}};
        return out;
    }
    void compare(const CompareAnswer &a, const CompareAnswer &b)
    {
        view().setWorkspace(Workspace::Compare);
        m_models->compare.setSourceA(a.id);
        m_models->compare.setSourceB(b.id);
        m_models->compare.answer(a);
        m_models->compare.answer(b);
    }

    Recipe m_recipe; ///< of the run on screen
    std::unique_ptr<StillBinding> m_stills;
    std::unique_ptr<QTemporaryDir> m_out;
};

void StillTest::init()
{
    openWithRun();
    m_out = std::make_unique<QTemporaryDir>();
    m_stills = std::make_unique<StillBinding>(*m_models, *m_window);
    m_recipe = FakeRun(1).recipe();
    m_recipe.prompt = "a \"turtle\"  and \u6d77\u9f9f,\nnext line"; // as it is, blanks too
    m_stills->setRun(m_recipe, m_out->path());
}

void StillTest::cleanup()
{
    m_stills.reset();
    m_out.reset();
    close();
}

void StillTest::bothFramesAndTheViewHoldTheRunsRecipe()
{
    view().setSwapped(true); // letters stay with their side
    view().setFrame(5);
    const QImage seen = m_window->viewer()->grabFramebuffer();
    save("view.png");
    QCOMPARE(left(), (QStringList{"view-A.png", "view-B.png", "view.png"}));
    const QImage a(place("view-A.png"));
    QCOMPARE(a.size(), QSize(8, 8)); // of the clip, whatever the zoom
    QCOMPARE(a.pixelColor(3, 3), QColor(40, 40, 50));
    QCOMPARE(QImage(place("view-B.png")).pixelColor(3, 3), QColor(200, 40, 50));
    QCOMPARE(QImage(place("view.png")).convertToFormat(QImage::Format_RGB32),
             seen.convertToFormat(QImage::Format_RGB32));
    for (const QString &name : left())
        QCOMPARE(recipeIn(m_out->filePath(name)), QString::fromStdString(recipeToJson(m_recipe)));
}

void StillTest::sidesThatAreApartGiveTheFramesThatAreSeen()
{
    view().setFrame(2);
    view().setLinked(false);
    view().setFrame(7);
    save("view.png");
    QCOMPARE(QImage(place("view-A.png")).pixelColor(0, 0).blue(), 20);
    QCOMPARE(QImage(place("view-B.png")).pixelColor(0, 0).blue(), 70);
}

void StillTest::aHiddenSideIsNotSaved()
{
    view().setHidden(Side::A, true);
    save("view.png");
    QCOMPARE(left(), (QStringList{"view-B.png", "view.png"}));
    view().setWorkspace(Workspace::Compare);
    const auto clip = FakeRun(3).clip(Side::A, 0);
    compare(answer("x.mp4", clip, {}), answer("y.mp4", clip, {}));
    save("other.png");
    QCOMPARE(left(), (QStringList{"other-B.png", "other.png", "view-B.png", "view.png"}));
}

void StillTest::compareEmbedsWhatEachPictureShows()
{
    FakeRun other(2, 4, 4); // four frames: its last is held
    other.recipe().prompt = "an owl";
    compare(answer("film.mp4", FakeRun(3).clip(Side::A, 0), {}),
            answer("other:b", other.clip(Side::B, 9), other.recipe()));
    view().setFrame(11);
    save("pair.png");
    const QString recipe = QString::fromStdString(recipeToJson(other.recipe()));
    QCOMPARE(recipeIn(place("pair-A.png")), QString());
    QCOMPARE(recipeIn(place("pair-B.png")), recipe);
    QCOMPARE(recipeIn(place("pair.png")), recipe);
    QCOMPARE(QImage(place("pair-A.png")).pixelColor(0, 0), QColor(40, 0, 110));
    QCOMPARE(QImage(place("pair-B.png")).pixelColor(0, 0), QColor(200, 90, 30));
    compare(answer("film.mp4", FakeRun(3).clip(Side::A, 0), {}),
            answer("film2.mp4", FakeRun(3).clip(Side::B, 0), {}));
    save("plain.png");
    QCOMPARE(recipeIn(place("plain.png")), QString());
}

void StillTest::twoRunsAreBothInTheView()
{
    Recipe a = m_recipe;
    a.prompt = "a fox";
    Recipe b = m_recipe;
    b.prompt = "an owl";
    compare(answer("one:b", FakeRun(3).clip(Side::A, 0), a),
            answer("two:b", FakeRun(3).clip(Side::B, 0), b));
    save("pair.png");
    const auto read = exportedRecipesFromJson(recipeIn(place("pair.png")).toStdString());
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QCOMPARE(read->recipe, b);
    QVERIFY(read->other && *read->other == a);
    QCOMPARE(recipeIn(place("pair-A.png")), QString::fromStdString(recipeToJson(a)));
}

void StillTest::aLivePreviewIsOfNoRun()
{
    const FakeRun run(1);
    view().setLivePreview({run.clip(Side::A, 1), run.clip(Side::B, 1)}, 6, view().run().sources);
    save("view.png");
    QCOMPARE(left(), (QStringList{"view-A.png", "view-B.png", "view.png"}));
    for (const QString &name : left())
        QCOMPARE(recipeIn(m_out->filePath(name)), QString());
}

void StillTest::framesTakeNoOtherFilesPlace()
{
    QFile mine(place("view-A.png"));
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.write("mine");
    mine.close();
    save("view.png");
    QCOMPARE(left(), (QStringList{"view-A-2.png", "view-A.png", "view-B.png", "view.png"}));
    QVERIFY(mine.open(QIODevice::ReadOnly));
    QCOMPARE(mine.readAll(), QByteArray("mine"));
    mine.close();
    save("view.png"); // now the view's own file is to be replaced, with what belongs to it
    QCOMPARE(left(), (QStringList{"view-A-2.png", "view-A.png", "view-B.png", "view.png"}));
    QVERIFY(!QImage(place("view-A.png")).isNull());
}

void StillTest::aPlaceThatIsTakenLeavesNothing()
{
    QVERIFY(QDir(m_out->path()).mkdir("view.png"));
    QSignalSpy failed(m_stills.get(), &StillBinding::failed);
    m_stills->saveTo(place("view.png"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kSoonMs);
    QCOMPARE(left(), QStringList{"view.png"});
    QVERIFY(!m_window->banner()->isHidden());
}

int main(int argc, char **argv)
{
    return runInWindow<StillTest>(argc, argv, "test_still");
}
#include "StillTest.moc"
