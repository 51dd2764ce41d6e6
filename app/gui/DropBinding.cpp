#include "app/gui/DropBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RecipeChanges.h"
#include "core/media/Video.h"
#include "core/runs/RecipeJson.h"
#include "core/tensors/AtomicFile.h"
#include "core/types/MediaNames.h"
#include "widgets/compare/SourceBox.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/DropOutline.h"
#include "widgets/shell/LogView.h"

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QFileInfo>
#include <QImageReader>
#include <QMimeData>
#include <QRegularExpression>

namespace dare
{

namespace
{

QStringList pathsOf(const QMimeData *data)
{
    QStringList out;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            out << url.toLocalFile();
    }
    return out;
}

/// Inside a film or a picture. Empty: nothing is there.
QString recipeInside(const QString &path)
{
    if (path.endsWith(QStringLiteral(".png"), Qt::CaseInsensitive))
        return QImageReader(path).text(QStringLiteral("dare_recipe"));
    const auto tag =
        isFilmName(path.toStdString()) ? readRecipeTag(path.toStdString()) : Result<std::string>();
    return tag ? QString::fromStdString(*tag) : QString();
}

/// Where exports put the recipe of a file beside it; a picture of a sequence shares its folder's.
QStringList recipesBeside(const QString &path)
{
    const QFileInfo file(path);
    QStringList out{file.dir().filePath(file.completeBaseName() + QStringLiteral(".json"))};
    const QRegularExpression numbered(QStringLiteral("^[0-9]{3,}\\.png$"));
    if (numbered.match(file.fileName()).hasMatch())
        out << file.dir().filePath(QLatin1String(kPicturesRecipe));
    return out;
}

/// What a folder of pictures has: a file for all, or a recipe in the first picture.
Result<std::string> recipeTextOfPictures(const QDir &folder)
{
    const QString beside = folder.filePath(QLatin1String(kPicturesRecipe));
    if (QFileInfo::exists(beside))
        return readTextFile(beside.toStdString());
    const QStringList pictures = folder.entryList({QStringLiteral("*.png")}, QDir::Files);
    const QString text =
        pictures.isEmpty() ? QString() : recipeInside(folder.filePath(pictures.constFirst()));
    if (!text.isEmpty())
        return text.toStdString();
    return failure(ErrorCode::NotFound, "holds no recipe", folder.path().toStdString());
}

/// The recipe in a film's tag or a picture's text; else that of a sidecar beside it.
Result<std::string> recipeTextOf(const QString &path)
{
    if (QFileInfo(path).isDir())
        return recipeTextOfPictures(QDir(path));
    if (path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive))
        return readTextFile(path.toStdString());
    if (const QString inside = recipeInside(path); !inside.isEmpty())
        return inside.toStdString();
    for (const QString &beside : recipesBeside(path)) {
        if (QFileInfo::exists(beside))
            return readTextFile(beside.toStdString());
    }
    return failure(ErrorCode::NotFound, "holds no recipe", path.toStdString());
}

} // namespace

DropBinding::DropBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_outline(new DropOutline(&window))
{
    m_pool.setMaxThreadCount(1);
    window.setAcceptDrops(true);
    // Text fields take drops too, but a file is the window's wherever it falls.
    qApp->installEventFilter(this);
}

DropBinding::~DropBinding() = default;

bool DropBinding::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::DragEnter:
    case QEvent::DragMove:
    case QEvent::DragLeave:
    case QEvent::Drop:
        break;
    default:
        return false;
    }
    const auto *widget = qobject_cast<const QWidget *>(watched);
    // A source box of Compare takes files itself: it knows for which side.
    if (widget == nullptr || widget->window() != &m_window ||
        qobject_cast<const SourceBox *>(widget) != nullptr)
        return false;
    if (event->type() == QEvent::DragLeave) {
        m_outline->hide();
        return false;
    }
    return take(event);
}

bool DropBinding::take(QEvent *event)
{
    auto *drop = static_cast<QDropEvent *>(event);
    if (!drop->mimeData()->hasUrls())
        return false;
    const QStringList paths = pathsOf(drop->mimeData());
    drop->setDropAction(Qt::CopyAction);
    drop->accept(); // also where nothing would happen, so that the window can say why
    if (event->type() == QEvent::Drop) {
        m_outline->hide();
        open(paths);
        return true;
    }
    const DropGuess guess = guessDrop(paths);
    m_outline->showFor(guess.text, guess.works());
    return true;
}

void DropBinding::open(const QStringList &paths)
{
    const DropGuess guess = guessDrop(paths);
    switch (guess.kind) {
    case DropGuess::Kind::Model:
        Q_EMIT m_window.openModelRequested(guess.path);
        break;
    case DropGuess::Kind::Run:
        Q_EMIT m_window.openRunRequested(guess.path);
        break;
    case DropGuess::Kind::Recipe:
    case DropGuess::Kind::Film:
        readRecipe(guess);
        break;
    case DropGuess::Kind::Prompts:
        readPrompts(guess.path);
        break;
    case DropGuess::Kind::Unknown:
        refuse(tr("Nothing was opened."), guess.text);
        break;
    }
}

void DropBinding::readRecipe(const DropGuess &guess)
{
    const bool pixels = guess.kind == DropGuess::Kind::Film;
    inBackground(
        m_pool, this,
        [path = guess.path]() -> Result<ExportedRecipes> {
            const auto text = recipeTextOf(path);
            if (!text)
                return tl::unexpected(text.error());
            return exportedRecipesFromJson(*text);
        },
        [this, path = guess.path, pixels](const Result<ExportedRecipes> &recipes) {
            if (recipes)
                askToRestore(path, *recipes, pixels);
            else if (pixels && recipes.error().code == ErrorCode::NotFound)
                Q_EMIT sourceDropped(path);
            else
                refuse(tr("%1 was not opened.").arg(QFileInfo(path).fileName()),
                       QString::fromStdString(recipes.error().text()));
        });
}

void DropBinding::askToRestore(const QString &path, const ExportedRecipes &recipes, bool pixels)
{
    const Recipe &now = m_models.recipe.recipe();
    std::vector<RestoreDialog::Offer> offers;
    if (recipes.other)
        offers.push_back({tr("Side A"), changesBetween(now, *recipes.other)});
    offers.push_back({tr("Side B"), changesBetween(now, recipes.recipe)});
    auto *dialog = new RestoreDialog(path, std::move(offers), pixels, &m_window);
    connect(dialog, &RestoreDialog::chosen, this,
            [this, path, recipes](RestoreDialog::Choice choice, int offer) {
                if ((choice & RestoreDialog::Settings) != 0)
                    restore(recipes.other && offer == 0 ? *recipes.other : recipes.recipe);
                if ((choice & RestoreDialog::Source) != 0)
                    Q_EMIT sourceDropped(path);
            });
    dialog->open();
}

void DropBinding::restore(const Recipe &recipe)
{
    if (recipe.model != m_models.recipe.recipe().model) {
        m_window.banner()->showMessage(
            BannerBar::Tone::Note, tr("The file was made with another model."),
            recipe.model.empty() ? tr("Its settings were taken over; the embedded model can be "
                                      "opened from the model button.")
                                 : tr("Its settings were taken over; its model is %1.")
                                       .arg(QString::fromStdString(recipe.model)));
    }
    m_models.recipe.edit(tr("Restore settings"), {}, [&](Recipe &each) { each = recipe; });
}

void DropBinding::readPrompts(const QString &path)
{
    inBackground(
        m_pool, this, [path] { return readTextFile(path.toStdString()); },
        [this, path](const Result<std::string> &text) {
            const QStringList prompts =
                text ? promptLines(QString::fromStdString(*text)) : QStringList();
            if (!text)
                refuse(tr("%1 was not read.").arg(QFileInfo(path).fileName()),
                       QString::fromStdString(text.error().text()));
            else if (prompts.isEmpty())
                refuse(tr("%1 holds no prompt.").arg(QFileInfo(path).fileName()),
                       tr("Each line is one prompt; lines behind # are left out."));
            else
                Q_EMIT promptsDropped(prompts);
        });
}

void DropBinding::saveRecipe(const QString &path)
{
    inBackground(
        m_pool, this,
        [path, text = recipeToJson(m_models.recipe.recipe())]() -> Result<bool> {
            if (auto written = writeFileAtomically(path.toStdString(), text); !written)
                return tl::unexpected(written.error());
            return true;
        },
        [this, path](const Result<bool> &written) {
            if (!written)
                return refuse(tr("The recipe was not saved."),
                              QString::fromStdString(written.error().text()));
            m_window.log()->addLine(tr("recipe saved: %1").arg(path));
            Q_EMIT recipeSaved(path);
        });
}

void DropBinding::refuse(const QString &what, const QString &why)
{
    m_window.banner()->showMessage(BannerBar::Tone::Warning, what, why);
}

} // namespace dare
