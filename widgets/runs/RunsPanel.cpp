#include "widgets/runs/RunsPanel.h"

#include "widgets/runs/RunDelegate.h"
#include "widgets/runs/RunsFilter.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/theme/Icons.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

namespace dare
{

namespace
{

QToolButton *toolButton(const QString &name, const QString &icon, const QString &tip)
{
    auto *out = new QToolButton;
    out->setObjectName(name);
    if (!icon.isEmpty())
        out->setIcon(themedIcon(icon));
    out->setToolTip(tip);
    out->setAccessibleName(tip);
    out->setFixedHeight(24);
    return out;
}

} // namespace

RunsPanel::RunsPanel(RunsModel *model, QWidget *parent)
    : QWidget(parent),
      m_model(model),
      m_filter(new RunsFilter(this)),
      m_delegate(new RunDelegate(this))
{
    setMinimumWidth(200);
    m_filter->setSourceModel(m_model);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(buildHeader());
    column->addLayout(buildFilter());
    buildView();
    column->addWidget(m_empty);
    column->addWidget(m_view, 1);
    wire();
    refresh();
}

QLayout *RunsPanel::buildHeader()
{
    auto *header = new QHBoxLayout;
    header->setContentsMargins(12, 0, 8, 0);
    header->setSpacing(8);
    auto *title = new QLabel(tr("Runs"));
    title->setProperty("role", "title");
    title->setFixedHeight(32);
    m_count = new QLabel;
    m_count->setProperty("role", "quiet");
    m_pair = toolButton(QStringLiteral("runsCompare"), {},
                        tr("Compare the two selected runs (Ctrl+click selects a second)"));
    m_pair->setText(tr("Compare"));
    m_pair->hide();
    m_pause = toolButton(QStringLiteral("queuePause"), QStringLiteral("pause"),
                         tr("Hold the queue: finishes the current step, then waits"));
    m_pause->setCheckable(true);
    auto *more = toolButton(QStringLiteral("runsMore"), QStringLiteral("more"),
                            tr("Many runs at once: triage and sweep"));
    auto *menu = new QMenu(more);
    menu->addAction(tr("Triage seeds…"), this, &RunsPanel::triageRequested);
    menu->addAction(tr("Sweep…"), this, &RunsPanel::sweepRequested);
    more->setMenu(menu);
    more->setPopupMode(QToolButton::InstantPopup);
    header->addWidget(title);
    header->addWidget(m_count);
    header->addStretch(1);
    header->addWidget(m_pair);
    header->addWidget(m_pause);
    header->addWidget(more);
    return header;
}

QLayout *RunsPanel::buildFilter()
{
    m_text = new QLineEdit;
    m_text->setObjectName(QStringLiteral("runsFilter"));
    m_text->setPlaceholderText(tr("Word, seed or tag"));
    m_text->setAccessibleName(tr("Filter runs"));
    m_text->setToolTip(
        tr("Shows the runs whose prompt, name, seed or settings contain these words. "
           "#word in a name is a tag; #triage and #sweep are tags (Esc clears)"));
    m_text->addAction(themedIcon(QStringLiteral("search"), &Theme::tx3),
                      QLineEdit::LeadingPosition);
    m_text->installEventFilter(this);
    m_state = new QComboBox;
    m_state->setObjectName(QStringLiteral("runsState"));
    m_state->setAccessibleName(tr("Which runs to show"));
    m_state->setToolTip(tr("Which runs to show"));
    m_state->addItems({tr("All"), tr("Running"), tr("Starred"), tr("Failed"), tr("Has neglect")});
    m_state->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_state->setMinimumContentsLength(4);
    m_state->view()->setMinimumWidth(120);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(12, 0, 12, 8);
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_state);
    return row;
}

void RunsPanel::buildView()
{
    m_view = new RunsView;
    m_view->setModel(m_filter);
    m_view->setItemDelegate(m_delegate);
    m_empty = new QLabel;
    m_empty->setObjectName(QStringLiteral("runsEmpty"));
    m_empty->setProperty("role", "secondary");
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(12, 8, 12, 0);
}

void RunsPanel::wire()
{
    connect(m_text, &QLineEdit::textChanged, m_filter, &RunsFilter::setText);
    connect(m_text, &QLineEdit::textChanged, this, &RunsPanel::refresh);
    connect(m_state, &QComboBox::currentIndexChanged, this, [this](int state) {
        m_filter->setState(static_cast<RunsFilter::State>(state));
        refresh();
    });
    connect(m_filter, &QAbstractItemModel::modelReset, this, &RunsPanel::refresh);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &RunsPanel::refresh);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &RunsPanel::refresh);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &RunsPanel::keepMark);
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (!m_delegate->takeClick())
            activate(index, false);
    });
    connect(m_view, &QTreeView::activated, this,
            [this](const QModelIndex &index) { activate(index, true); });
    connect(m_view, &RunsView::selectionMoved, this, &RunsPanel::showPair);
    connect(m_view, &RunsView::queueMoveRequested, this, &RunsPanel::queueMoveRequested);
    connect(m_view, &RunsView::queueRemoveRequested, this, &RunsPanel::queueRemoveRequested);
    connect(m_view, &RunsView::actionRequested, this,
            [this](RunAction action, const QStringList &paths) {
                if (action == RunAction::Open)
                    Q_EMIT openRequested(paths.first());
                else
                    Q_EMIT actionRequested(action, paths);
            });
    connect(m_delegate, &RunDelegate::resumeRequested, this, &RunsPanel::resumeRequested);
    connect(m_delegate, &RunDelegate::logRequested, this,
            [this](const QString &path) { Q_EMIT actionRequested(RunAction::ShowLog, {path}); });
    connect(m_delegate, &RunDelegate::starRequested, this,
            [this](const QString &path) { Q_EMIT actionRequested(RunAction::Star, {path}); });
    connect(m_pair, &QToolButton::clicked, this,
            [this] { Q_EMIT actionRequested(RunAction::Compare, m_view->selectedRuns()); });
    connect(m_pause, &QToolButton::clicked, this, &RunsPanel::queuePauseToggled);
}

void RunsPanel::setCompact(bool compact)
{
    m_delegate->setCompact(compact);
    m_text->setPlaceholderText(compact ? tr("Search") : tr("Word, seed or tag"));
    m_view->viewport()->update();
}

void RunsPanel::setQueueHeld(bool held)
{
    m_pause->setChecked(held);
    m_pause->setIcon(themedIcon(held ? QStringLiteral("play") : QStringLiteral("pause")));
    const QString tip = held ? tr("Go on with the queue")
                             : tr("Hold the queue: finishes the current step, then waits");
    m_pause->setToolTip(tip);
    m_pause->setAccessibleName(tip);
}

void RunsPanel::markCurrent(const QString &path)
{
    m_current = path;
    const QModelIndex at = m_filter->mapFromSource(m_model->indexOf(path));
    if (at.isValid())
        m_view->setCurrentIndex(at);
    else
        m_view->clearSelection();
}

/// The run on screen moves to another group when it ends: its row is a new one then.
void RunsPanel::keepMark(const QModelIndex &parent, int first, int last)
{
    const QModelIndex at = m_filter->mapFromSource(m_model->indexOf(m_current));
    const QModelIndex inserted = at.parent() == parent ? at : at.parent();
    if (!at.isValid() || inserted.parent() != parent || inserted.row() < first ||
        inserted.row() > last || !m_view->selectedRuns().isEmpty())
        return;
    m_view->setAutoScroll(false); // the list stays where it was scrolled to
    m_view->setCurrentIndex(at);
    m_view->setAutoScroll(true);
}

void RunsPanel::activate(const QModelIndex &index, bool again)
{
    const QString path = index.data(RunsModel::PathRole).toString();
    const int state = index.data(RunsModel::StateRole).toInt();
    const bool selecting =
        QApplication::keyboardModifiers() & (Qt::ControlModifier | Qt::ShiftModifier);
    if (path.isEmpty() || state == static_cast<int>(RunRow::State::Queued) || selecting ||
        (path == m_current && !again))
        return;
    m_current = path;
    Q_EMIT openRequested(path);
}

void RunsPanel::showPair()
{
    const bool two = m_view->selectedRuns().size() == 2;
    m_pair->setVisible(two);
}

void RunsPanel::refresh()
{
    m_view->expandAll();
    const bool nothing = m_filter->rowCount() == 0;
    m_count->setText(QString::number(m_model->runCount()));
    m_empty->setText(m_filter->filters()
                         ? tr("No run matches.")
                         : tr("Each run appears here with both sides and its progress. Runs "
                              "survive a restart."));
    m_empty->setVisible(nothing);
    m_view->setVisible(!nothing);
}

bool RunsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && !m_text->text().isEmpty()) {
        m_text->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace dare
