#include "app/gui/CompareBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MetricsBinding.h"
#include "app/gui/SourceReading.h"
#include "app/gui/ViewModels.h"
#include "core/media/Rerun.h"
#include "widgets/viewer/RegionModel.h"

namespace dare
{

namespace
{

constexpr int kSoonMs = 100;

} // namespace

CompareBinding::CompareBinding(ViewModels &models, QObject *parent)
    : QObject(parent),
      m_models(models),
      m_metrics(std::make_unique<MetricsBinding>(models.compare, models.view, models.metrics)),
      m_regionMetrics(
          std::make_unique<MetricsBinding>(models.compare, models.view, models.regionMetrics))
{
    m_pool.setMaxThreadCount(1);
    connect(&models.compare, &CompareModel::sourceWanted, this, &CompareBinding::read);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &CompareBinding::listRuns);
    const auto soon = [this] {
        if (!m_soon.isActive()) // not put off for ever while a run goes on
            m_soon.start();
    };
    connect(&models.runs, &QAbstractItemModel::modelReset, this, soon);
    connect(&models.runs, &QAbstractItemModel::rowsInserted, this, soon);
    connect(&models.runs, &QAbstractItemModel::rowsRemoved, this, soon);
    connect(&models.runs, &QAbstractItemModel::dataChanged, this, soon);
    wireMetrics();
}

CompareBinding::~CompareBinding()
{
    m_pool.waitForDone(); // a read in progress uses the cache
}

void CompareBinding::wireMetrics()
{
    const RegionModel *region = m_models.view.region();
    const auto measure = [this, region] { m_regionMetrics->setRegion(region->track()); };
    connect(region, &RegionModel::settled, this, measure);
    measure();
    connect(&m_models.view, &ViewModel::playbackChanged, this, [this] {
        for (MetricsModel *metrics : {&m_models.metrics, &m_models.regionMetrics})
            metrics->setRange(m_models.view.inFrame(), m_models.view.outFrame());
    });
}

void CompareBinding::setRun(const Recipe &recipe, const QString &path)
{
    m_announcedPath.clear();
    if (path.isEmpty())
        return;
    listRuns(); // else its sides count as files that were opened
    // Of a run with one side both boxes show it, rather than an empty one.
    m_models.compare.setDefaults(sourceId(path, recipe.runA ? Side::A : Side::B),
                                 sourceId(path, recipe.runB ? Side::B : Side::A));
}

void CompareBinding::announce(const Recipe &recipe, const QString &path)
{
    m_announced = recipe;
    m_announcedPath = path;
}

void CompareBinding::settled(const QString &path)
{
    if (path == m_announcedPath)
        setRun(m_announced, path);
    inBackground(
        m_pool, this, [file = path.toStdString()] { return compareWithEarlier(file); },
        [this](const Result<std::optional<Rerun>> &rerun) {
            if (rerun && *rerun)
                Q_EMIT rerunCompared(QString::fromStdString((*rerun)->text()));
        });
}

void CompareBinding::read(const QString &id)
{
    ++m_reading;
    inBackground(
        m_pool, this, [this, id]() -> Result<CompareAnswer> { return readAnswer(m_cache, id); },
        [this, id](const Result<CompareAnswer> &answer) {
            --m_reading;
            if (answer) {
                m_models.compare.answer(*answer);
            } else {
                CompareAnswer failed;
                failed.id = id;
                failed.note = QString::fromStdString(answer.error().text());
                m_models.compare.answer(failed);
            }
            Q_EMIT answered(id);
        });
}

void CompareBinding::listRuns()
{
    std::vector<CompareChoice> choices;
    const RunsModel &runs = m_models.runs;
    for (int group = 0; group < runs.rowCount({}); ++group) {
        const QModelIndex parent = runs.index(group, 0, {});
        for (int i = 0; i < runs.rowCount(parent); ++i) {
            const RunRow *row = runs.row(runs.index(i, 0, parent));
            if (row == nullptr || row->state != RunRow::State::Finished)
                continue;
            const QString seed = row->settings.section(QStringLiteral(" · "), 0, 0);
            const auto add = [&](Side side, int known) {
                if (known >= 0)
                    choices.push_back(
                        {sourceId(row->path, side),
                         tr("%1 · side %2 · %3")
                             .arg(row->title,
                                  side == Side::A ? QStringLiteral("A") : QStringLiteral("B"),
                                  seed)});
            };
            const bool counted = row->neglectedA >= 0 || row->neglectedB >= 0;
            add(Side::A, counted ? row->neglectedA : 0);
            add(Side::B, counted ? row->neglectedB : 0);
        }
    }
    m_models.compare.setChoices(choices);
}

} // namespace dare
