#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include <vector>

namespace dare
{

/// Shares of words or layers (rows) at every step (columns) of one side.
class ShareMatrixModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { ShareRole = Qt::UserRole }; ///< float, invalid where the step is not done

    using QAbstractTableModel::QAbstractTableModel;

    /// @param shares [row][step], steps that are done @param steps of the recipe
    void setShares(const QStringList &rows, const std::vector<std::vector<float>> &shares,
                   int steps);
    [[nodiscard]] const QStringList &rows() const { return m_rows; }
    [[nodiscard]] float largest() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    QStringList m_rows;
    std::vector<std::vector<float>> m_shares;
    int m_steps = 0;
};

} // namespace dare
