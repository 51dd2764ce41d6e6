#include "widgets/runs/BatchView.h"

#include "widgets/runs/BatchDelegate.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QListView>
#include <QTableView>

namespace dare
{

BatchView::BatchView(RunsModel *runs, QWidget *parent)
    : QStackedWidget(parent), m_model(new BatchModel(runs, this))
{
    setObjectName(QStringLiteral("batchView"));
    buildCards();
    buildTable();
}

void BatchView::buildCards()
{
    m_cards = new QListView;
    m_cards->setObjectName(QStringLiteral("batchCards"));
    m_cards->setAccessibleName(tr("Seeds, the best first"));
    m_cards->setViewMode(QListView::IconMode);
    m_cards->setMovement(QListView::Static);
    m_cards->setResizeMode(QListView::Adjust);
    m_cards->setUniformItemSizes(true);
    m_cards->setSpacing(2);
    m_cards->setSelectionMode(QAbstractItemView::NoSelection);
    m_cards->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_cards->setMouseTracking(true);
    m_cards->setModel(m_model);
    m_cards->setItemDelegate(new BatchDelegate(m_cards));
    m_cards->installEventFilter(this);
    connect(m_cards, &QListView::clicked, m_model, &BatchModel::toggle);
    connect(m_cards, &QListView::activated, this, &BatchView::open);
    addWidget(m_cards);
}

void BatchView::buildTable()
{
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("batchTable"));
    m_table->setAccessibleName(tr("Runs of the sweep at their values"));
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setMouseTracking(true);
    m_table->setCornerButtonEnabled(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new BatchDelegate(m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->installEventFilter(this);
    connect(m_table, &QTableView::clicked, this, &BatchView::open);
    connect(m_table, &QTableView::activated, this, &BatchView::open);
    addWidget(m_table);
}

void BatchView::showTriage(const std::vector<BatchCell> &cells)
{
    const QPersistentModelIndex current = m_cards->currentIndex();
    const int row = current.row();
    m_model->setTriage(cells);
    setCurrentWidget(m_cards);
    m_cards->setCurrentIndex(m_model->index(row < 0 ? 0 : row, 0));
}

void BatchView::showSweep(const std::vector<SweepAxis> &axes, const std::vector<BatchCell> &cells)
{
    m_model->setSweep(axes, cells);
    setCurrentWidget(m_table);
}

void BatchView::open(const QModelIndex &index)
{
    const QString path = index.data(BatchModel::PathRole).toString();
    if (!path.isEmpty())
        Q_EMIT openRequested(path);
}

bool BatchView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_cards && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Space) {
        m_model->toggle(m_cards->currentIndex());
        return true;
    }
    return QStackedWidget::eventFilter(watched, event);
}

} // namespace dare
