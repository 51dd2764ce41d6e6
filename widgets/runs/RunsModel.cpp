#include "widgets/runs/RunsModel.h"

#include <QLocale>

#include <algorithm>
#include <utility>

namespace dare
{

namespace
{

constexpr quintptr kGroupId = 0; // rows carry the number of their group, from 1

bool isActive(const RunRow &row)
{
    return row.state == RunRow::State::Running || row.state == RunRow::State::Paused;
}

} // namespace

RunsModel::RunsModel(QObject *parent) : QAbstractItemModel(parent), m_today(QDate::currentDate()) {}

QString RunsModel::groupOf(const RunRow &row) const
{
    if (isActive(row))
        return tr("Now");
    const QDate day = row.created.date();
    if (day == m_today)
        return tr("Today");
    if (day == m_today.addDays(-1))
        return tr("Yesterday");
    return QLocale::c().toString(day, QStringLiteral("MMMM yyyy"));
}

std::vector<RunsModel::Group> RunsModel::grouped(std::vector<RunRow> rows) const
{
    std::stable_sort(rows.begin(), rows.end(), [](const RunRow &left, const RunRow &right) {
        if (isActive(left) != isActive(right))
            return isActive(left);
        return left.created > right.created;
    });
    std::vector<Group> out;
    for (RunRow &row : rows) {
        const QString name = groupOf(row);
        if (out.empty() || out.back().name != name)
            out.push_back({name, {}});
        out.back().rows.push_back(std::move(row));
    }
    return out;
}

std::vector<RunRow> RunsModel::allRows() const
{
    std::vector<RunRow> out;
    for (const Group &group : m_groups)
        out.insert(out.end(), group.rows.begin(), group.rows.end());
    return out;
}

void RunsModel::setRows(std::vector<RunRow> rows)
{
    for (const RunRow &known : allRows()) {
        const auto same = std::find_if(rows.begin(), rows.end(), [&known](const RunRow &row) {
            return row.path == known.path;
        });
        if (same != rows.end() && same->thumbA.isNull() && same->thumbB.isNull()) {
            same->thumbA = known.thumbA;
            same->thumbB = known.thumbB;
        }
    }
    beginResetModel();
    m_groups = grouped(std::move(rows));
    endResetModel();
}

void RunsModel::putRow(const RunRow &row)
{
    const QModelIndex at = indexOf(row.path);
    if (at.isValid() && groupOf(row) == groupOf(*this->row(at))) {
        RunRow &own = m_groups[at.internalId() - 1].rows[static_cast<std::size_t>(at.row())];
        const QImage a = own.thumbA;
        const QImage b = own.thumbB;
        own = row;
        own.thumbA = row.thumbA.isNull() ? a : row.thumbA;
        own.thumbB = row.thumbB.isNull() ? b : row.thumbB;
        Q_EMIT dataChanged(at, at);
        return;
    }
    std::vector<RunRow> rows = allRows();
    std::erase_if(rows, [&row](const RunRow &other) { return other.path == row.path; });
    rows.push_back(row);
    m_asked.remove(row.path); // a run that moved may have frames now
    setRows(std::move(rows));
}

void RunsModel::setThumbnails(const QString &path, const QImage &a, const QImage &b)
{
    const QModelIndex at = indexOf(path);
    if (!at.isValid())
        return;
    RunRow &own = m_groups[at.internalId() - 1].rows[static_cast<std::size_t>(at.row())];
    own.thumbA = a;
    own.thumbB = b;
    Q_EMIT dataChanged(at, at);
}

const RunRow *RunsModel::row(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kGroupId)
        return nullptr;
    const RunRow &out =
        m_groups[index.internalId() - 1].rows[static_cast<std::size_t>(index.row())];
    return &out;
}

QModelIndex RunsModel::indexOf(const QString &path) const
{
    for (std::size_t g = 0; g < m_groups.size(); ++g) {
        for (std::size_t r = 0; r < m_groups[g].rows.size(); ++r) {
            if (m_groups[g].rows[r].path == path)
                return createIndex(static_cast<int>(r), 0, static_cast<quintptr>(g + 1));
        }
    }
    return {};
}

int RunsModel::runCount() const
{
    std::size_t count = 0;
    for (const Group &group : m_groups)
        count += group.rows.size();
    return static_cast<int>(count);
}

void RunsModel::setToday(const QDate &today)
{
    m_today = today;
    setRows(allRows());
}

QModelIndex RunsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return parent.isValid() ? createIndex(row, column, static_cast<quintptr>(parent.row() + 1))
                            : createIndex(row, column, kGroupId);
}

QModelIndex RunsModel::parent(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == kGroupId)
        return {};
    return createIndex(static_cast<int>(index.internalId() - 1), 0, kGroupId);
}

int RunsModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_groups.size());
    if (parent.internalId() != kGroupId || parent.column() != 0)
        return 0;
    return static_cast<int>(m_groups[static_cast<std::size_t>(parent.row())].rows.size());
}

int RunsModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant RunsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RunRow *run = row(index);
    if (run == nullptr) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return m_groups[static_cast<std::size_t>(index.row())].name;
        return role == IsGroupRole ? QVariant(true) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return run->title;
    case Qt::ToolTipRole:
        return run->error.isEmpty() ? run->prompt : run->prompt + QLatin1Char('\n') + run->error;
    case Qt::AccessibleTextRole:
        return accessibleText(*run);
    case Qt::DecorationRole:
        if (run->thumbA.isNull() && run->thumbB.isNull() && !m_asked.contains(run->path)) {
            m_asked.insert(run->path);
            Q_EMIT thumbnailsWanted(run->path);
        }
        return {};
    case PathRole:
        return run->path;
    case SearchRole:
        return run->title + QLatin1Char(' ') + run->prompt + QLatin1Char(' ') + run->settings;
    case IsGroupRole:
        return false;
    default:
        return {};
    }
}

QString accessibleText(const RunRow &row)
{
    switch (row.state) {
    case RunRow::State::Running:
        return RunsModel::tr("%1, running, step %2 of %3")
            .arg(row.title)
            .arg(row.stepsDone)
            .arg(row.steps);
    case RunRow::State::Paused:
        return RunsModel::tr("%1, paused at step %2 of %3")
            .arg(row.title)
            .arg(row.stepsDone)
            .arg(row.steps);
    case RunRow::State::Cancelled:
        return RunsModel::tr("%1, cancelled at step %2 of %3")
            .arg(row.title)
            .arg(row.stepsDone)
            .arg(row.steps);
    case RunRow::State::Failed:
        return RunsModel::tr("%1, failed: %2").arg(row.title, row.error);
    case RunRow::State::Finished:
        break;
    }
    return RunsModel::tr("%1, finished").arg(row.title);
}

} // namespace dare
