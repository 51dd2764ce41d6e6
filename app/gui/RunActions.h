#pragma once

#include "core/types/Recipe.h"
#include "widgets/runs/RunsView.h"

#include <QObject>
#include <QThreadPool>

#include <functional>

namespace dare
{

class MainWindow;
class SamplerBinding;
class UpkeepBinding;
struct ViewModels;

/// What the menu of a run does.
class RunActions : public QObject
{
    Q_OBJECT

public:
    RunActions(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
               UpkeepBinding &upkeep, QObject *parent = nullptr);

    void act(RunAction action, const QStringList &paths);
    /// A new run with more or fewer steps from the same noise.
    void continueTo(const QString &path, int steps);

Q_SIGNALS:
    void compareRequested(const QString &a, const QString &b);
    void triageRequested(const dare::Recipe &recipe);
    void batchRequested(const QString &path);

private:
    void withRecipe(const QString &path, const std::function<void(Recipe)> &use);
    void askForSteps(const QString &path);
    void showLog(const QString &path);

    ViewModels &m_models;
    MainWindow &m_window;
    SamplerBinding &m_sampler;
    UpkeepBinding &m_upkeep;
    QThreadPool m_pool;
};

/// The command that makes the run at `path` again, for a POSIX shell.
[[nodiscard]] QString commandLineOf(const QString &path);

} // namespace dare
