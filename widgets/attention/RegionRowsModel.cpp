#include "widgets/attention/RegionRowsModel.h"

#include <algorithm>
#include <utility>

namespace dare
{

namespace
{

QString valueText(const RegionRow &row)
{
    const auto shown = row.value[1] ? row.value[1] : row.value[0];
    if (!shown)
        return QStringLiteral("–");
    return *shown > 0.0 && *shown < 0.01 ? QString::number(*shown, 'g', 2)
                                         : QString::number(*shown, 'f', 3);
}

} // namespace

void RegionRowsModel::setRows(std::vector<RegionRow> rows)
{
    const bool reshaped = rows.size() != m_rows.size();
    if (reshaped)
        beginResetModel();
    m_rows = std::move(rows);
    m_max = 0.0;
    for (const RegionRow &row : m_rows) {
        for (const auto &value : row.value)
            m_max = std::max(m_max, value.value_or(0.0));
    }
    if (reshaped)
        endResetModel();
    else if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RegionRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RegionRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RegionRowsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const RegionRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto number = [](const std::optional<double> &value) {
        return value ? QVariant(*value) : QVariant();
    };
    switch (role) {
    case ARole:
        return number(row.value[0]);
    case BRole:
        return number(row.value[1]);
    case MaxRole:
        return m_max;
    case Qt::ToolTipRole:
        return tr("%1: mean p in the box %2 on A, %3 on B. Click selects the word")
            .arg(row.label,
                 row.value[0] ? QString::number(*row.value[0], 'g', 3) : tr("not captured"),
                 row.value[1] ? QString::number(*row.value[1], 'g', 3) : tr("not captured"));
    case Qt::TextAlignmentRole:
        return int(Qt::AlignVCenter | (index.column() == Value ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case Rank:
        return index.row() + 1;
    case WordColumn:
        return row.label;
    case Value:
        return valueText(row);
    default:
        return role == Qt::AccessibleTextRole ? data(index, Qt::ToolTipRole) : QVariant();
    }
}

} // namespace dare
