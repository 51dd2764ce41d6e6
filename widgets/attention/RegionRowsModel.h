#pragma once

#include <QAbstractTableModel>
#include <QString>

#include <array>
#include <optional>
#include <vector>

namespace dare
{

/// One row of the ranking: a word and its mean p in the box.
struct RegionRow {
    QString label;
    std::array<std::optional<double>, 2> value; ///< A, B
};

/// Words ranked by mean p in the region, at the shown frame.
class RegionRowsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Rank, WordColumn, Bars, Value, ColumnCount };
    enum Role { ARole = Qt::UserRole, BRole, MaxRole }; ///< double, invalid where not captured

    using QAbstractTableModel::QAbstractTableModel;

    /// @param rows best first
    void setRows(std::vector<RegionRow> rows);
    [[nodiscard]] const std::vector<RegionRow> &rows() const { return m_rows; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<RegionRow> m_rows;
    double m_max = 0.0;
};

} // namespace dare
