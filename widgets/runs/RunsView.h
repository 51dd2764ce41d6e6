#pragma once

#include <QStringList>
#include <QTreeView>

namespace dare
{

/// What can be asked of runs in the list.
enum class RunAction {
    Open,
    Duplicate,  ///< its recipe into the panel
    ContinueTo, ///< a new run with more steps from the same noise
    Triage,     ///< its recipe from many seeds
    ShowBatch,  ///< the grid of its triage or sweep
    Star,
    Rename,
    Reveal,
    CopyCommand,
    Trash,
    Compare, ///< two runs
    Resume,
    ShowLog,
};

/// The list itself, object name `runsView`: keys, drags of the queue, and the menu of a run.
/// Enter opens, F2 renames, Delete trashes or takes out of the queue, Alt+Up and Alt+Down reorder.
class RunsView : public QTreeView
{
    Q_OBJECT

public:
    explicit RunsView(QWidget *parent = nullptr);

    /// Paths of the selected runs, from the top; entries of the queue are left out.
    [[nodiscard]] QStringList selectedRuns() const;
    [[nodiscard]] QStringList selectedEntries() const;

Q_SIGNALS:
    void actionRequested(dare::RunAction action, const QStringList &paths);
    void queueMoveRequested(const QString &id, int by);
    void queueRemoveRequested(const QStringList &ids);
    void selectionMoved();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void startDrag(Qt::DropActions actions) override;
    void selectionChanged(const QItemSelection &selected,
                          const QItemSelection &deselected) override;

private:
    void fillRunMenu(QMenu *menu, const QModelIndex &index, const QStringList &paths);
    void fillQueueMenu(QMenu *menu, const QString &id);
    [[nodiscard]] QStringList selectedPaths(bool queued) const;
};

} // namespace dare
