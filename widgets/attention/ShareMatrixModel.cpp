#include "widgets/attention/ShareMatrixModel.h"

#include <algorithm>

namespace dare
{

void ShareMatrixModel::setShares(const QStringList &rows,
                                 const std::vector<std::vector<float>> &shares, int steps)
{
    const bool reshaped = rows != m_rows || steps != m_steps;
    if (reshaped)
        beginResetModel();
    m_rows = rows;
    m_shares = shares;
    m_steps = steps;
    if (reshaped)
        endResetModel();
    else if (!rows.isEmpty() && steps > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

float ShareMatrixModel::largest() const
{
    float out = 0.0F;
    for (const std::vector<float> &row : m_shares) {
        for (const float share : row)
            out = std::max(out, share);
    }
    return out;
}

int ShareMatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ShareMatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_steps;
}

QVariant ShareMatrixModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const auto step = static_cast<std::size_t>(index.column());
    const bool done = row < m_shares.size() && step < m_shares[row].size();
    if (role == ShareRole)
        return done ? QVariant(m_shares[row][step]) : QVariant();
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return tr("%1, step %2: %3")
            .arg(m_rows[index.row()])
            .arg(index.column() + 1)
            .arg(done ? tr("%1 of the mean mass").arg(double(m_shares[row][step]), 0, 'f', 2)
                      : tr("not computed"));
    return {};
}

QVariant ShareMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Vertical ? m_rows.value(section) : tr("step %1").arg(section + 1);
}

} // namespace dare
