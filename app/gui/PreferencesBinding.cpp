#include "app/gui/PreferencesBinding.h"

#include "app/gui/MainWindow.h"
#include "widgets/shell/PreferencesDialog.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>

namespace dare
{

namespace
{

const QString kRuns = QStringLiteral("runs/folder");
const QString kBudget = QStringLiteral("runs/diskBudgetGb");
const QString kKeepMaps = QStringLiteral("recipe/keepMaps");
const QString kShare = QStringLiteral("recipe/neglectShare");
const QString kSteps = QStringLiteral("recipe/neglectSteps");
const QString kThreads = QStringLiteral("sampler/threads");

} // namespace

PreferencesBinding::PreferencesBinding(ViewModels &models, MainWindow &window, QObject *parent)
    : QObject(parent), m_models(models), m_window(window)
{
    connect(&window, &MainWindow::preferencesRequested, this, &PreferencesBinding::show);
}

Preferences PreferencesBinding::read()
{
    const QSettings settings;
    const Preferences standard;
    Preferences out;
    out.runsFolder = settings.value(kRuns).toString();
    out.diskBudgetGb = settings.value(kBudget, standard.diskBudgetGb).toDouble();
    out.keepMaps = settings.value(kKeepMaps, standard.keepMaps).toBool();
    out.neglectShare = settings.value(kShare, standard.neglectShare).toDouble();
    out.neglectSteps = settings.value(kSteps, standard.neglectSteps).toInt();
    out.threads = settings.value(kThreads, standard.threads).toInt();
    return out;
}

void PreferencesBinding::write(const Preferences &preferences)
{
    QSettings settings;
    settings.setValue(kRuns, preferences.runsFolder);
    settings.setValue(kBudget, preferences.diskBudgetGb);
    settings.setValue(kKeepMaps, preferences.keepMaps);
    settings.setValue(kShare, preferences.neglectShare);
    settings.setValue(kSteps, preferences.neglectSteps);
    settings.setValue(kThreads, preferences.threads);
}

QString PreferencesBinding::defaultRunsFolder()
{
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
    return QDir(data).filePath(QStringLiteral("dare-workbench/runs"));
}

void PreferencesBinding::show()
{
    auto *dialog = new PreferencesDialog(
        read(), defaultRunsFolder(),
        {QStandardPaths::writableLocation(QStandardPaths::CacheLocation)}, &m_window);
    connect(dialog, &PreferencesDialog::chosen, this, &PreferencesBinding::take);
    dialog->open();
}

void PreferencesBinding::take(const Preferences &preferences)
{
    if (preferences == read())
        return;
    write(preferences);
    applyToRecipe();
    Q_EMIT changed(preferences);
}

void PreferencesBinding::applyToRecipe()
{
    const Preferences set = read();
    m_models.recipe.edit(tr("Preferences"), {}, [&set](Recipe &recipe) {
        recipe.neglectShare = set.neglectShare;
        recipe.neglectSteps = set.neglectSteps;
        const bool keeps = recipe.capture.words != CaptureWindow::Words::None;
        if (keeps != set.keepMaps)
            recipe.capture.words =
                set.keepMaps ? CaptureWindow::Words::All : CaptureWindow::Words::None;
    });
}

} // namespace dare
