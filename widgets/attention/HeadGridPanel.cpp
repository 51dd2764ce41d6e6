#include "widgets/attention/HeadGridPanel.h"

#include "widgets/attention/HeadGridDelegate.h"
#include "widgets/attention/HeadGridModel.h"
#include "widgets/attention/InspectModel.h"
#include "widgets/theme/Fonts.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMouseEvent>
#include <QTableView>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kLabel = 18;     // room of row and column labels
constexpr int kLeastCell = 22; // below it thumbnails cannot be told apart
constexpr int kMostCell = 64;
constexpr int kMostRows = 16;    // more of them scroll
constexpr std::size_t kBest = 5; // cells that a search outlines

/// The 99.9th percentile over all thumbnails, as for panes.
float rangeOf(const HeadGrid &grid)
{
    std::vector<std::shared_ptr<const HeatMap>> maps;
    for (const HeadCell &cell : grid.cells) {
        if (cell.captured) // a view: the grid outlives this function
            maps.emplace_back(std::shared_ptr<const HeatMap>(), &cell.map);
    }
    return sharedScale(maps);
}

} // namespace

HeadGridPanel::HeadGridPanel(InspectModel *inspect, ViewModel *view, QWidget *parent)
    : QWidget(parent),
      m_inspect(inspect),
      m_view(view),
      m_model(new HeadGridModel(this)),
      m_delegate(new HeadGridDelegate(this))
{
    setObjectName(QStringLiteral("headGridPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 12, 0);
    column->setSpacing(4);
    column->addWidget(buildHeader());
    buildTable();
    column->addWidget(m_table, 1);
    m_read = new QLabel(this);
    m_read->setObjectName(QStringLiteral("headGridRead"));
    m_read->setProperty("role", QStringLiteral("caption"));
    m_read->setMinimumHeight(16);
    column->addWidget(m_read);
    connect(inspect, &InspectModel::gridChanged, this, &HeadGridPanel::refreshGrid);
    connect(inspect, &InspectModel::scoresChanged, this, &HeadGridPanel::refreshScores);
    connect(view, &ViewModel::lookChanged, this, &HeadGridPanel::refreshPins);
    connect(view, &ViewModel::mapLookChanged, m_model,
            [this] { m_model->setColorMap(m_view->spec().colorMap); });
    m_model->setColorMap(view->spec().colorMap);
    refreshGrid();
}

QWidget *HeadGridPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(28);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Layer × head"), header);
    title->setProperty("role", QStringLiteral("title"));
    m_what = new QLabel(header);
    m_what->setProperty("role", QStringLiteral("quiet"));
    row->addWidget(title);
    row->addWidget(m_what, 1);
    return header;
}

void HeadGridPanel::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("layerHeadGrid"));
    m_table->setAccessibleName(tr("Maps of every layer and head"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setFont(monoFont(10));
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setCornerButtonEnabled(false);
    m_table->setMouseTracking(true);
    m_table->viewport()->installEventFilter(this);
    for (QHeaderView *header : {m_table->horizontalHeader(), m_table->verticalHeader()}) {
        header->setMinimumSectionSize(1);
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setSectionsClickable(true);
        header->setHighlightSections(false);
        header->setFont(monoFont(10));
        header->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 0px; }"));
    }
    m_table->horizontalHeader()->setFixedHeight(kLabel);
    m_table->verticalHeader()->setFixedWidth(kLabel);
    connect(m_table, &QTableView::clicked, this, &HeadGridPanel::pin);
    connect(m_table, &QTableView::activated, this, &HeadGridPanel::pin);
    connect(m_table, &QTableView::entered, this, &HeadGridPanel::tell);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &HeadGridPanel::tell);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, m_view, [this](int head) {
        m_view->setLayer(-1);
        m_view->setHead(head);
    });
    connect(m_table->verticalHeader(), &QHeaderView::sectionClicked, m_view, [this](int layer) {
        m_view->setLayer(layer);
        m_view->setHead(-1);
    });
}

void HeadGridPanel::pin(const QModelIndex &index)
{
    if (!index.data(HeadGridModel::CapturedRole).toBool())
        Q_EMIT captureAsked(index.row(), index.column());
    m_view->setLayer(index.row());
    m_view->setHead(index.column());
}

void HeadGridPanel::tell(const QModelIndex &index)
{
    if (index.isValid()) {
        m_read->setText(m_model->describe(index.row(), index.column()));
        return;
    }
    const HeadGrid &grid = m_model->grid();
    const int layer = m_view->layer();
    const int head = m_view->head();
    const bool inside = layer >= 0 && head >= 0 && layer < grid.layers && head < grid.heads;
    m_read->setText(inside ? m_model->describe(layer, head) : QString());
}

bool HeadGridPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Leave)
        tell({});
    return QWidget::eventFilter(watched, event);
}

void HeadGridPanel::refreshGrid()
{
    const HeadGrid &grid = m_inspect->grid();
    const bool reshaped =
        grid.layers != m_model->grid().layers || grid.heads != m_model->grid().heads;
    m_model->setGrid(grid, rangeOf(grid));
    const QString side =
        m_inspect->gridSide() == Side::A ? QStringLiteral("A") : QStringLiteral("B");
    m_what->setText(grid.cells.empty() ? QString()
                    : grid.step < 0    ? tr("%1 after, mean of steps").arg(side)
                                       : tr("%1 after, step %2").arg(side).arg(grid.step + 1));
    m_table->setToolTip(grid.anyCaptured()
                            ? tr("All cells on one range, 0 to %1").arg(double(m_model->high()))
                            : tr("No head was kept on its own at this step"));
    if (reshaped)
        fitCells();
    refreshPins();
}

void HeadGridPanel::refreshPins()
{
    m_delegate->setPinned(m_view->layer(), m_view->head());
    m_table->viewport()->update();
    tell({});
}

void HeadGridPanel::refreshScores()
{
    std::vector<HeadScore> best = m_inspect->scores();
    best.resize(std::min(best.size(), kBest));
    m_model->setBest(best);
}

void HeadGridPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitCells();
}

void HeadGridPanel::fitCells()
{
    const HeadGrid &grid = m_model->grid();
    if (grid.layers <= 0 || grid.heads <= 0)
        return;
    const int wide = (m_table->width() - kLabel - 2) / grid.heads;
    const int high = (m_table->height() - kLabel - 2) / std::min(grid.layers, kMostRows);
    const int cell = std::clamp(std::min(wide, high), kLeastCell, kMostCell);
    m_table->horizontalHeader()->setDefaultSectionSize(cell);
    m_table->verticalHeader()->setDefaultSectionSize(cell);
}

} // namespace dare
