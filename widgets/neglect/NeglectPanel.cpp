#include "widgets/neglect/NeglectPanel.h"

#include "widgets/controls/PlainTable.h"
#include "widgets/neglect/Filmstrip.h"
#include "widgets/neglect/FilmstripModel.h"
#include "widgets/neglect/NeglectModel.h"
#include "widgets/neglect/ShareDelegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kRow = 25;
constexpr int kWord = 96;
constexpr int kNow = 46;
constexpr int kVerdict = 150;

} // namespace

NeglectPanel::NeglectPanel(NeglectModel *meter, FilmstripModel *strip, QWidget *parent)
    : QWidget(parent),
      m_meter(meter),
      m_sorted(new QSortFilterProxyModel(this)),
      m_table(new QTableView),
      m_empty(new QLabel(tr("The shares of the prompt's words appear here while a run goes on."))),
      m_strip(new Filmstrip(strip))
{
    setObjectName(QStringLiteral("neglectPanel"));
    buildTable();
    m_empty->setProperty("role", "caption");
    m_empty->setContentsMargins(12, 8, 12, 8);
    m_empty->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *seam = new QFrame;
    seam->setProperty("role", "vseam");
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_table, 1);
    row->addWidget(m_empty, 1);
    row->addWidget(seam);
    row->addWidget(m_strip);
    connect(m_strip, &Filmstrip::stepRequested, this, &NeglectPanel::stepRequested);
    const auto refresh = [this] {
        m_table->setVisible(m_meter->rowCount() > 0);
        m_empty->setVisible(m_meter->rowCount() == 0);
        Q_EMIT titleChanged(title());
    };
    connect(meter, &NeglectModel::marksChanged, this, refresh);
    refresh();
    setCompact(false);
}

void NeglectPanel::buildTable()
{
    m_sorted->setSourceModel(m_meter);
    m_sorted->setSortRole(NeglectModel::SortRole);
    m_sorted->sort(NeglectModel::WordColumn);
    m_table->setObjectName(QStringLiteral("neglectMeter"));
    m_table->setAccessibleName(tr("Neglect meter: share of attention of each content word"));
    m_table->setModel(m_sorted);
    makePlain(m_table, kRow);
    m_table->setItemDelegate(new ShareDelegate(m_meter, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(24);
    header->setFixedHeight(24);
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStyleSheet(QStringLiteral("QHeaderView::section:first { padding-left: 12px; }"));
    const auto chosen = [this](const QModelIndex &index) {
        Q_EMIT wordRequested(index.siblingAtColumn(NeglectModel::WordColumn).data().toString());
    };
    connect(m_table, &QTableView::clicked, this, chosen);
    connect(m_table, &QTableView::activated, this, chosen);
}

void NeglectPanel::setCompact(bool compact)
{
    m_compact = compact;
    m_strip->setFixedWidth(compact ? 196 : 282);
    fitColumns();
}

void NeglectPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitColumns();
}

void NeglectPanel::fitColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    // What the verdict says must be read; the lines take what is left.
    const int room = width() - m_strip->width() - 1;
    const int word = m_compact ? kWord - 16 : kWord;
    const int lines = std::max(2 * 40, room - word - 2 * kNow - kVerdict);
    header->resizeSection(NeglectModel::WordColumn, word);
    header->resizeSection(NeglectModel::SharesA, lines / 2);
    header->resizeSection(NeglectModel::NowA, kNow);
    header->resizeSection(NeglectModel::SharesB, lines - lines / 2);
    header->resizeSection(NeglectModel::NowB, kNow);
    header->resizeSection(NeglectModel::VerdictColumn,
                          std::max(80, room - word - 2 * kNow - lines));
}

QString NeglectPanel::title() const
{
    const int count = m_meter->neglectedWords();
    return count == 0 ? tr("Neglect meter") : tr("Neglect meter  ▲ %1").arg(count);
}

QString NeglectPanel::caption()
{
    return tr("share = a word's attention before reweighting / mean of the caption's words; "
              "attention, not proof that the object is visible");
}

} // namespace dare
