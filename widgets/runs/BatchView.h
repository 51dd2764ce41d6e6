#pragma once

#include "widgets/runs/BatchModel.h"

#include <QStackedWidget>

class QListView;
class QTableView;

namespace dare
{

/// The grid of a batch, object name `batchView`: cards of a triage that wrap, or a sweep's table
/// with its axes' values. Click, Space: choose (triage) or open (sweep); double-click, Enter: open.
class BatchView : public QStackedWidget
{
    Q_OBJECT

public:
    explicit BatchView(RunsModel *runs, QWidget *parent = nullptr);

    [[nodiscard]] BatchModel *model() const { return m_model; }
    void showTriage(const std::vector<BatchCell> &cells);
    void showSweep(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells);

Q_SIGNALS:
    void openRequested(const QString &path);

private:
    void buildCards();
    void buildTable();
    void open(const QModelIndex &index);
    bool eventFilter(QObject *watched, QEvent *event) override;

    BatchModel *m_model;
    QListView *m_cards = nullptr;
    QTableView *m_table = nullptr;
};

} // namespace dare
