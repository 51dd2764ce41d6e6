#include "app/gui/CommandLine.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RecipeDraft.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/SessionBinding.h"
#include "app/gui/WindowLayout.h"
#include "core/runs/RecipeJson.h"
#include "tests/gui/FakeRun.h"
#include "tests/gui/GlMain.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/LogView.h"
#include "widgets/sides/SidesPanel.h"
#include "widgets/theme/ThemeApplier.h"
#include "widgets/viewer/RegionModel.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace dare;

/// Acceptance check 16: what was laid out comes back, and a state that cannot be read is one line
/// in the log; the recipe being edited outlives the program.
class LayoutTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ThemeApplier> m_theme;

    struct Session {
        ViewModels models;
        MainWindow window{models};
        explicit Session(QSize size = QSize(1600, 1000))
        {
            window.resize(size);
            window.restore();
            window.show();
            (void)QTest::qWaitForWindowExposed(&window);
        }
        [[nodiscard]] QDockWidget *dock(const char *name) const
        {
            return window.findChild<QDockWidget *>(QLatin1String(name));
        }
        [[nodiscard]] QStringList log() const
        {
            return window.log()->toPlainText().split('\n', Qt::SkipEmptyParts);
        }
    };

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        m_theme = std::make_unique<ThemeApplier>();
        m_theme->apply(darkTheme());
    }
    void init()
    {
        failOnAnyWarning();
        QSettings().clear();
        QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)).removeRecursively();
    }

    void firstStartHasNothingToSay()
    {
        Session session;
        QCOMPARE(session.log(), QStringList());
    }

    void dockedAndResizedComesBack()
    {
        int width = 0;
        {
            Session session;
            session.window.resize(1500, 950);
            session.window.addDockWidget(Qt::LeftDockWidgetArea, session.dock("dockSides"));
            session.window.resizeDocks({session.dock("dockRuns")}, {330}, Qt::Horizontal);
            QTest::qWait(50);
            width = session.dock("dockRuns")->width();
            QVERIFY(width >= 320);
            session.window.save();
        }
        Session session;
        QTest::qWait(50);
        QCOMPARE(session.log(), QStringList());
        QCOMPARE(session.window.size(), QSize(1500, 950));
        QCOMPARE(session.dock("dockRuns")->width(), width);
        QCOMPARE(session.window.dockWidgetArea(session.dock("dockSides")), Qt::LeftDockWidgetArea);
        // Of one workspace alone.
        session.window.setWorkspace(AppHeader::Inspect);
        QVERIFY(session.dock("dockTokens")->isVisible());
        session.window.setWorkspace(AppHeader::Explore);
        QCOMPARE(session.dock("dockRuns")->width(), width);
    }

    void resetBringsTheDefaultsBack()
    {
        Session session;
        QTest::qWait(50);
        const int width = session.dock("dockRuns")->width();
        session.window.resizeDocks({session.dock("dockRuns")}, {360}, Qt::Horizontal);
        session.window.addDockWidget(Qt::LeftDockWidgetArea, session.dock("dockSides"));
        QTest::qWait(50);
        QVERIFY(session.dock("dockRuns")->width() != width);
        session.window.resetLayout();
        QTest::qWait(50);
        QCOMPARE(session.dock("dockRuns")->width(), width);
        QCOMPARE(session.window.dockWidgetArea(session.dock("dockSides")), Qt::RightDockWidgetArea);
    }

    void damagedStateStartsWithDefaults_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("docks") << "layout/docks/explore" << QVariant(QByteArray("garbage"));
        QTest::newRow("geometry") << "layout/geometry" << QVariant(QByteArray("\x01\x02"));
        QTest::newRow("newer") << "layout/version" << QVariant(WindowLayout::kVersion + 1);
        QTest::newRow("no number") << "layout/version" << QVariant("soon");
    }
    void damagedStateStartsWithDefaults()
    {
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        {
            Session session;
            session.window.save();
        }
        QSettings().setValue(key, value);
        Session session;
        QCOMPARE(session.log().size(), 1);
        QVERIFY(session.log().front().contains("defaults"));
        QVERIFY(session.dock("dockRuns")->isVisible());
        QCOMPARE(session.window.size(), QSize(1600, 1000));
    }

    void settingsFileFullOfNoiseIsOneLine()
    {
        QSettings settings;
        settings.setValue("layout/version", 2);
        settings.sync();
        QFile file(settings.fileName());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[layout\nversion=\\x\n=\n\xff\xfe[[[");
        file.close();
        Session session;
        QCOMPARE(session.log().size(), 1);
        QVERIFY(session.dock("dockRuns")->isVisible());
    }

    void recipeIsKeptAfterTheLastEdit()
    {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("deep/last.json").toStdString();
        RecipeModel model;
        QString problem;
        {
            RecipeDraft draft(model, file);
            QVERIFY(!draft.read(&problem));
            QCOMPARE(problem, QString());
            draft.follow();
            QSignalSpy saved(&draft, &RecipeDraft::saved);
            model.edit("Typing", {}, [](Recipe &recipe) { recipe.prompt = "a fox"; });
            QTest::qWait(RecipeDraft::kQuietMs / 2);
            model.edit("Typing", {}, [](Recipe &recipe) { recipe.prompt = "a fox in snow"; });
            QTest::qWait(RecipeDraft::kQuietMs / 2);
            QCOMPARE(saved.size(), 0);
            QTRY_COMPARE(saved.size(), 1);
            QCOMPARE(draft.read(&problem)->prompt, std::string("a fox in snow"));
            model.edit("Typing", {}, [](Recipe &recipe) { recipe.seed = 77; });
        } // the end of the program does not wait for the quiet
        RecipeDraft draft(model, file);
        QCOMPARE(draft.read(&problem)->seed, std::uint64_t(77));
        QFile damaged(QString::fromStdString(file.string()));
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("{\"prompt\": 3");
        damaged.close();
        QVERIFY(!draft.read(&problem));
        QVERIFY(!problem.isEmpty());
    }

    void scalesLieBelowWideClips()
    {
        Session session(QSize(1280, 800));
        ViewModel &view = session.models.view;
        session.window.setWorkspace(AppHeader::Inspect);
        const auto *viewer = session.window.findChild<QWidget *>("viewer");
        const auto *scale = session.window.findChild<QWidget *>("scalePanel");
        const auto show = [&](int width, int height) {
            auto clip = std::make_shared<Clip>();
            clip->width = width;
            clip->height = height;
            clip->frames = 9;
            clip->rgb.resize(9 * clip->frameBytes());
            view.setRun(RunView{});
            view.setClip(Side::A, clip);
            view.setClip(Side::B, clip);
        };
        show(96, 96);
        QTRY_VERIFY(scale->isVisible() && scale->x() >= viewer->geometry().right());
        QTRY_COMPARE(scale->height(), viewer->height());
        const int beside = scale->width();
        show(832, 480);
        QTRY_VERIFY(scale->y() >= viewer->geometry().bottom());
        QTRY_COMPARE(scale->width(), viewer->width());
        auto rows = std::make_shared<RowMaps>();
        for (const char *label : {"turtle", "rocket", "night", "next", "to", "a", "end"}) {
            HeatMap map{2, 3, 3, std::vector<float>(18, 0.01F * static_cast<float>(*label - 'a'))};
            rows->labels.emplace_back(label);
            rows->before.push_back(std::move(map));
        }
        session.models.inspect.setRowMaps(Side::A, rows);
        session.models.inspect.setRowMaps(Side::B, rows);
        view.region()->setBox(0, {0.1, 0.1, 0.6, 0.6});
        const auto *words = session.window.findChild<QTableView *>("regionView");
        const auto *timeline = session.window.findChild<QWidget *>("regionTimeline");
        QTRY_VERIFY(words->isVisible() && words->height() >= 60);
        // The last column, the value, is seen whole.
        QVERIFY(words->visualRect(words->model()->index(0, words->model()->columnCount() - 1))
                    .right() <= words->viewport()->width());
        QTRY_VERIFY(timeline->isVisible() && timeline->x() > words->geometry().right());
        QCOMPARE(textsThatDoNotFit(scale), QStringList());
        show(96, 96);
        QTRY_VERIFY(scale->x() >= viewer->geometry().right());
        QTRY_COMPARE(scale->width(), beside);
        QTRY_VERIFY(timeline->y() > words->geometry().bottom());
    }

    void zoomIsKeptForEachSizeOfClip()
    {
        CommandLine options;
        options.keepSession = true;
        const auto with = [&](auto work) {
            Session session;
            RunPresenter presenter(session.models,
                                   {session.window.sides()->runBox(), session.window.status(),
                                    session.window.banner(), session.window.log()});
            SessionBinding binding(session.models, session.window, presenter, options);
            work(session.models.view, binding);
        };
        const auto show = [](ViewModel &view, int width, int height) {
            auto clip = std::make_shared<Clip>();
            clip->width = width;
            clip->height = height;
            clip->frames = 1;
            clip->rgb.resize(clip->frameBytes());
            view.setRun(RunView{});
            view.setClip(Side::A, clip);
            view.setClip(Side::B, clip);
        };
        with([&](ViewModel &view, SessionBinding &binding) {
            show(view, 96, 64);
            QCOMPARE(view.zoom(), 0.0);
            view.setView(4.1, 12.0, 3.0);
            show(view, 96, 64); // another run of the size
            QCOMPARE(view.zoom(), 4.1);
            QCOMPARE(view.spec().panX, 12.0);
            show(view, 64, 96);
            QCOMPARE(view.zoom(), 0.0);
            QCOMPARE(view.spec().panX, 0.0);
            view.setView(7.5, 0.0, 0.0);
            show(view, 832, 480);
            view.setView(0.5, 0.0, 0.0);
            view.setView(0.0, 0.0, 0.0); // fitted again
            binding.save();
        });
        with([&](ViewModel &view, SessionBinding &) {
            QCOMPARE(view.zoom(), 0.0);
            show(view, 832, 480);
            QCOMPARE(view.zoom(), 0.0);
            show(view, 64, 96);
            QCOMPARE(view.zoom(), 7.5);
            show(view, 96, 64);
            QCOMPARE(view.zoom(), 4.1);
        });
        QSettings().setValue("view/zooms", QStringList{"96x64=-3", "64x96=nan", "x", "8x8=2"});
        with([&](ViewModel &view, SessionBinding &binding) {
            for (const QSize size : {QSize(96, 64), QSize(64, 96)}) {
                show(view, size.width(), size.height());
                QCOMPARE(view.zoom(), 0.0);
            }
            binding.save();
            QCOMPARE(QSettings().value("view/zooms").toStringList(), QStringList("8x8=2"));
        });
    }

    void sessionRemembersPromptsModelsAndLooks()
    {
        CommandLine options;
        options.keepSession = true;
        ModelInfo info;
        info.root = QDir::tempPath().toStdString();
        info.name = "tmp";
        const auto with = [&](auto work) {
            Session session;
            const RunPresenter::Places places{session.window.sides()->runBox(),
                                              session.window.status(), session.window.banner(),
                                              session.window.log()};
            RunPresenter presenter(session.models, places);
            SessionBinding binding(session.models, session.window, presenter, options);
            work(session, presenter, binding);
        };
        with([&](Session &session, RunPresenter &presenter, SessionBinding &binding) {
            Recipe recipe;
            recipe.model = info.root.string();
            session.models.recipe.reset(recipe);
            binding.modelOpened(info);
            presenter.handle(FakeRun(1).started());
            session.models.view.setColorMap(ColorMapName::Cividis);
            session.models.recipe.edit("Seed", {}, [](Recipe &each) { each.seed = 9; });
            binding.save();
        });
        with([&](Session &session, RunPresenter &, SessionBinding &binding) {
            QCOMPARE(session.models.prompt.history()->prompts(), QStringList("a turtle"));
            QCOMPARE(session.models.view.spec().colorMap, ColorMapName::Cividis);
            QCOMPARE(binding.firstModel(), QDir::tempPath());
            Recipe recipe;
            recipe.model = info.root.string();
            session.models.recipe.reset(recipe);
            binding.modelOpened(info);
            QCOMPARE(session.models.recipe.recipe().seed, std::uint64_t(9));
            QCOMPARE(QSettings().value("models/recent").toStringList(),
                     QStringList(QDir::tempPath()));
        });
        options.keepSession = false;
        with([&](Session &session, RunPresenter &, SessionBinding &binding) {
            QVERIFY(session.models.prompt.history()->prompts().isEmpty());
            QVERIFY(binding.firstModel().isEmpty());
        });
    }
};

int main(int argc, char **argv)
{
    return runInWindow<LayoutTest>(argc, argv, "test_layout");
}
#include "LayoutTest.moc"
