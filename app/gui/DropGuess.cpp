#include "app/gui/DropGuess.h"

#include "core/types/MediaNames.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QObject>

namespace dare
{

namespace
{

bool holdsModel(const QDir &folder)
{
    if (folder.exists(QStringLiteral("model_index.json")))
        return true;
    for (const QString &variant : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (folder.exists(variant + QStringLiteral("/model_index.json")))
            return true;
    }
    return false;
}

bool isPicture(const QString &name)
{
    return isPictureName(name.toStdString());
}

/// Looks at the first names alone: a folder may hold very many.
bool holdsPictures(const QDir &folder)
{
    constexpr int kMost = 2000;
    QDirIterator files(folder.path(), QDir::Files);
    for (int seen = 0; seen < kMost && files.hasNext(); ++seen) {
        files.next();
        if (isPicture(files.fileName()))
            return true;
    }
    return false;
}

DropGuess guessPictures(const QDir &folder)
{
    const bool recipe = folder.exists(QLatin1String(kPicturesRecipe));
    return {
        DropGuess::Kind::Film, folder.absolutePath(),
        recipe ? QObject::tr("Restore the settings beside the pictures in %1").arg(folder.dirName())
               : QObject::tr("Compare with the pictures in %1").arg(folder.dirName())};
}

DropGuess guessFolder(const QString &path)
{
    const QDir folder(path);
    if (folder.exists(QStringLiteral("run.json")))
        return {DropGuess::Kind::Run, path, QObject::tr("Open the run %1").arg(folder.dirName())};
    if (holdsModel(folder))
        return {DropGuess::Kind::Model, path,
                QObject::tr("Open the model %1").arg(folder.dirName())};
    if (holdsPictures(folder))
        return guessPictures(folder);
    return {DropGuess::Kind::Unknown, path,
            QObject::tr("%1 holds no run.json, no model_index.json and no pictures")
                .arg(folder.dirName())};
}

DropGuess guessFile(const QString &path)
{
    const QFileInfo file(path);
    const QString name = file.fileName();
    const QString ending = file.suffix().toLower();
    if (name == QStringLiteral("run.json"))
        return {DropGuess::Kind::Run, file.absolutePath(),
                QObject::tr("Open the run %1").arg(QDir(file.absolutePath()).dirName())};
    if (ending == QStringLiteral("json"))
        return {DropGuess::Kind::Recipe, path, QObject::tr("Restore the settings in %1").arg(name)};
    if (isFilmName(name.toStdString()) || isPicture(name))
        return {DropGuess::Kind::Film, path,
                QObject::tr("Restore the settings of %1, or compare with it").arg(name)};
    if (ending == QStringLiteral("txt"))
        return {DropGuess::Kind::Prompts, path,
                QObject::tr("Add each line of %1 to the queue").arg(name)};
    return {DropGuess::Kind::Unknown, path,
            QObject::tr("%1 is no model, run, film, picture, recipe or list of prompts").arg(name)};
}

} // namespace

DropGuess guessDrop(const QStringList &paths)
{
    if (paths.isEmpty())
        return {DropGuess::Kind::Unknown,
                {},
                QObject::tr("Only files and folders of this machine can be opened")};
    if (paths.size() > 1)
        return {DropGuess::Kind::Unknown,
                {},
                std::all_of(paths.begin(), paths.end(), isPicture)
                    ? QObject::tr("One at a time: of many pictures, drop their folder")
                    : QObject::tr("One file or folder at a time")};
    const QFileInfo what(paths.front());
    if (!what.exists())
        return {DropGuess::Kind::Unknown, paths.front(),
                QObject::tr("%1 does not exist").arg(paths.front())};
    return what.isDir() ? guessFolder(paths.front()) : guessFile(paths.front());
}

QStringList promptLines(const QString &text)
{
    QStringList out;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        const QString prompt = line.trimmed();
        if (!prompt.isEmpty() && !prompt.startsWith(QLatin1Char('#')))
            out << prompt;
    }
    return out;
}

} // namespace dare
