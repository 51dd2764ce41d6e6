#pragma once

#include <QAbstractTableModel>

#include <array>
#include <optional>

namespace dare
{

/// Numbers of the selected words: mass, peak, entropy, overlap with another word, cos(o, o'), on A
/// and B, and B - A.
class TokenStatsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Row { Mass, Peak, Entropy, Overlap, Cos, RowCount };
    enum Column { Name, A, B, Difference, ColumnCount };
    using Values = std::array<std::optional<double>, RowCount>; ///< by Row

    using QAbstractTableModel::QAbstractTableModel;

    void setValues(const std::array<Values, 2> &values);
    /// The word that overlaps are told of.
    void setOverlapWord(const QString &label);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] std::optional<double> value(int row, int column) const;
    [[nodiscard]] QString name(int row) const;

    std::array<Values, 2> m_values;
    QString m_overlapWord;
};

} // namespace dare
