#pragma once

#include "widgets/runs/RunsView.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QModelIndex;
class QToolButton;

namespace dare
{

class RunDelegate;
class RunsFilter;
class RunsModel;

/// The content of `dockRuns`: count, queuePause, runsFilter (word, seed or tag), runsState and
/// runsView. Emits what should happen; does nothing itself.
class RunsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RunsPanel(RunsModel *model, QWidget *parent = nullptr);

    void setCompact(bool compact);
    /// Marks the run whose clips are shown, without opening it.
    void markCurrent(const QString &path);
    /// Whether the queue is on hold.
    void setQueueHeld(bool held);

Q_SIGNALS:
    void openRequested(const QString &path);
    void resumeRequested(const QString &path);
    void actionRequested(dare::RunAction action, const QStringList &paths);
    void queuePauseToggled(bool held);
    void queueMoveRequested(const QString &id, int by);
    void queueRemoveRequested(const QStringList &ids);
    void triageRequested();
    void sweepRequested();

private:
    QLayout *buildHeader();
    QLayout *buildFilter();
    void buildView();
    void wire();
    void refresh();
    void showPair();
    void keepMark(const QModelIndex &parent, int first, int last);
    void activate(const QModelIndex &index, bool again);
    bool eventFilter(QObject *watched, QEvent *event) override;

    RunsModel *m_model;
    RunsFilter *m_filter;
    RunDelegate *m_delegate;
    QLabel *m_count = nullptr;
    QLabel *m_empty = nullptr;
    QToolButton *m_pair = nullptr;
    QToolButton *m_pause = nullptr;
    QLineEdit *m_text = nullptr;
    QComboBox *m_state = nullptr;
    RunsView *m_view = nullptr;
    QString m_current;
};

} // namespace dare
