#include "app/gui/RunsBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunRows.h"
#include "app/gui/Thumbnails.h"
#include "core/runs/Engine.h"
#include "widgets/runs/RunsPanel.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"

#include <QStandardPaths>

#include <algorithm>

namespace dare
{

RunsBinding::RunsBinding(ViewModels &models, MainWindow &window, std::filesystem::path runs,
                         ClipCache &clips, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_window(window),
      m_runs(std::move(runs)),
      m_clips(clips),
      m_index(std::make_shared<Index>()),
      m_engine(std::make_shared<Engine>())
{
    m_pool.setMaxThreadCount(1); // the index belongs to one thread
    m_openPool.setMaxThreadCount(1);
    connect(&models.runs, &RunsModel::thumbnailsWanted, this, &RunsBinding::wantThumbnails);
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
    rows.reserve(summaries.size() + 1);
    // The running run's row is the presenter's: the index may lag behind it, or not know it yet.
    for (const RunRow *live : m_models.runs.liveRows())
        rows.push_back(*live);
    const std::size_t live = rows.size();
    for (const RunSummary &summary : summaries) {
        RunRow row = rowOf(summary);
        const auto same =
            std::find_if(rows.begin(), rows.begin() + static_cast<long>(live),
                         [&row](const RunRow &each) { return each.path == row.path; });
        if (same == rows.begin() + static_cast<long>(live) && !m_gone.contains(row.path))
            rows.push_back(std::move(row));
    }
    m_models.runs.setRows(rows);
}

void RunsBinding::refresh(const QString &path)
{
    RunThumbnails images;
    if (const RunRow *row = m_models.runs.row(path))
        images = {row->thumbA, row->thumbB};
    inBackground(
        m_pool, this,
        [index = m_index, images, path = path.toStdString()]() -> Result<RunSummary> {
            auto run = RunFolder::open(path);
            if (!run)
                return tl::unexpected(run.error());
            keepThumbnails(path, images);
            const RunSummary summary = summarize(*run);
            if (*index)
                (void)(*index)->put(summary); // a cache: reconcile() repairs it
            return summary;
        },
        [this, path](const Result<RunSummary> &summary) {
            if (!summary || summary->status == RunStatus::Running || m_gone.contains(path))
                return;
            m_models.runs.putRow(rowOf(*summary));
        });
}

void RunsBinding::forget(const QString &path)
{
    m_gone.insert(path);
    m_models.runs.removeRow(path);
    inBackground(
        m_pool, this,
        [index = m_index, path = path.toStdString()]() -> Result<bool> {
            if (*index)
                (void)(*index)->remove(path);
            return true;
        },
        [](const Result<bool> &) {});
}

void RunsBinding::wantThumbnails(const QString &path)
{
    inBackground(
        m_pool, this,
        [engine = m_engine, path = path.toStdString()] { return readThumbnails(path, *engine); },
        [this, path](const Result<RunThumbnails> &images) {
            if (images)
                m_models.runs.setThumbnails(path, (*images)[0], (*images)[1]);
        });
}

void RunsBinding::open(const QString &path)
{
    const int generation = ++m_opening;
    inBackground(
        m_openPool, this,
        [&clips = m_clips, path = path.toStdString()] { return readRun(path, clips); },
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
