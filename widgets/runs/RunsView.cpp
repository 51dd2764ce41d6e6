#include "widgets/runs/RunsView.h"

#include "widgets/runs/RunRow.h"
#include "widgets/runs/RunsModel.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

namespace dare
{

namespace
{

bool isQueued(const QModelIndex &index)
{
    return index.data(RunsModel::StateRole).toInt() == static_cast<int>(RunRow::State::Queued);
}

bool isActive(const QModelIndex &index)
{
    const int state = index.data(RunsModel::StateRole).toInt();
    return state == static_cast<int>(RunRow::State::Running) ||
           state == static_cast<int>(RunRow::State::Paused);
}

} // namespace

RunsView::RunsView(QWidget *parent) : QTreeView(parent)
{
    setObjectName(QStringLiteral("runsView"));
    setAccessibleName(tr("Runs"));
    setHeaderHidden(true);
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setIndentation(0);
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setDragDropMode(QAbstractItemView::DragDrop);
    setDefaultDropAction(Qt::MoveAction);
    setAutoExpandDelay(-1);
}

QStringList RunsView::selectedPaths(bool queued) const
{
    QModelIndexList indexes =
        selectionModel() ? selectionModel()->selectedRows() : QModelIndexList();
    std::sort(indexes.begin(), indexes.end(), [this](const QModelIndex &a, const QModelIndex &b) {
        return visualRect(a).top() < visualRect(b).top();
    });
    QStringList out;
    for (const QModelIndex &index : indexes) {
        if (!index.data(RunsModel::IsGroupRole).toBool() && isQueued(index) == queued)
            out << index.data(RunsModel::PathRole).toString();
    }
    return out;
}

QStringList RunsView::selectedRuns() const
{
    return selectedPaths(false);
}

QStringList RunsView::selectedEntries() const
{
    return selectedPaths(true);
}

void RunsView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    Q_EMIT selectionMoved();
}

void RunsView::keyPressEvent(QKeyEvent *event)
{
    const QStringList runs = selectedRuns();
    const QStringList entries = selectedEntries();
    if (event->key() == Qt::Key_Delete && !entries.isEmpty()) {
        Q_EMIT queueRemoveRequested(entries);
        return;
    }
    if (event->key() == Qt::Key_Delete && !runs.isEmpty()) {
        Q_EMIT actionRequested(RunAction::Trash, runs);
        return;
    }
    if (event->key() == Qt::Key_F2 && currentIndex().isValid() && !isQueued(currentIndex())) {
        edit(currentIndex());
        return;
    }
    const bool up = event->key() == Qt::Key_Up;
    if ((up || event->key() == Qt::Key_Down) && event->modifiers() == Qt::AltModifier &&
        entries.size() == 1) {
        Q_EMIT queueMoveRequested(entries[0], up ? -1 : 1);
        return;
    }
    QTreeView::keyPressEvent(event);
}

void RunsView::startDrag(Qt::DropActions actions)
{
    // A run is copied to where it is dropped; only the queue moves within the list.
    QTreeView::startDrag(selectedEntries().isEmpty() ? Qt::CopyAction : actions);
}

void RunsView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid() || index.data(RunsModel::IsGroupRole).toBool())
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("runMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString path = index.data(RunsModel::PathRole).toString();
    if (isQueued(index)) {
        fillQueueMenu(menu, path);
    } else {
        const QStringList selected = selectedRuns();
        fillRunMenu(menu, index, selected.contains(path) ? selected : QStringList{path});
    }
    menu->popup(byKey ? viewport()->mapToGlobal(visualRect(index).center()) : event->globalPos());
}

void RunsView::fillRunMenu(QMenu *menu, const QModelIndex &index, const QStringList &paths)
{
    const auto add = [&](const QString &words, RunAction action, bool enabled = true) {
        QAction *out = menu->addAction(
            words, this, [this, action, paths] { Q_EMIT actionRequested(action, paths); });
        out->setEnabled(enabled);
    };
    const bool one = paths.size() == 1;
    add(tr("Open\tEnter"), RunAction::Open, one);
    add(tr("Compare these two"), RunAction::Compare, paths.size() == 2);
    menu->addSeparator();
    add(tr("Duplicate recipe"), RunAction::Duplicate, one);
    add(tr("Continue to more steps…"), RunAction::ContinueTo, one);
    add(tr("Run as triage…"), RunAction::Triage, one);
    add(tr("Show its triage or sweep"), RunAction::ShowBatch, one);
    menu->addSeparator();
    add(index.data(RunsModel::StarredRole).toBool() ? tr("Remove the star") : tr("Star"),
        RunAction::Star);
    QAction *rename =
        menu->addAction(tr("Rename\tF2"), this, [this, at = QPersistentModelIndex(index)] {
            if (at.isValid())
                edit(at);
        });
    rename->setEnabled(one);
    add(tr("Reveal folder"), RunAction::Reveal, one);
    add(tr("Copy command line"), RunAction::CopyCommand, one);
    menu->addSeparator();
    add(tr("Move to trash\tDel"), RunAction::Trash, !isActive(index));
}

void RunsView::fillQueueMenu(QMenu *menu, const QString &id)
{
    menu->addAction(tr("Earlier\tAlt+Up"), this, [this, id] { Q_EMIT queueMoveRequested(id, -1); });
    menu->addAction(tr("Later\tAlt+Down"), this, [this, id] { Q_EMIT queueMoveRequested(id, 1); });
    menu->addSeparator();
    menu->addAction(tr("Take out of the queue\tDel"), this,
                    [this, id] { Q_EMIT queueRemoveRequested({id}); });
}

} // namespace dare
