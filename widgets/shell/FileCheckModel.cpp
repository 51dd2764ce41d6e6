#include "widgets/shell/FileCheckModel.h"

#include "widgets/theme/Fonts.h"
#include "widgets/theme/Icons.h"

#include <algorithm>
#include <utility>

namespace dare
{

void FileCheckModel::setRows(std::vector<FileCheckRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

int FileCheckModel::firstBad() const
{
    const auto bad = std::find_if(m_rows.begin(), m_rows.end(),
                                  [](const FileCheckRow &row) { return !row.good; });
    return bad == m_rows.end() ? -1 : static_cast<int>(bad - m_rows.begin());
}

int FileCheckModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FileCheckModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : Columns;
}

QVariant FileCheckModel::data(const QModelIndex &index, int role) const
{
    const FileCheckRow &row = m_rows[static_cast<std::size_t>(index.row())];
    const bool file = index.column() == File;
    const Theme &theme = currentTheme();
    switch (role) {
    case Qt::DisplayRole:
        return file ? row.path : row.found;
    case Qt::DecorationRole:
        if (!file)
            return {};
        return row.good ? themedIcon(QStringLiteral("check"), &Theme::ok)
                        : themedIcon(QStringLiteral("x"), &Theme::err);
    case Qt::FontRole:
        return monoFont(11, !row.good && !file ? QFont::Medium : QFont::Normal);
    case Qt::ForegroundRole:
        return row.good ? (file ? theme.tx : theme.tx3) : (file ? theme.tx : theme.err);
    case Qt::BackgroundRole:
        return row.good ? QVariant() : QVariant(theme.errTint);
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (file ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        return row.good ? row.path : row.path + QStringLiteral(": ") + row.advice;
    case Qt::AccessibleTextRole:
        return row.path + QStringLiteral(", ") + (row.good ? tr("present") : tr("problem")) +
               QStringLiteral(", ") + row.found;
    default:
        return {};
    }
}

} // namespace dare
