#include "app/gui/DropBinding.h"
#include "app/gui/MainWindow.h"
#include "app/gui/PreferencesBinding.h"
#include "app/gui/RecipeChanges.h"
#include "core/media/Comparison.h"
#include "core/media/Compositor.h"
#include "core/media/SourceClip.h"
#include "core/runs/ExportedRecipes.h"
#include "core/runs/RecipeJson.h"
#include "tests/gui/GlMain.h"
#include "tests/widgets/TextFit.h"
#include "widgets/shell/AboutDialog.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/DropOutline.h"
#include "widgets/shell/PreferencesDialog.h"
#include "widgets/shell/RestoreDialog.h"
#include "widgets/theme/ThemeApplier.h"

#include <QApplication>
#include <QDir>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

#include <memory>

using namespace dare;

/// What a drop does, recipes in files, preferences and About.
class DropTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<ThemeApplier> m_theme;
    std::unique_ptr<ViewModels> m_models;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<DropBinding> m_drop;

    QString write(const QString &name, const QByteArray &text)
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        if (file.open(QIODevice::WriteOnly))
            file.write(text);
        return path;
    }
    void drag(QEvent::Type type, const QString &path, QWidget *over)
    {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        if (type == QEvent::DragEnter) {
            QDragEnterEvent event({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
            QApplication::sendEvent(over, &event);
        } else {
            drag(QEvent::DragEnter, path, over); // what is dropped came in before
            QDropEvent event({20, 20}, Qt::CopyAction, &data, Qt::LeftButton, {});
            QApplication::sendEvent(over, &event);
        }
    }
    /// Two grey frames.
    static void exportGrey(const QString &path, const ExportOptions &options)
    {
        auto clip = std::make_shared<Clip>();
        clip->width = clip->height = 64;
        clip->frames = 2;
        clip->rgb.resize(clip->frameBytes() * 2, 128);
        ViewSpec spec;
        spec.sources = {ViewSource{}};
        spec.panes = {ViewPane{}};
        spec.columns = 1;
        const std::vector<PaneContent> contents{{clip, nullptr, nullptr}};
        const auto done = exportComposed(path.toStdString(), Compositor(spec, contents), options);
        QVERIFY2(done, done ? "" : done.error().text().c_str());
    }
    RestoreDialog *dialog() { return m_window->findChild<RestoreDialog *>("restoreDialog"); }
    QString bannerText()
    {
        return m_window->banner()->isHidden()
                   ? QString()
                   : m_window->banner()->findChild<QLabel *>("bannerText")->text();
    }

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
        m_models = std::make_unique<ViewModels>();
        m_window = std::make_unique<MainWindow>(*m_models);
        m_drop = std::make_unique<DropBinding>(*m_models, *m_window);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_drop.reset();
        m_window.reset();
        m_models.reset();
    }

    void guesses_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("kind");
        write("run/run.json", "{}");
        write("model/model_index.json", "{}");
        write("variants/plain/model_index.json", "{}");
        write("nothing/readme.md", "x");
        write("a.mp4", "x");
        write("a.png", "x");
        write("a.gif", "x");
        write("a.JPG", "x");
        write("a.txt", "x");
        write("pictures/000.png", "x");
        write("pictures/recipe.json", "{}");
        write("photos/one.jpg", "x");
        write("a.xyz", "x");
        using Kind = DropGuess::Kind;
        const auto row = [](const char *name, Kind kind) {
            QTest::newRow(name) << QString::fromLatin1(name) << static_cast<int>(kind);
        };
        row("run", Kind::Run);
        row("run/run.json", Kind::Run);
        row("model", Kind::Model);
        row("variants", Kind::Model);
        row("nothing", Kind::Unknown);
        row("a.mp4", Kind::Film);
        row("a.png", Kind::Film);
        row("a.gif", Kind::Film);
        row("a.JPG", Kind::Film);
        row("pictures", Kind::Film);
        row("pictures/", Kind::Film);
        row("photos", Kind::Film);
        row("a.txt", Kind::Prompts);
        row("a.xyz", Kind::Unknown);
        row("missing", Kind::Unknown);
    }
    void guesses()
    {
        QFETCH(QString, name);
        QFETCH(int, kind);
        const DropGuess guess = guessDrop({m_folder.filePath(name)});
        QCOMPARE(static_cast<int>(guess.kind), kind);
        QVERIFY(!guess.text.isEmpty());
        if (guess.kind == DropGuess::Kind::Run)
            QCOMPARE(guess.path, m_folder.filePath("run"));
        if (name == "pictures/")
            QCOMPARE(guess.path, m_folder.filePath("pictures"));
    }

    void windowOutlinesWhatTheDropWouldDo()
    {
        auto *outline = m_window->findChild<DropOutline *>("dropOutline");
        QWidget *prompt = m_window->findChild<QWidget *>("promptEdit");
        drag(QEvent::DragEnter, m_folder.filePath("model"), prompt); // over a text field too
        QVERIFY(outline->isVisible());
        QCOMPARE(outline->geometry(), m_window->rect());
        QVERIFY(outline->text().contains("model"));
        drag(QEvent::DragEnter, m_folder.filePath("a.xyz"), m_window.get());
        QVERIFY(outline->text().contains("a.xyz"));
        QDragLeaveEvent leave;
        QApplication::sendEvent(m_window.get(), &leave);
        QVERIFY(!outline->isVisible());
    }

    void modelRunAndUnknown()
    {
        QSignalSpy model(m_window.get(), &MainWindow::openModelRequested);
        QSignalSpy run(m_window.get(), &MainWindow::openRunRequested);
        drag(QEvent::Drop, m_folder.filePath("variants"), m_window.get());
        QCOMPARE(model.size(), 1);
        drag(QEvent::Drop, m_folder.filePath("run/run.json"), m_window.get());
        QCOMPARE(run.size(), 1);
        QCOMPARE(run[0][0].toString(), m_folder.filePath("run"));
        drag(QEvent::Drop, m_folder.filePath("nothing"), m_window.get());
        QVERIFY(bannerText().contains("model_index.json"));
        const DropGuess many = guessDrop({m_folder.filePath("a.png"), m_folder.filePath("a.JPG")});
        QVERIFY(!many.works() && many.text.contains("folder"));
    }

    void promptsGoToTheQueue()
    {
        QSignalSpy prompts(m_drop.get(), &DropBinding::promptsDropped);
        const QString list = write("p.txt", "a turtle\n\n# not this\n  a fox in the snow \r\n");
        drag(QEvent::Drop, list, m_window.get());
        QTRY_COMPARE(prompts.size(), 1);
        QCOMPARE(prompts[0][0].toStringList(), QStringList({"a turtle", "a fox in the snow"}));
        drag(QEvent::Drop, write("empty.txt", "\n#\n"), m_window.get());
        QTRY_VERIFY(bannerText().contains("empty.txt"));
        QCOMPARE(prompts.size(), 1);
    }

    void recipeAsksWhatWouldChangeAndRestores()
    {
        Recipe recipe;
        recipe.prompt = "a fox";
        recipe.seed = 77;
        recipe.b.value(Option::S) = 1.5;
        const QString path = m_folder.filePath("recipe.json");
        m_models->recipe.edit("x", {}, [&](Recipe &each) { each = recipe; });
        QSignalSpy saved(m_drop.get(), &DropBinding::recipeSaved);
        m_drop->saveRecipe(path);
        QTRY_COMPARE(saved.size(), 1);
        m_models->recipe.edit("y", {}, [](Recipe &each) {
            each.prompt = "an owl";
            each.seed = 1;
        });
        drag(QEvent::Drop, path, m_window.get());
        QTRY_VERIFY(dialog() != nullptr);
        auto *table = dialog()->findChild<QTableWidget *>("restoreChanges");
        QCOMPARE(table->rowCount(), 2);
        QCOMPARE(textsThatDoNotFit(dialog()).join('\n'), QString());
        QVERIFY(dialog()->findChild<QPushButton *>("restoreSource") == nullptr);
        dialog()->findChild<QPushButton *>("restoreSettings")->click();
        QCOMPARE(m_models->recipe.recipe(), recipe);
        m_models->recipe.undoStack()->undo();
        QCOMPARE(m_models->recipe.recipe().prompt, std::string("an owl"));
    }

    void cancellingChangesNothing()
    {
        Recipe other;
        other.prompt = "x";
        const QString path = write("other.json", recipeToJson(other).c_str());
        drag(QEvent::Drop, path, m_window.get());
        QTRY_VERIFY(dialog() != nullptr);
        dialog()->findChild<QPushButton *>("restoreCancel")->click();
        QCOMPARE(m_models->recipe.recipe(), Recipe());
        QTRY_VERIFY(dialog() == nullptr);
        drag(QEvent::Drop, write("broken.json", "{\"seed\": []"), m_window.get());
        QTRY_VERIFY(bannerText().contains("broken.json"));
    }

    void exportsRestoreEveryField_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("codec");
        QTest::addColumn<QString>("dropped");
        const auto row = [](const char *what, const char *name, ExportCodec codec,
                            const char *dropped) {
            QTest::newRow(what) << QString(name) << static_cast<int>(codec) << QString(dropped);
        };
        row("film", "film.mp4", ExportCodec::H264, "film.mp4");
        row("GIF, by the file beside it", "loop.gif", ExportCodec::Gif, "loop.gif");
        row("folder of pictures", "sequence", ExportCodec::Png, "sequence");
        row("picture of a sequence", "sequence2", ExportCodec::Png, "sequence2/001.png");
    }
    void exportsRestoreEveryField()
    {
        QFETCH(QString, name);
        QFETCH(int, codec);
        QFETCH(QString, dropped);
        Recipe recipe;
        recipe.prompt = "a turtle";
        recipe.negative = "rain";
        recipe.seed = 4242;
        recipe.steps = 9;
        recipe.a.variant = "plain";
        recipe.b.curves[Option::S] = Curve{{{0, 0.5}, {4, 1.5}}};
        recipe.rho["turtle"] = 0.4;
        ExportOptions options;
        options.recipeJson = recipeToJson(recipe);
        options.codec = static_cast<ExportCodec>(codec);
        options.sidecar = options.codec == ExportCodec::Gif;
        const QString film = m_folder.filePath(dropped);
        exportGrey(m_folder.filePath(name), options);
        QSignalSpy source(m_drop.get(), &DropBinding::sourceDropped);
        drag(QEvent::Drop, film, m_window.get());
        QTRY_VERIFY(dialog() != nullptr);
        dialog()->findChild<QPushButton *>("restoreBoth")->click();
        QCOMPARE(m_models->recipe.recipe(), recipe);
        QCOMPARE(source.size(), 1);
        const QString id = source[0][0].toString();
        QCOMPARE(id, film);
        const auto read = readSource(sourceName(id.toStdString()), std::size_t(1) << 30);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->clip->frames, dropped.endsWith(".png") ? 1 : 2);
        if (dropped == name && options.codec != ExportCodec::Gif)
            QVERIFY(read->recipe && *read->recipe == recipe);
    }

    void picturesWithoutARecipeAreComparedWith()
    {
        ExportOptions options;
        options.codec = ExportCodec::Png;
        const QString folder = m_folder.filePath("bare");
        exportGrey(folder, options);
        QSignalSpy source(m_drop.get(), &DropBinding::sourceDropped);
        drag(QEvent::Drop, folder, m_window.get());
        QTRY_COMPARE(source.size(), 1);
        QVERIFY(dialog() == nullptr);
        // Pictures that were saved one by one hold it themselves.
        Recipe recipe;
        recipe.prompt = "a fox";
        const QString first = folder + "/000.png";
        QImage image(first);
        image.setText("dare_recipe", QString::fromStdString(recipeToJson(recipe)));
        QVERIFY(image.save(first));
        drag(QEvent::Drop, folder, m_window.get());
        QTRY_VERIFY(dialog() != nullptr);
        dialog()->findChild<QPushButton *>("restoreSettings")->click();
        QCOMPARE(m_models->recipe.recipe(), recipe);
    }

    void fileOfTwoRunsOffersEither()
    {
        ExportedRecipes recipes;
        recipes.recipe.prompt = "an owl";
        recipes.other = Recipe();
        recipes.other->prompt = "a turtle";
        recipes.other->seed = 5;
        const QString path = write("two.json", exportedRecipesToJson(recipes).c_str());
        for (const int side : {1, 0}) {
            m_models->recipe.edit("Empty", {}, [](Recipe &each) { each = Recipe(); });
            drag(QEvent::Drop, path, m_window.get());
            QTRY_VERIFY(dialog() != nullptr);
            auto *table = dialog()->findChild<QTableWidget *>("restoreChanges");
            QCOMPARE(table->rowCount(), 1); // B at first, as from a file of one run
            dialog()->findChild<QToolButton *>(QStringLiteral("restoreOffer%1").arg(side))->click();
            QCOMPARE(table->rowCount(), side == 1 ? 1 : 2);
            QCOMPARE(table->item(0, 2)->text(), QString(side == 1 ? "an owl" : "a turtle"));
            QCOMPARE(textsThatDoNotFit(dialog()).join('\n'), QString());
            dialog()->findChild<QPushButton *>("restoreSettings")->click();
            QCOMPARE(m_models->recipe.recipe(), side == 1 ? recipes.recipe : *recipes.other);
            QTRY_VERIFY(dialog() == nullptr);
        }
    }

    void everyChangedFieldIsListed()
    {
        Recipe now;
        Recipe then;
        QVERIFY(changesBetween(now, then).empty());
        then.a.value(Option::W) = 7.0;
        then.rho["fox"] = 0.5;
        const auto changes = changesBetween(now, then);
        QCOMPARE(changes.size(), std::size_t(2));
        QCOMPARE(changes[0].then, QString("7"));
        QVERIFY(changes[1].name.contains("fox"));
        QCOMPARE(changes[1].now, QString::fromUtf8("–"));
    }

    void preferencesAreKeptAndReachTheRecipe()
    {
        PreferencesBinding binding(*m_models, *m_window);
        Q_EMIT m_window->preferencesRequested();
        auto *preferences = m_window->findChild<PreferencesDialog *>("preferencesDialog");
        QVERIFY(preferences != nullptr);
        QTRY_VERIFY(preferences->isVisible());
        QCOMPARE(textsThatDoNotFit(preferences).join('\n'), QString());
        preferences->findChild<QDoubleSpinBox *>("prefShare")->setValue(0.35);
        preferences->findChild<QSpinBox *>("prefSteps")->setValue(5);
        preferences->findChild<QSpinBox *>("prefThreads")->setValue(1);
        QSignalSpy changed(&binding, &PreferencesBinding::changed);
        preferences->findChild<QPushButton *>("preferencesOk")->click();
        QCOMPARE(changed.size(), 1);
        QCOMPARE(m_models->recipe.recipe().neglectShare, 0.35);
        QCOMPARE(m_models->recipe.recipe().neglectSteps, 5);
        QCOMPARE(PreferencesBinding::read().threads, 1);
    }

    void aboutNamesVersionAndLicences()
    {
        AboutDialog about(m_window.get());
        about.setAttribute(Qt::WA_DeleteOnClose, false);
        const QString text = about.findChild<QTextBrowser *>("aboutText")->toPlainText();
        for (const char *part : {qVersion(), "LGPL", "Open Font License", "our reading"})
            QVERIFY2(text.contains(QLatin1String(part)), part);
    }
};

int main(int argc, char **argv)
{
    return runInWindow<DropTest>(argc, argv, "test_drop");
}
#include "DropTest.moc"
