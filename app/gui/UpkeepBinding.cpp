#include "app/gui/UpkeepBinding.h"

#include "app/gui/Background.h"
#include "app/gui/MainWindow.h"
#include "app/gui/RunCommands.h"
#include "app/gui/RunViews.h"
#include "app/gui/RunsBinding.h"
#include "widgets/shell/BannerBar.h"
#include "widgets/shell/LogView.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace dare
{

namespace
{

Result<bool> done(const Result<void> &result)
{
    return result ? Result<bool>(true) : tl::unexpected(result.error());
}

/// @return where it lies in the trash now
Result<QString> toTrash(const QString &path)
{
    QString inTrash;
    // Qt makes the trash, but not the folder that it lies in.
    QDir().mkpath(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation));
    if (!QFile::moveToTrash(path, &inTrash))
        return failure(ErrorCode::Io,
                       "cannot be moved to the trash; check that both lie on one disk that may be "
                       "written, or remove the folder by hand",
                       path.toStdString());
    return inTrash;
}

Result<bool> fromTrash(const QString &inTrash, const QString &path)
{
    if (inTrash.isEmpty() || !QDir().rename(inTrash, path))
        return failure(ErrorCode::Io, "cannot be brought back; look for it in the desktop's trash",
                       path.toStdString());
    // The trash keeps a note beside what it holds.
    const QFileInfo held(inTrash);
    QFile::remove(
        QDir(held.path())
            .filePath(QStringLiteral("../info/") + held.fileName() + QStringLiteral(".trashinfo")));
    return true;
}

} // namespace

UpkeepBinding::UpkeepBinding(ViewModels &models, MainWindow &window, RunsBinding &runs,
                             QObject *parent)
    : QObject(parent), m_models(models), m_window(window), m_runs(runs)
{
    m_pool.setMaxThreadCount(1); // changes of one run keep their order
    connect(&models.runs, &RunsModel::renameWanted, this, &UpkeepBinding::rename);
}

UpkeepBinding::~UpkeepBinding() = default;

void UpkeepBinding::toggleStar(const QStringList &paths)
{
    const RunRow *first = paths.isEmpty() ? nullptr : m_models.runs.row(paths.first());
    if (first != nullptr)
        m_models.recipe.undoStack()->push(new StarCommand(this, paths, !first->starred));
}

void UpkeepBinding::rename(const QString &path, const QString &name)
{
    const RunRow *row = m_models.runs.row(path);
    if (row != nullptr && row->title != name)
        m_models.recipe.undoStack()->push(new NameCommand(this, path, row->title, name));
}

void UpkeepBinding::trash(const QStringList &paths)
{
    QStringList free;
    for (const QString &path : paths) {
        const RunRow *row = m_models.runs.row(path);
        if (row != nullptr && row->state != RunRow::State::Running &&
            row->state != RunRow::State::Paused)
            free << path;
    }
    if (!free.isEmpty())
        m_models.recipe.undoStack()->push(new TrashCommand(this, free));
}

void UpkeepBinding::setPlace(const QString &path, const BatchPlace &place)
{
    showChange(path, [&place](RunRow &row) { row.batch = place; });
    changeMarks(path, [place](RunMarks &marks) { marks.batch = place; });
}

void UpkeepBinding::showChange(const QString &path, const std::function<void(RunRow &)> &change)
{
    if (const RunRow *row = m_models.runs.row(path)) {
        RunRow changed = *row;
        change(changed);
        m_models.runs.putRow(changed);
    }
}

void UpkeepBinding::changeMarks(const QString &path, const Change &change)
{
    inBackground(
        m_pool, this,
        [path = path.toStdString(), change]() -> Result<bool> {
            auto marks = readMarks(path);
            if (!marks)
                return tl::unexpected(marks.error());
            change(*marks);
            return done(writeMarks(path, *marks));
        },
        [this, path](const Result<bool> &written) {
            if (!written)
                complain(tr("The run was not marked."),
                         QString::fromStdString(written.error().text()));
            m_runs.refresh(path);
        });
}

void UpkeepBinding::moveToTrash(const QString &path)
{
    m_runs.forget(path);
    inBackground(
        m_pool, this,
        [trash = m_inTrash, path]() -> Result<bool> {
            auto moved = toTrash(path);
            if (!moved)
                return tl::unexpected(moved.error());
            trash->insert(path, *std::move(moved));
            return true;
        },
        [this, path](const Result<bool> &moved) {
            if (moved) {
                Q_EMIT trashed(path);
                return;
            }
            complain(tr("The run was not deleted."), QString::fromStdString(moved.error().text()));
            m_runs.bringBack(path);
            m_runs.refresh(path);
        });
}

void UpkeepBinding::restore(const QString &path)
{
    inBackground(
        m_pool, this,
        [trash = m_inTrash, path] { return fromTrash(trash->take(path), path); },
        [this, path](const Result<bool> &moved) {
            if (!moved)
                complain(tr("The run was not brought back."),
                         QString::fromStdString(moved.error().text()));
            m_runs.bringBack(path);
            m_runs.refresh(path);
        });
}

void UpkeepBinding::keep(const QStringList &paths)
{
    for (const QString &path : paths) {
        inBackground(
            m_pool, this, [path = path.toStdString()] { return done(keepInterrupted(path)); },
            [this, path](const Result<bool> &kept) {
                if (!kept)
                    m_window.log()->addLine(QString::fromStdString(kept.error().text()));
                m_runs.refresh(path);
            });
    }
}

void UpkeepBinding::checkBudget(const std::vector<RunSummary> &runs, quint64 budget)
{
    const BudgetPlan plan = planBudget(runs, budget);
    if (plan.runs.empty())
        return;
    m_window.banner()->showMessage(
        BannerBar::Tone::Warning,
        tr("Runs take %1, more than the %2 they may.")
            .arg(sizeText(plan.total, 1), sizeText(budget, 1)),
        tr("Removing the attention maps of the oldest %n run(s) without a star frees %1. Latents "
           "and clips stay.",
           nullptr, static_cast<int>(plan.runs.size()))
            .arg(sizeText(plan.freed, 1)),
        {{tr("Remove these maps"), [this, paths = plan.runs] { dropMapsOf(paths); }}});
}

void UpkeepBinding::dropMapsOf(const std::vector<std::string> &paths)
{
    inBackground(
        m_pool, this,
        [paths]() -> Result<QStringList> {
            QStringList dropped;
            for (const std::string &path : paths) {
                if (dropMaps(path)) // one that is written just now keeps its maps
                    dropped << QString::fromStdString(path);
            }
            return dropped;
        },
        [this](const Result<QStringList> &dropped) {
            for (const QString &path : dropped.value_or(QStringList()))
                m_runs.refresh(path);
            const int count = static_cast<int>(dropped.value_or(QStringList()).size());
            m_window.log()->addLine(tr("removed the maps of %n run(s)", nullptr, count));
            Q_EMIT mapsDropped(count);
        });
}

void UpkeepBinding::complain(const QString &title, const QString &why)
{
    m_window.banner()->showMessage(BannerBar::Tone::Failure, title, why);
    m_window.log()->addLine(title + QLatin1Char(' ') + why);
}

void UpkeepBinding::flush()
{
    m_pool.waitForDone();
}

} // namespace dare
