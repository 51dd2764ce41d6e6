#include "widgets/runs/RunsPanel.h"

#include "widgets/runs/RunDelegate.h"
#include "widgets/runs/RunsModel.h"
#include "widgets/theme/Icons.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

namespace dare
{

RunsPanel::RunsPanel(RunsModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_delegate(new RunDelegate(this))
{
    setMinimumWidth(200);
    auto *header = new QHBoxLayout;
    header->setContentsMargins(12, 0, 12, 0);
    header->setSpacing(8);
    auto *title = new QLabel(tr("Runs"));
    title->setProperty("role", "title");
    title->setFixedHeight(32);
    m_count = new QLabel;
    m_count->setProperty("role", "quiet");
    header->addWidget(title);
    header->addWidget(m_count);
    header->addStretch(1);

    buildFilter();
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(12, 0, 12, 8);
    filterRow->addWidget(m_filter);

    buildView();
    m_empty = new QLabel(tr("Each run appears here with both sides and its progress. Runs survive "
                            "a restart."));
    m_empty->setObjectName(QStringLiteral("runsEmpty"));
    m_empty->setProperty("role", "secondary");
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(12, 8, 12, 0);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(header);
    column->addLayout(filterRow);
    column->addWidget(m_empty);
    column->addWidget(m_view, 1);

    connect(m_filter, &QLineEdit::textChanged, m_proxy,
            &QSortFilterProxyModel::setFilterFixedString);
    connect(m_filter, &QLineEdit::textChanged, this, &RunsPanel::refresh);
    connect(m_model, &QAbstractItemModel::modelReset, this, &RunsPanel::refresh);
    connect(m_view, &QTreeView::clicked, this, &RunsPanel::activate);
    connect(m_view, &QTreeView::activated, this, &RunsPanel::activate);
    connect(m_delegate, &RunDelegate::resumeRequested, this, &RunsPanel::resumeRequested);
    refresh();
}

void RunsPanel::buildFilter()
{
    m_filter = new QLineEdit;
    m_filter->setObjectName(QStringLiteral("runsFilter"));
    m_filter->setPlaceholderText(tr("Word or seed"));
    m_filter->setAccessibleName(tr("Filter runs"));
    m_filter->setToolTip(
        tr("Shows the runs whose prompt, seed or settings contain this (Esc clears)"));
    m_filter->addAction(themedIcon(QStringLiteral("search"), &Theme::tx3),
                        QLineEdit::LeadingPosition);
    m_filter->installEventFilter(this);
}

void RunsPanel::buildView()
{
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setRecursiveFilteringEnabled(true);
    m_proxy->setFilterRole(RunsModel::SearchRole);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_view = new QTreeView;
    m_view->setObjectName(QStringLiteral("runsView"));
    m_view->setAccessibleName(tr("Runs"));
    m_view->setModel(m_proxy);
    m_view->setItemDelegate(m_delegate);
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setIndentation(0);
    m_view->setMouseTracking(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void RunsPanel::setCompact(bool compact)
{
    m_delegate->setCompact(compact);
    m_view->viewport()->update();
}

void RunsPanel::markCurrent(const QString &path)
{
    m_current = path;
    const QModelIndex at = m_proxy->mapFromSource(m_model->indexOf(path));
    if (at.isValid())
        m_view->setCurrentIndex(at);
    else
        m_view->clearSelection();
}

void RunsPanel::activate(const QModelIndex &index)
{
    const QString path = index.data(RunsModel::PathRole).toString();
    if (path.isEmpty() || path == m_current)
        return;
    m_current = path;
    Q_EMIT openRequested(path);
}

void RunsPanel::refresh()
{
    m_view->expandAll();
    const int count = m_model->runCount();
    m_count->setText(QString::number(count));
    m_empty->setVisible(count == 0);
    m_view->setVisible(count != 0);
    markCurrent(m_current);
}

bool RunsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && !m_filter->text().isEmpty()) {
        m_filter->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace dare
