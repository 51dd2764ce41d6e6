#include "widgets/attention/TokensPanel.h"

#include "widgets/attention/TokenDelegate.h"
#include "widgets/attention/TokensModel.h"
#include "widgets/controls/PlainTable.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kRow = 25;
constexpr int kNarrow = 240;
constexpr int kShortBars = 62;
constexpr int kLongBars = 84;

} // namespace

TokensPanel::TokensPanel(TokensModel *tokens, ViewModel *view, QWidget *parent)
    : QWidget(parent), m_view(view)
{
    setObjectName(QStringLiteral("tokensPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHeader());
    buildTable(tokens);
    column->addWidget(m_table, 1);
    m_place = new QLabel(this);
    m_place->setObjectName(QStringLiteral("tokensPlace"));
    m_place->setProperty("role", QStringLiteral("caption"));
    m_place->setContentsMargins(12, 8, 12, 8);
    m_place->setWordWrap(true);
    column->addWidget(m_place);
    for (const auto signal :
         {&ViewModel::stepChanged, &ViewModel::frameChanged, &ViewModel::lookChanged})
        connect(view, signal, this, &TokensPanel::showPlace);
    connect(view, &ViewModel::selectionChanged, this, &TokensPanel::pullSelection);
    connect(tokens, &QAbstractItemModel::modelReset, this, &TokensPanel::pullSelection);
    showPlace();
    showSorting();
    pullSelection();
}

void TokensPanel::setBelow(QWidget *content)
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    auto *seam = new QFrame(this);
    seam->setProperty("role", QStringLiteral("seam"));
    column->insertWidget(column->indexOf(m_place), seam);
    column->insertWidget(column->indexOf(m_place), content);
}

QWidget *TokensPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(32);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Tokens"), header);
    title->setProperty("role", QStringLiteral("title"));
    m_sorting = new QLabel(header);
    m_sorting->setProperty("role", QStringLiteral("quiet"));
    row->addWidget(title);
    row->addWidget(m_sorting, 1);
    return header;
}

void TokensPanel::buildTable(TokensModel *tokens)
{
    m_sorted = new QSortFilterProxyModel(this);
    m_sorted->setSourceModel(tokens);
    m_sorted->setSortRole(TokensModel::SortRole);
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("tokensView"));
    m_table->setAccessibleName(tr("Words and their attention mass"));
    m_table->setModel(m_sorted);
    makePlain(m_table, kRow);
    m_table->setItemDelegate(new TokenDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(24);
    header->setFixedHeight(24);
    header->setHighlightSections(false);
    header->setSectionResizeMode(TokensModel::WordColumn, QHeaderView::Stretch);
    header->resizeSection(TokensModel::RhoColumn, 38);
    header->resizeSection(TokensModel::WeightColumn, 32);
    // The line above says how rows are sorted; an arrow would cover the one-letter names.
    header->setStyleSheet(
        QStringLiteral("QHeaderView::up-arrow, QHeaderView::down-arrow { image: none; "
                       "width: 0px; height: 0px; }"
                       "QHeaderView::section:first { padding-left: 12px; }"));
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(TokensModel::RhoColumn, Qt::DescendingOrder);
    connect(header, &QHeaderView::sortIndicatorChanged, this, &TokensPanel::showSorting);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TokensPanel::pushSelection);
}

void TokensPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_table->horizontalHeader()->resizeSection(TokensModel::MassColumn,
                                               width() < kNarrow ? kShortBars : kLongBars);
}

void TokensPanel::pushSelection()
{
    if (m_pulling)
        return;
    QStringList labels;
    for (const QModelIndex &row : m_table->selectionModel()->selectedRows())
        labels << row.data(TokensModel::LabelRole).toString();
    // Words keep the order in which they were chosen.
    const QStringList before = m_view->selectedWords();
    std::stable_sort(labels.begin(), labels.end(), [&](const QString &a, const QString &b) {
        const auto place = [&](const QString &label) {
            const auto at = before.indexOf(label);
            return at < 0 ? before.size() : at;
        };
        return place(a) < place(b);
    });
    m_view->setSelectedWords(labels);
}

void TokensPanel::pullSelection()
{
    const QStringList labels = m_view->selectedWords();
    QItemSelection selection;
    for (int row = 0; row < m_sorted->rowCount(); ++row) {
        const QModelIndex first = m_sorted->index(row, 0);
        if (labels.contains(first.data(TokensModel::LabelRole).toString()))
            selection.select(first, m_sorted->index(row, TokensModel::ColumnCount - 1));
    }
    m_pulling = true;
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_pulling = false;
}

void TokensPanel::showSorting()
{
    const int column = m_table->horizontalHeader()->sortIndicatorSection();
    m_sorting->setText(
        tr("sorted by %1")
            .arg(m_sorted->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
}

void TokensPanel::showPlace()
{
    const auto one = [](int index, const QString &what, const QString &all) {
        return index < 0 ? all : what.arg(index + 1);
    };
    QStringList parts{one(m_view->step(), tr("step %1"), tr("mean of steps")),
                      tr("frame %1").arg(m_view->frame() + 1),
                      one(m_view->layer(), tr("layer %1"), tr("all layers")),
                      one(m_view->head(), tr("head %1"), tr("all heads"))};
    m_place->setText(parts.join(QStringLiteral(" · ")));
}

} // namespace dare
