#pragma once

#include <QWidget>

class QLabel;
class QModelIndex;
class QTableView;

namespace dare
{

class HeadGridDelegate;
class HeadGridModel;
class InspectModel;
class ViewModel;

/// layerHeadGrid: every head of every block as a thumbnail, all on one range. Click pins layer and
/// head, a row or column label pins the mean over the others. Object name `headGridPanel`.
class HeadGridPanel : public QWidget
{
    Q_OBJECT

public:
    HeadGridPanel(InspectModel *inspect, ViewModel *view, QWidget *parent = nullptr);

Q_SIGNALS:
    /// A head that was not captured was asked for.
    void captureAsked(int layer, int head);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildHeader();
    void buildTable();
    void refreshGrid();
    void refreshPins();
    void refreshScores();
    void pin(const QModelIndex &index);
    void fitCells();
    void tell(const QModelIndex &index);

    InspectModel *m_inspect;
    ViewModel *m_view;
    HeadGridModel *m_model;
    HeadGridDelegate *m_delegate;
    QTableView *m_table = nullptr;
    QLabel *m_what = nullptr;
    QLabel *m_read = nullptr;
};

} // namespace dare
