#include "app/gui/BatchBinding.h"

#include "app/gui/MainWindow.h"
#include "app/gui/RunPresenter.h"
#include "app/gui/RunViews.h"
#include "app/gui/SamplerBinding.h"
#include "core/sweep/Batches.h"
#include "core/sweep/SeedRanking.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/runs/SweepDialog.h"
#include "widgets/runs/TriageDialog.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/sides/RunBox.h"
#include "widgets/sides/SidesPanel.h"

#include <algorithm>

namespace dare
{

namespace
{

/// Whether a run of a triage has come as far as it should and can be compared with the others.
bool isMeasured(const RunRow &row)
{
    return row.state != RunRow::State::Running && row.state != RunRow::State::Paused &&
           (row.shareA.worst >= 0.0 || row.shareB.worst >= 0.0);
}

BatchCell cellOf(const RunRow &row, int rank)
{
    return {row.path, QObject::tr("seed %1").arg(row.seed), rank};
}

void raise(QDialog *dialog)
{
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

} // namespace

BatchBinding::BatchBinding(ViewModels &models, MainWindow &window, SamplerBinding &sampler,
                           RunPresenter &presenter, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_sampler(sampler),
      m_presenter(presenter),
      m_triage(new TriageDialog(&models.runs, &window)),
      m_sweep(new SweepDialog(&models.runs, &window))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &BatchBinding::refresh);
    const auto soon = qOverload<>(&QTimer::start);
    connect(&models.runs, &QAbstractItemModel::dataChanged, &m_soon, soon);
    connect(&models.runs, &QAbstractItemModel::rowsInserted, &m_soon, soon);
    connect(&models.runs, &QAbstractItemModel::rowsRemoved, &m_soon, soon);
    connect(&models.runs, &QAbstractItemModel::modelReset, &m_soon, soon);
    wireTriage();
    wireSweep();
}

void BatchBinding::wireTriage()
{
    RunBox *box = m_window.sides()->runBox();
    const auto open = [this] { openTriage(m_models.recipe.recipe()); };
    connect(box, &RunBox::triageRequested, this, open);
    connect(m_window.runsPanel(), &RunsPanel::triageRequested, this, open);
    connect(m_triage, &TriageDialog::requestChanged, this, &BatchBinding::planTriage);
    connect(m_triage, &TriageDialog::startRequested, this, &BatchBinding::startTriage);
    connect(m_triage, &TriageDialog::rankByChanged, this, &BatchBinding::refreshTriage);
    connect(m_triage, &TriageDialog::stopRequested, this,
            [this] { m_sampler.stopBatch(m_ofTriage.id); });
    connect(m_triage, &TriageDialog::openRequested, &m_window, &MainWindow::openRunRequested);
    connect(m_triage, &TriageDialog::continueRequested, this, [this](const QStringList &paths) {
        m_sampler.resumeAll(paths);
        m_triage->close(); // the window shows how they go on
    });
}

void BatchBinding::wireSweep()
{
    RunBox *box = m_window.sides()->runBox();
    connect(box, &RunBox::sweepRequested, this, &BatchBinding::openSweep);
    connect(m_window.runsPanel(), &RunsPanel::sweepRequested, this, &BatchBinding::openSweep);
    connect(m_sweep, &SweepDialog::requestChanged, this, &BatchBinding::planSweep);
    connect(m_sweep, &SweepDialog::startRequested, this, &BatchBinding::startSweep);
    connect(m_sweep, &SweepDialog::openRequested, &m_window, &MainWindow::openRunRequested);
}

QString BatchBinding::needs(const Batch &batch) const
{
    double forwards = 0.0;
    for (const Job &job : batch.jobs)
        forwards += forwardsOf(job.recipe);
    const double seconds = forwards * m_presenter.secondsPerForward();
    return seconds > 0.0 ? aboutText(seconds) : QString();
}

void BatchBinding::openTriage(const Recipe &recipe)
{
    const bool goesOn = !m_ofTriage.id.empty() && m_ofTriage.recipe.prompt == recipe.prompt;
    m_ofTriage.recipe = recipe;
    m_triage->setRecipe(QString::fromStdString(recipe.prompt), recipe.steps, recipe.runA,
                        recipe.runB);
    if (!goesOn) {
        m_ofTriage.id.clear();
        m_triage->showForm();
    }
    planTriage();
    raise(m_triage);
}

void BatchBinding::planTriage()
{
    const TriageDialog::Request asked = m_triage->request();
    Recipe recipe = m_ofTriage.recipe;
    recipe.runA = asked.runA;
    recipe.runB = asked.runB;
    const auto batch = triage(recipe, asked.seeds, asked.steps);
    m_triage->setBlocked(batch ? m_window.sides()->runBox()->blocked()
                               : QString::fromStdString(batch.error().text()));
    m_triage->setPrediction(batch ? needs(*batch) : QString());
}

void BatchBinding::startTriage()
{
    const TriageDialog::Request asked = m_triage->request();
    Recipe recipe = m_ofTriage.recipe;
    recipe.runA = asked.runA;
    recipe.runB = asked.runB;
    if (!m_ofTriage.id.empty()) // more seeds: those that follow the ones tried
        recipe.seed = m_ofTriage.recipe.seed + static_cast<std::uint64_t>(m_ofTriage.total);
    const auto batch = triage(recipe, asked.seeds, asked.steps);
    if (!batch)
        return;
    m_ofTriage = {recipe, batch->id, asked.seeds};
    m_sampler.add(*batch);
    refreshTriage();
}

void BatchBinding::refreshTriage()
{
    if (m_ofTriage.id.empty())
        return;
    const std::vector<const RunRow *> rows = m_models.runs.batchRows(m_ofTriage.id);
    std::vector<RunSummary> measured;
    for (const RunRow *row : rows) {
        if (!isMeasured(*row))
            continue;
        RunSummary summary;
        summary.path = row->path.toStdString();
        summary.seed = row->seed;
        summary.shareA = row->shareA;
        summary.shareB = row->shareB;
        measured.push_back(std::move(summary));
    }
    rankSeeds(measured, static_cast<RankBy>(m_triage->rankBy()));
    std::vector<BatchCell> cells;
    for (const RunSummary &run : measured) {
        if (const RunRow *row = m_models.runs.row(QString::fromStdString(run.path)))
            cells.push_back(cellOf(*row, static_cast<int>(cells.size()) + 1));
    }
    for (const RunRow *row : rows) {
        if (!isMeasured(*row))
            cells.push_back(cellOf(*row, 0));
    }
    const std::vector<Job> waiting = m_sampler.queue().waiting(m_ofTriage.id);
    for (const Job &job : waiting)
        cells.push_back({{}, tr("seed %1").arg(job.recipe.seed), 0});
    const bool goesOn = !waiting.empty() || m_sampler.runningBatch() == m_ofTriage.id;
    m_triage->showCells(cells, static_cast<int>(measured.size()),
                        std::max(m_ofTriage.total, static_cast<int>(cells.size())), goesOn);
}

void BatchBinding::openSweep()
{
    m_ofSweep.recipe = m_models.recipe.recipe();
    m_sweep->setPrompt(QString::fromStdString(m_ofSweep.recipe.prompt));
    if (m_ofSweep.id.empty())
        m_sweep->showForm();
    planSweep();
    raise(m_sweep);
}

Result<Batch> BatchBinding::sweepAsked() const
{
    Recipe recipe = m_ofSweep.recipe;
    std::vector<SweepAxis> axes;
    bool onA = false;
    bool onB = false;
    for (const SweepDialog::Axis &typed : m_sweep->axes()) {
        auto values = valuesOf(typed.values.toStdString(), spec(typed.option));
        if (!values)
            return tl::unexpected(values.error());
        axes.push_back({typed.option, typed.onA, typed.onB, std::move(*values)});
        onA = onA || typed.onA;
        onB = onB || typed.onB;
    }
    recipe.runA = onA || m_sweep->bothSides();
    recipe.runB = onB || m_sweep->bothSides();
    return sweep(recipe, axes);
}

void BatchBinding::planSweep()
{
    const auto batch = sweepAsked();
    const QString blocked = m_window.sides()->runBox()->blocked();
    if (!batch || !blocked.isEmpty())
        m_sweep->setPlan(0, {}, batch ? blocked : QString::fromStdString(batch.error().text()));
    else
        m_sweep->setPlan(static_cast<int>(batch->jobs.size()), needs(*batch), {});
}

void BatchBinding::startSweep()
{
    const auto batch = sweepAsked();
    if (!batch)
        return;
    m_ofSweep.id = batch->id;
    m_ofSweep.total = static_cast<int>(batch->jobs.size());
    m_axes = batch->axes;
    m_sampler.add(*batch);
    refreshSweep();
}

void BatchBinding::refreshSweep()
{
    if (m_ofSweep.id.empty() || m_axes.empty())
        return;
    const std::size_t columns = m_axes.front().values.size();
    const std::size_t rows = m_axes.size() > 1 ? m_axes.back().values.size() : 1;
    std::vector<BatchCell> cells(columns * rows);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        cells[i].label = axisText(m_axes.front(), static_cast<int>(i % columns));
        if (m_axes.size() > 1)
            cells[i].label +=
                QStringLiteral(", ") + axisText(m_axes.back(), static_cast<int>(i / columns));
    }
    int done = 0;
    for (const RunRow *row : m_models.runs.batchRows(m_ofSweep.id)) {
        const std::vector<int> &at = row->batch.cell;
        std::size_t index = at.empty() ? cells.size() : static_cast<std::size_t>(at[0]);
        if (at.size() > 1)
            index += columns * static_cast<std::size_t>(at[1]);
        if (index >= cells.size())
            continue;
        cells[index].path = row->path;
        done += row->state == RunRow::State::Finished ? 1 : 0;
    }
    m_sweep->showCells(m_axes, cells, tr("%1 of %2 runs").arg(done).arg(cells.size()));
}

void BatchBinding::openBatchOf(const QString &path)
{
    const RunRow *row = m_models.runs.row(path);
    if (row == nullptr || row->batch.id.empty()) {
        m_window.banner()->showMessage(BannerBar::Tone::Note, tr("This run stands alone."),
                                       tr("Run it as a triage to try its recipe with more seeds."));
        return;
    }
    if (row->batch.kind == BatchKind::Triage) {
        m_ofTriage.recipe = m_models.recipe.recipe();
        m_ofTriage.recipe.prompt = row->prompt.toStdString();
        m_ofTriage.recipe.seed = row->seed - static_cast<std::uint64_t>(
                                                 row->batch.cell.empty() ? 0 : row->batch.cell[0]);
        m_ofTriage.id = row->batch.id;
        m_ofTriage.total = static_cast<int>(m_models.runs.batchRows(row->batch.id).size());
        m_triage->setRecipe(row->prompt, row->steps, row->shareA.ran, row->shareB.ran);
        planTriage();
        refreshTriage();
        raise(m_triage);
    } else if (row->batch.kind == BatchKind::Sweep) {
        m_ofSweep.recipe = m_models.recipe.recipe();
        m_ofSweep.id = row->batch.id;
        m_axes = row->batch.axes;
        m_sweep->setPrompt(row->prompt);
        planSweep();
        refreshSweep();
        raise(m_sweep);
    }
}

void BatchBinding::refresh()
{
    if (m_triage->isVisible())
        refreshTriage();
    if (m_sweep->isVisible())
        refreshSweep();
}

} // namespace dare
