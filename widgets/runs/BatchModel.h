#pragma once

#include "widgets/runs/RunRow.h"

#include <QAbstractTableModel>

#include <vector>

namespace dare
{

class RunsModel;

/// One run of a batch, or the place of one that waits.
struct BatchCell {
    QString path;  ///< empty: it has not begun
    QString label; ///< "seed 1207", "λ 0.50, s 1.00"
    int rank = 0;  ///< from 1; 0: not ranked
};

/// The runs of a triage as a list, or of a sweep as a table with its axes as headers. Shows the
/// rows of the RunsModel, so that progress and thumbnails move with it. @thread GUI
class BatchModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole + 1 };

    explicit BatchModel(RunsModel *runs, QObject *parent = nullptr);

    /// A list in this order. What was chosen stays chosen.
    void setTriage(const std::vector<BatchCell> &cells);
    /// A table, the first axis along the columns. @param cells the first axis fastest
    void setSweep(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells);

    [[nodiscard]] const BatchCell *cell(const QModelIndex &index) const;
    /// The run of a cell; nullptr while it waits.
    [[nodiscard]] const RunRow *run(const QModelIndex &index) const;
    [[nodiscard]] bool isSweep() const { return m_sweep; }
    [[nodiscard]] bool isChosen(const QModelIndex &index) const;
    void toggle(const QModelIndex &index);
    [[nodiscard]] QStringList chosen() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

Q_SIGNALS:
    void choiceChanged();

private:
    void forward(const QModelIndex &index);

    RunsModel *m_runs;
    std::vector<BatchCell> m_cells;
    std::vector<SweepAxis> m_axes;
    QStringList m_chosen;
    int m_columns = 1;
    bool m_sweep = false;
};

/// "λ 0.50"
[[nodiscard]] QString axisText(const SweepAxis &axis, int index);

} // namespace dare
