#include "app/gui/RunsBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunViews.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"

#include <QStandardPaths>

namespace dare
{

namespace
{

RunRow::State stateOf(RunStatus status)
{
    switch (status) {
    case RunStatus::Running:
        return RunRow::State::Running;
    case RunStatus::Done:
        return RunRow::State::Finished;
    case RunStatus::Cancelled:
        return RunRow::State::Cancelled;
    case RunStatus::Failed:
        return RunRow::State::Failed;
    }
    return RunRow::State::Failed;
}

RunRow rowOf(const RunSummary &summary)
{
    RunRow row;
    row.path = QString::fromStdString(summary.path);
    row.title = QString::fromStdString(summary.title);
    row.settings = QStringLiteral("seed %1").arg(summary.seed);
    if (!summary.settings.empty())
        row.settings += QStringLiteral(" · ") + QString::fromStdString(summary.settings);
    row.prompt = QString::fromStdString(summary.prompt);
    row.created =
        QDateTime::fromString(QString::fromStdString(summary.created), Qt::ISODate).toLocalTime();
    row.state = stateOf(summary.status);
    row.stepsDone = summary.stepsDone;
    row.steps = summary.steps;
    row.neglectedA = static_cast<int>(summary.neglectedA.size());
    row.neglectedB = static_cast<int>(summary.neglectedB.size());
    row.error = QString::fromStdString(summary.error);
    return row;
}

struct Thumbnails {
    QImage a;
    QImage b;
};

} // namespace

RunsBinding::RunsBinding(ViewModels &models, MainWindow &window, std::filesystem::path runs,
                         QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_runs(std::move(runs)),
      m_index(std::make_shared<Index>())
{
    m_pool.setMaxThreadCount(1); // the index belongs to one thread
    connect(&window, &MainWindow::openRunRequested, this, &RunsBinding::open);
    connect(&models.runs, &RunsModel::thumbnailsWanted, this, &RunsBinding::readThumbnails);
}

void RunsBinding::load()
{
    list(false);
    list(true);
}

void RunsBinding::list(bool reconciled)
{
    const std::filesystem::path cache =
        QStandardPaths::writableLocation(QStandardPaths::CacheLocation).toStdString();
    inBackground(
        m_pool, this,
        [index = m_index, runs = m_runs, cache, reconciled]() -> Result<std::vector<RunSummary>> {
            if (!*index) {
                auto opened = RunIndex::open(cache, runs);
                if (!opened)
                    return tl::unexpected(opened.error());
                *index = std::make_shared<RunIndex>(*std::move(opened));
            }
            if (reconciled) {
                if (const auto changed = (*index)->reconcile(); !changed)
                    return tl::unexpected(changed.error());
            }
            return (*index)->list();
        },
        [this, reconciled](const Result<std::vector<RunSummary>> &summaries) {
            if (summaries)
                show(*summaries);
            else
                m_window.log()->addLine(tr("runs not listed: %1")
                                            .arg(QString::fromStdString(summaries.error().text())));
            if (reconciled && summaries)
                Q_EMIT this->reconciled(*summaries);
            if (reconciled)
                Q_EMIT listed();
        });
}

void RunsBinding::show(const std::vector<RunSummary> &summaries)
{
    std::vector<RunRow> rows;
    rows.reserve(summaries.size());
    for (const RunSummary &summary : summaries) {
        RunRow row = rowOf(summary);
        // The running run's row is the presenter's: the index may lag behind it.
        const RunRow *known = m_models.runs.row(m_models.runs.indexOf(row.path));
        const bool live = known != nullptr && (known->state == RunRow::State::Running ||
                                               known->state == RunRow::State::Paused);
        rows.push_back(live ? *known : row);
    }
    m_models.runs.setRows(std::move(rows));
}

void RunsBinding::refresh(const QString &path)
{
    inBackground(
        m_pool, this,
        [index = m_index, path = path.toStdString()]() -> Result<RunSummary> {
            auto run = RunFolder::open(path);
            if (!run)
                return tl::unexpected(run.error());
            const RunSummary summary = summarize(*run);
            if (*index)
                (void)(*index)->put(summary); // a cache: reconcile() repairs it
            return summary;
        },
        [this](const Result<RunSummary> &summary) {
            if (summary)
                m_models.runs.putRow(rowOf(*summary));
        });
}

void RunsBinding::readThumbnails(const QString &path)
{
    inBackground(
        m_pool, this,
        [path = path.toStdString()]() -> Result<Thumbnails> {
            const auto run = readRun(path);
            if (!run)
                return tl::unexpected(run.error());
            Thumbnails out;
            if (run->clips[0])
                out.a = thumbnailOf(*run->clips[0]);
            if (run->clips[1])
                out.b = thumbnailOf(*run->clips[1]);
            return out;
        },
        [this, path](const Result<Thumbnails> &images) {
            if (images)
                m_models.runs.setThumbnails(path, images->a, images->b);
        });
}

void RunsBinding::open(const QString &path)
{
    const int generation = ++m_opening;
    inBackground(
        m_pool, this, [path = path.toStdString()] { return readRun(path); },
        [this, generation, path](const Result<OpenedRun> &run) {
            if (generation != m_opening)
                return;
            if (run) {
                Q_EMIT opened(*run);
                return;
            }
            m_window.banner()->showMessage(BannerBar::Tone::Failure, tr("The run was not opened."),
                                           QString::fromStdString(run.error().text()));
            Q_EMIT notOpened(path);
        });
}

} // namespace dare
