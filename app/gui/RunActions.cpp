#include "app/gui/RunActions.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/SamplerBinding.h"
#include "app/gui/UpkeepBinding.h"
#include "core/runs/RunFolder.h"
#include "core/sweep/Batches.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QInputDialog>
#include <QUrl>

namespace dare
{

namespace
{

constexpr int kMostSteps = 1000;

} // namespace

RunActions::RunActions(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
                       UpkeepBinding &upkeep, QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_sampler(sampler), m_upkeep(upkeep)
{
    m_pool.setMaxThreadCount(1);
    connect(window.runsPanel(), &RunsPanel::actionRequested, this, &RunActions::act);
}

void RunActions::act(RunAction action, const QStringList &paths)
{
    if (paths.isEmpty())
        return;
    const QString &path = paths.first();
    switch (action) {
    case RunAction::Open:
        Q_EMIT m_window.openRunRequested(path);
        break;
    case RunAction::Duplicate:
        withRecipe(path, [this](const Recipe &recipe) {
            m_models.recipe.edit(tr("Duplicate recipe"), {}, [&](Recipe &own) { own = recipe; });
        });
        break;
    case RunAction::ContinueTo:
        askForSteps(path);
        break;
    case RunAction::Triage:
        withRecipe(path, [this](const Recipe &recipe) { Q_EMIT triageRequested(recipe); });
        break;
    case RunAction::ShowBatch:
        Q_EMIT batchRequested(path);
        break;
    case RunAction::Star:
        m_upkeep.toggleStar(paths);
        break;
    case RunAction::Rename: // the list's own editor
        break;
    case RunAction::Reveal:
        QDesktopServices::openUrl(QUrl::fromLocalFile(path));
        break;
    case RunAction::CopyCommand:
        QApplication::clipboard()->setText(commandLineOf(path));
        m_window.log()->addLine(tr("copied: %1").arg(commandLineOf(path)));
        break;
    case RunAction::Trash:
        m_upkeep.trash(paths);
        break;
    case RunAction::Compare:
        if (paths.size() == 2)
            Q_EMIT compareRequested(paths[0], paths[1]);
        break;
    case RunAction::Resume:
        m_sampler.resume(path);
        break;
    case RunAction::ShowLog:
        showLog(path);
        break;
    }
}

void RunActions::withRecipe(const QString &path, const std::function<void(Recipe)> &use)
{
    inBackground(
        m_pool, this,
        [path = path.toStdString()]() -> Result<Recipe> {
            const auto run = RunFolder::open(path);
            if (!run)
                return tl::unexpected(run.error());
            Recipe recipe = run->manifest().recipe;
            recipe.stopAfter = 0; // a triage's own stop is not part of what was asked for
            return recipe;
        },
        [this, use](const Result<Recipe> &recipe) {
            if (recipe)
                use(*recipe);
            else
                m_window.banner()->showMessage(BannerBar::Tone::Failure,
                                               tr("The run's recipe was not read."),
                                               QString::fromStdString(recipe.error().text()));
        });
}

void RunActions::askForSteps(const QString &path)
{
    const RunRow *row = m_models.runs.row(path);
    auto *dialog = new QInputDialog(&m_window);
    dialog->setObjectName(QStringLiteral("continueDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Continue to more steps"));
    dialog->setLabelText(tr("A new run from the same noise, with this many steps. The steps of the "
                            "old run do not fit its sigmas, so all are computed."));
    dialog->setInputMode(QInputDialog::IntInput);
    dialog->setIntRange(1, kMostSteps);
    dialog->setIntValue(row != nullptr ? std::min(kMostSteps, 2 * row->steps) : 1);
    dialog->setOkButtonText(tr("Run"));
    connect(dialog, &QInputDialog::intValueSelected, this,
            [this, path](int steps) { continueTo(path, steps); });
    dialog->open();
}

void RunActions::continueTo(const QString &path, int steps)
{
    withRecipe(path, [this, steps](const Recipe &recipe) {
        m_sampler.add(singleRun(withSteps(recipe, steps)), !m_sampler.busy());
    });
}

void RunActions::showLog(const QString &path)
{
    const RunRow *row = m_models.runs.row(path);
    if (row == nullptr)
        return;
    m_window.log()->addLine(tr("%1: %2").arg(row->title, row->error));
    m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("%1 failed.").arg(row->title),
                                   row->error);
}

QString commandLineOf(const QString &path)
{
    QString quoted = path;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QStringLiteral("dare sample --recipe '%1'").arg(quoted);
}

} // namespace dare
