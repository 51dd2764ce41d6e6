#pragma once

#include "app/gui/DropGuess.h"
#include "core/runs/ExportedRecipes.h"
#include "core/types/Recipe.h"
#include "core/types/Result.h"
#include "widgets/shell/RestoreDialog.h"

#include <QObject>
#include <QThreadPool>

namespace dare
{

class DropOutline;
class MainWindow;
struct ViewModels;

/// Files and folders dropped anywhere on the window, and recipes read from and written to files.
/// While something is dragged the window says what the drop would do. @thread GUI; files are read
/// on a worker
class DropBinding : public QObject
{
    Q_OBJECT

public:
    DropBinding(ViewModels &models, MainWindow &window, QObject *parent = nullptr);
    ~DropBinding() override;

    /// As if dropped: also for File > Open recipe.
    void open(const QStringList &paths);
    /// Writes the recipe being edited. @param path of a JSON file
    void saveRecipe(const QString &path);

Q_SIGNALS:
    /// Lines of a text file, for the queue.
    void promptsDropped(const QStringList &prompts);
    /// A film or picture to compare with.
    void sourceDropped(const QString &path);
    void recipeSaved(const QString &path);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool take(QEvent *event);
    void readRecipe(const DropGuess &guess);
    void readPrompts(const QString &path);
    void askToRestore(const QString &path, const ExportedRecipes &recipes, bool pixels);
    void restore(const Recipe &recipe);
    void refuse(const QString &what, const QString &why);

    ViewModels &m_models;
    MainWindow &m_window;
    DropOutline *m_outline;
    QThreadPool m_pool;
};

} // namespace dare
