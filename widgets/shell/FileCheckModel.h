#pragma once

#include "widgets/shell/ModelCheckCard.h"

#include <QAbstractTableModel>

namespace dare
{

/// The rows of a model check: file with tick or cross, and what was found. @thread GUI
class FileCheckModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { File, Found, Columns };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<FileCheckRow> rows);
    /// @return the first row with a problem, or -1
    [[nodiscard]] int firstBad() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<FileCheckRow> m_rows;
};

} // namespace dare
