#include "widgets/runs/BatchModel.h"

#include "widgets/runs/RunsModel.h"

#include <algorithm>

namespace dare
{

BatchModel::BatchModel(RunsModel *runs, QObject *parent) : QAbstractTableModel(parent), m_runs(runs)
{
    connect(runs, &QAbstractItemModel::dataChanged, this, &BatchModel::forward);
}

void BatchModel::setTriage(const std::vector<BatchCell> &cells)
{
    beginResetModel();
    m_sweep = false;
    m_columns = 1;
    m_axes.clear();
    m_cells = cells;
    endResetModel();
}

void BatchModel::setSweep(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells)
{
    beginResetModel();
    m_sweep = true;
    m_axes = axes;
    m_columns = static_cast<int>(axes.empty() ? 1 : axes.front().values.size());
    m_cells = cells;
    endResetModel();
}

const BatchCell *BatchModel::cell(const QModelIndex &index) const
{
    const int at = index.row() * m_columns + index.column();
    return index.isValid() && at < static_cast<int>(m_cells.size())
               ? &m_cells[static_cast<std::size_t>(at)]
               : nullptr;
}

const RunRow *BatchModel::run(const QModelIndex &index) const
{
    const BatchCell *own = cell(index);
    return own == nullptr || own->path.isEmpty() ? nullptr : m_runs->row(own->path);
}

bool BatchModel::isChosen(const QModelIndex &index) const
{
    const BatchCell *own = cell(index);
    return own != nullptr && m_chosen.contains(own->path);
}

void BatchModel::toggle(const QModelIndex &index)
{
    const BatchCell *own = cell(index);
    if (own == nullptr || own->path.isEmpty())
        return;
    if (m_chosen.removeAll(own->path) == 0)
        m_chosen << own->path;
    Q_EMIT dataChanged(index, index);
    Q_EMIT choiceChanged();
}

QStringList BatchModel::chosen() const
{
    QStringList out; // in the order shown
    for (const BatchCell &each : m_cells) {
        if (m_chosen.contains(each.path))
            out << each.path;
    }
    return out;
}

int BatchModel::rowCount(const QModelIndex &parent) const
{
    const int cells = static_cast<int>(m_cells.size());
    return parent.isValid() ? 0 : (cells + m_columns - 1) / m_columns;
}

int BatchModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_columns;
}

QVariant BatchModel::data(const QModelIndex &index, int role) const
{
    const BatchCell *own = cell(index);
    if (own == nullptr)
        return {};
    const RunRow *row = run(index);
    switch (role) {
    case Qt::DisplayRole:
        return own->label;
    case PathRole:
        return own->path;
    case Qt::DecorationRole: // asks for thumbnails that are not there yet
        return row == nullptr ? QVariant()
                              : m_runs->data(m_runs->indexOf(own->path), Qt::DecorationRole);
    case Qt::AccessibleTextRole: {
        QString text = own->label;
        if (own->rank > 0)
            text = tr("rank %1, ").arg(own->rank) + text;
        text += QStringLiteral(", ") + (row == nullptr ? tr("waits") : accessibleText(*row));
        return isChosen(index) ? text + tr(", chosen") : text;
    }
    case Qt::ToolTipRole:
        if (row == nullptr)
            return tr("%1 waits for its turn").arg(own->label);
        return m_sweep ? tr("%1\nClick opens it").arg(own->label)
                       : tr("%1\nClick chooses it, double-click opens it").arg(own->label);
    default:
        return {};
    }
}

QVariant BatchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const std::size_t axis = orientation == Qt::Horizontal ? 0 : 1;
    if (role != Qt::DisplayRole || !m_sweep)
        return {};
    return axis < m_axes.size() ? axisText(m_axes[axis], section) : QString();
}

void BatchModel::forward(const QModelIndex &index)
{
    const RunRow *changed = m_runs->row(index);
    if (changed == nullptr)
        return;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        if (m_cells[i].path != changed->path)
            continue;
        const int at = static_cast<int>(i);
        const QModelIndex own = this->index(at / m_columns, at % m_columns);
        Q_EMIT dataChanged(own, own);
    }
}

QString axisText(const SweepAxis &axis, int index)
{
    const OptionSpec &row = spec(axis.option);
    const auto at = static_cast<std::size_t>(index);
    if (at >= axis.values.size())
        return {};
    return QStringLiteral("%1 %2")
        .arg(QString::fromUtf8(row.symbol.data(), static_cast<qsizetype>(row.symbol.size())))
        .arg(axis.values[at], 0, 'f', row.decimals);
}

} // namespace dare
