#include "widgets/runs/RunsModel.h"

#include <QLocale>

#include <algorithm>
#include <limits>
#include <utility>

namespace dare
{

namespace
{

constexpr quintptr kGroupId = 0; // rows carry the id of their group
constexpr qint64 kNow = std::numeric_limits<qint64>::max();
constexpr qint64 kQueue = kNow - 1;

bool comesBefore(const RunRow &left, const RunRow &right)
{
    return left.created > right.created;
}

} // namespace

RunsModel::RunsModel(QObject *parent) : QAbstractItemModel(parent), m_today(QDate::currentDate()) {}

qint64 RunsModel::rankOf(const RunRow &row) const
{
    if (row.state == RunRow::State::Running || row.state == RunRow::State::Paused)
        return kNow;
    if (row.state == RunRow::State::Queued)
        return kQueue;
    const QDate day = row.created.date();
    if (day == m_today || day == m_today.addDays(-1) || !day.isValid())
        return day.isValid() ? day.toJulianDay() : 0;
    return QDate(day.year(), day.month(), 1).toJulianDay();
}

QString RunsModel::nameOf(qint64 rank) const
{
    if (rank == kNow)
        return tr("Now");
    if (rank == kQueue)
        return tr("Queue");
    if (rank == m_today.toJulianDay())
        return tr("Today");
    if (rank == m_today.addDays(-1).toJulianDay())
        return tr("Yesterday");
    return rank == 0
               ? tr("No date")
               : QLocale::c().toString(QDate::fromJulianDay(rank), QStringLiteral("MMMM yyyy"));
}

int RunsModel::positionOf(quintptr group) const
{
    const auto found = std::find_if(m_groups.begin(), m_groups.end(),
                                    [group](const Group &each) { return each.id == group; });
    return found == m_groups.end() ? -1 : static_cast<int>(found - m_groups.begin());
}

const RunsModel::Group *RunsModel::groupOf(const QModelIndex &index) const
{
    const int at = index.isValid() ? positionOf(index.internalId()) : -1;
    return at < 0 ? nullptr : &m_groups[static_cast<std::size_t>(at)];
}

RunsModel::Group *RunsModel::groupOf(const QModelIndex &index)
{
    return const_cast<Group *>(std::as_const(*this).groupOf(index));
}

RunsModel::Group &RunsModel::openGroup(qint64 rank)
{
    const auto at = std::find_if(m_groups.begin(), m_groups.end(),
                                 [rank](const Group &group) { return group.rank <= rank; });
    if (at != m_groups.end() && at->rank == rank)
        return *at;
    const int row = static_cast<int>(at - m_groups.begin());
    beginInsertRows({}, row, row);
    const auto added = m_groups.insert(at, Group{++m_lastGroup, rank, nameOf(rank), {}});
    endInsertRows();
    return *added;
}

void RunsModel::insert(RunRow row)
{
    Group &group = openGroup(rankOf(row));
    const auto at = group.rank == kQueue
                        ? group.rows.end()
                        : std::upper_bound(group.rows.begin(), group.rows.end(), row, comesBefore);
    const int position = static_cast<int>(at - group.rows.begin());
    const QModelIndex parent = createIndex(positionOf(group.id), 0, kGroupId);
    beginInsertRows(parent, position, position);
    m_groupOfPath[row.path] = group.id;
    m_runs += group.rank == kQueue ? 0 : 1;
    group.rows.insert(at, std::move(row));
    endInsertRows();
}

void RunsModel::take(const QModelIndex &index)
{
    Group &group = *groupOf(index);
    const QModelIndex above = parent(index);
    beginRemoveRows(above, index.row(), index.row());
    const auto at = group.rows.begin() + index.row();
    m_groupOfPath.remove(at->path);
    m_runs -= group.rank == kQueue ? 0 : 1;
    group.rows.erase(at);
    endRemoveRows();
    if (!group.rows.empty())
        return;
    beginRemoveRows({}, above.row(), above.row());
    m_groups.erase(m_groups.begin() + above.row());
    endRemoveRows();
}

std::vector<RunRow> RunsModel::allRows() const
{
    std::vector<RunRow> out;
    for (const Group &group : m_groups)
        out.insert(out.end(), group.rows.begin(), group.rows.end());
    return out;
}

void RunsModel::fill(std::vector<RunRow> rows)
{
    std::stable_sort(rows.begin(), rows.end(), [this](const RunRow &left, const RunRow &right) {
        const qint64 a = rankOf(left);
        const qint64 b = rankOf(right);
        return a != b ? a > b : a != kQueue && comesBefore(left, right);
    });
    beginResetModel();
    m_groups.clear();
    m_groupOfPath.clear();
    m_runs = 0;
    for (RunRow &row : rows) {
        const qint64 rank = rankOf(row);
        if (m_groups.empty() || m_groups.back().rank != rank)
            m_groups.push_back({++m_lastGroup, rank, nameOf(rank), {}});
        m_groupOfPath[row.path] = m_groups.back().id;
        m_runs += rank == kQueue ? 0 : 1;
        m_groups.back().rows.push_back(std::move(row));
    }
    endResetModel();
}

void RunsModel::setRows(const std::vector<RunRow> &rows)
{
    if (m_runs == 0) {
        std::vector<RunRow> all = rows;
        for (RunRow &entry : allRows())
            all.push_back(std::move(entry));
        fill(std::move(all));
        return;
    }
    QSet<QString> wanted;
    for (const RunRow &row : rows)
        wanted.insert(row.path);
    QStringList gone;
    for (const Group &group : m_groups) {
        for (const RunRow &known : group.rows) {
            if (group.rank != kQueue && !wanted.contains(known.path))
                gone << known.path;
        }
    }
    for (const QString &path : gone)
        removeRow(path);
    for (const RunRow &row : rows) {
        const RunRow *known = this->row(row.path);
        if (known == nullptr || !known->sameAs(row))
            putRow(row);
    }
}

void RunsModel::putRow(const RunRow &row)
{
    const QModelIndex at = indexOf(row.path);
    if (!at.isValid()) {
        insert(row);
        return;
    }
    RunRow fresh = row;
    RunRow &own = groupOf(at)->rows[static_cast<std::size_t>(at.row())];
    if (fresh.thumbA.isNull() && fresh.thumbB.isNull()) {
        fresh.thumbA = own.thumbA;
        fresh.thumbB = own.thumbB;
    }
    if (rankOf(fresh) == groupOf(at)->rank && fresh.created == own.created) {
        own = std::move(fresh);
        Q_EMIT dataChanged(at, at);
        return;
    }
    take(at);
    m_asked.remove(row.path); // a run that moved may have frames now
    insert(std::move(fresh));
}

void RunsModel::removeRow(const QString &path)
{
    const QModelIndex at = indexOf(path);
    m_asked.remove(path);
    if (at.isValid())
        take(at);
}

void RunsModel::setQueue(const std::vector<RunRow> &entries, const QString &note)
{
    m_queueNote = note;
    const auto group = std::find_if(m_groups.begin(), m_groups.end(),
                                    [](const Group &each) { return each.rank == kQueue; });
    std::vector<RunRow> old = group == m_groups.end() ? std::vector<RunRow>() : group->rows;
    const bool sameRows =
        std::equal(old.begin(), old.end(), entries.begin(), entries.end(),
                   [](const RunRow &a, const RunRow &b) { return a.path == b.path; });
    if (sameRows) {
        for (const RunRow &entry : entries)
            putRow(entry);
    } else {
        for (const RunRow &entry : old)
            removeRow(entry.path);
        for (const RunRow &entry : entries)
            insert(entry);
    }
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const QModelIndex at = createIndex(static_cast<int>(i), 0, kGroupId);
        if (m_groups[i].rank == kQueue)
            Q_EMIT dataChanged(at, at);
    }
}

void RunsModel::setThumbnails(const QString &path, const QImage &a, const QImage &b)
{
    const QModelIndex at = indexOf(path);
    if (!at.isValid())
        return;
    RunRow &own = groupOf(at)->rows[static_cast<std::size_t>(at.row())];
    own.thumbA = a;
    own.thumbB = b;
    Q_EMIT dataChanged(at, at);
}

const RunRow *RunsModel::row(const QModelIndex &index) const
{
    const Group *group = groupOf(index);
    return group == nullptr ? nullptr : &group->rows[static_cast<std::size_t>(index.row())];
}

QModelIndex RunsModel::indexOf(const QString &path) const
{
    const int position = positionOf(m_groupOfPath.value(path));
    if (position < 0)
        return {};
    const Group &group = m_groups[static_cast<std::size_t>(position)];
    const auto at = std::find_if(group.rows.begin(), group.rows.end(),
                                 [&path](const RunRow &row) { return row.path == path; });
    return createIndex(static_cast<int>(at - group.rows.begin()), 0, group.id);
}

std::vector<const RunRow *> RunsModel::batchRows(const std::string &batch) const
{
    std::vector<const RunRow *> out;
    for (const Group &group : m_groups) {
        for (const RunRow &row : group.rows) {
            if (!batch.empty() && row.batch.id == batch && row.state != RunRow::State::Queued)
                out.push_back(&row);
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const RunRow *a, const RunRow *b) {
        return a->batch.cell < b->batch.cell;
    });
    return out;
}

std::vector<const RunRow *> RunsModel::liveRows() const
{
    std::vector<const RunRow *> out;
    for (const Group &group : m_groups) {
        for (const RunRow &row : group.rows) {
            if (group.rank == kNow)
                out.push_back(&row);
        }
    }
    return out;
}

void RunsModel::setToday(const QDate &today)
{
    m_today = today;
    fill(allRows());
}

} // namespace dare
