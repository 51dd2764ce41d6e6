#include "widgets/runs/RunsModel.h"

#include <QMimeData>
#include <QUrl>

namespace dare
{

// The item-model side of RunsModel: what views, drags and screen readers ask.

namespace
{

constexpr quintptr kGroupId = 0;

QString searchText(const RunRow &row)
{
    QString kind;
    if (row.batch.kind == BatchKind::Triage)
        kind = QStringLiteral(" #triage");
    else if (row.batch.kind == BatchKind::Sweep)
        kind = QStringLiteral(" #sweep");
    return row.title + QLatin1Char(' ') + row.prompt + QLatin1Char(' ') + row.settings + kind;
}

QString toolTipOf(const RunRow &row)
{
    if (row.state == RunRow::State::Queued)
        return RunsModel::tr("%1\nWaits for its turn. Drag it, or Alt+Up and Alt+Down, to reorder; "
                             "Delete takes it out.")
            .arg(row.title);
    QStringList lines{row.prompt};
    if (!row.batch.title.empty())
        lines << QString::fromStdString(row.batch.title);
    if (!row.error.isEmpty())
        lines << row.error;
    return lines.join(QLatin1Char('\n'));
}

} // namespace

QModelIndex RunsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column,
                       parent.isValid() ? m_groups[static_cast<std::size_t>(parent.row())].id
                                        : kGroupId);
}

QModelIndex RunsModel::parent(const QModelIndex &index) const
{
    const int group = index.isValid() ? positionOf(index.internalId()) : -1;
    return group < 0 ? QModelIndex() : createIndex(group, 0, kGroupId);
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
        const Group &group = m_groups[static_cast<std::size_t>(index.row())];
        const bool queue = !group.rows.empty() && group.rows[0].state == RunRow::State::Queued;
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return group.name;
        if (role == NoteRole)
            return queue ? m_queueNote : QString();
        return role == IsGroupRole ? QVariant(true) : role == StateRole ? QVariant(-1) : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return run->title;
    case Qt::ToolTipRole:
        return toolTipOf(*run);
    case Qt::AccessibleTextRole:
        return accessibleText(*run);
    case Qt::DecorationRole:
        if (run->thumbA.isNull() && run->thumbB.isNull() && run->state != RunRow::State::Queued &&
            !m_asked.contains(run->path)) {
            m_asked.insert(run->path);
            Q_EMIT thumbnailsWanted(run->path);
        }
        return {};
    case PathRole:
        return run->path;
    case SearchRole:
        return searchText(*run);
    case IsGroupRole:
        return false;
    case StateRole:
        return static_cast<int>(run->state);
    case StarredRole:
        return run->starred;
    case NeglectRole:
        return run->neglects();
    default:
        return {};
    }
}

bool RunsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const RunRow *run = row(index);
    const QString name = value.toString().simplified();
    if (run == nullptr || role != Qt::EditRole || name == run->title)
        return false;
    Q_EMIT renameWanted(run->path, name);
    return true;
}

Qt::ItemFlags RunsModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    const RunRow *run = row(index);
    if (run == nullptr) {
        const bool queue =
            rowCount(index) > 0 && row(this->index(0, 0, index))->state == RunRow::State::Queued;
        return queue ? Qt::ItemIsEnabled | Qt::ItemIsDropEnabled : Qt::ItemFlags(Qt::ItemIsEnabled);
    }
    const Qt::ItemFlags common =
        Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled | Qt::ItemNeverHasChildren;
    return run->state == RunRow::State::Queued ? common : common | Qt::ItemIsEditable;
}

QStringList RunsModel::mimeTypes() const
{
    return {QString::fromLatin1(kQueueFormat), QStringLiteral("text/uri-list")};
}

QMimeData *RunsModel::mimeData(const QModelIndexList &indexes) const
{
    auto *data = new QMimeData;
    QList<QUrl> urls;
    for (const QModelIndex &index : indexes) {
        const RunRow *run = row(index);
        if (run != nullptr && run->state == RunRow::State::Queued)
            data->setData(QString::fromLatin1(kQueueFormat), run->path.toUtf8());
        else if (run != nullptr)
            urls << QUrl::fromLocalFile(run->path);
    }
    if (!urls.isEmpty())
        data->setUrls(urls);
    return data;
}

Qt::DropActions RunsModel::supportedDropActions() const
{
    return Qt::MoveAction | Qt::CopyAction;
}

bool RunsModel::canDropMimeData(const QMimeData *data, Qt::DropAction, int, int,
                                const QModelIndex &parent) const
{
    return data->hasFormat(QString::fromLatin1(kQueueFormat)) && parent.isValid() &&
           parent.internalId() == kGroupId && rowCount(parent) > 0 &&
           row(index(0, 0, parent))->state == RunRow::State::Queued;
}

bool RunsModel::dropMimeData(const QMimeData *data, Qt::DropAction action, int row, int column,
                             const QModelIndex &parent)
{
    if (!canDropMimeData(data, action, row, column, parent))
        return false;
    Q_EMIT queueMoveWanted(QString::fromUtf8(data->data(QString::fromLatin1(kQueueFormat))),
                           row < 0 ? rowCount(parent) : row);
    return false; // the queue moves it, not the view
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
    case RunRow::State::Queued:
        return RunsModel::tr("%1, waits in the queue").arg(row.title);
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
    QString out = RunsModel::tr("%1, finished").arg(row.title);
    if (row.neglectedA > 0)
        out += RunsModel::tr(", %n word(s) neglected in A", nullptr, row.neglectedA);
    if (row.neglectedB > 0)
        out += RunsModel::tr(", %n word(s) neglected in B", nullptr, row.neglectedB);
    if (row.starred)
        out += RunsModel::tr(", starred");
    return out;
}

} // namespace dare
