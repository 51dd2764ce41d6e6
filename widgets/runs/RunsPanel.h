#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QTreeView;

namespace dare
{

class RunDelegate;
class RunsModel;

/// The content of `dockRuns`: count, runsFilter (word, seed or settings) and runsView.
class RunsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RunsPanel(RunsModel *model, QWidget *parent = nullptr);

    void setCompact(bool compact);
    /// Marks the run whose clips are shown, without opening it.
    void markCurrent(const QString &path);

Q_SIGNALS:
    void openRequested(const QString &path);
    void resumeRequested(const QString &path);

private:
    void buildFilter();
    void buildView();
    void refresh();
    void activate(const QModelIndex &index);
    bool eventFilter(QObject *watched, QEvent *event) override;

    RunsModel *m_model;
    QLabel *m_count = nullptr;
    QLabel *m_empty = nullptr;
    QLineEdit *m_filter = nullptr;
    QTreeView *m_view = nullptr;
    QSortFilterProxyModel *m_proxy = nullptr;
    RunDelegate *m_delegate = nullptr;
    QString m_current;
};

} // namespace dare
