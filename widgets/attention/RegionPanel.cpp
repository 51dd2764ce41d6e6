#include "widgets/attention/RegionPanel.h"

#include "widgets/attention/InspectModel.h"
#include "widgets/attention/RegionDelegate.h"
#include "widgets/attention/RegionRowsModel.h"
#include "widgets/attention/RegionTimeline.h"
#include "widgets/controls/PlainTable.h"
#include "widgets/viewer/RegionModel.h"
#include "widgets/viewer/ViewModel.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>

#include <algorithm>

namespace dare
{

namespace
{

constexpr int kRow = 20;

/// Words by mean p in the box, on each side in the frame that it shows: by B where there is one,
/// else by A.
std::vector<RegionRow> ranked(const InspectModel &inspect, const RegionBox &box,
                              const ViewModel &view)
{
    std::vector<RegionRow> out;
    for (const Side side : kSides) {
        const auto &maps = inspect.rowMaps(side);
        if (!maps)
            continue;
        const int clipFrames = framesOfSource(view.spec(), view.contents(),
                                              static_cast<int>(index(side)), view.frameCount());
        for (std::size_t row = 0; row < maps->labels.size(); ++row) {
            const HeatMap &map = maps->afterOrBefore()[row];
            const QString label = QString::fromStdString(maps->labels[row]);
            const auto found = std::find_if(
                out.begin(), out.end(), [&](const RegionRow &each) { return each.label == label; });
            RegionRow &target =
                found != out.end() ? *found : out.emplace_back(RegionRow{label, {}});
            const int at = mapFrameOf(view.frame(side), clipFrames, map.frames);
            target.value[index(side)] = meanWithin(map, at, box);
        }
    }
    std::stable_sort(out.begin(), out.end(), [](const RegionRow &a, const RegionRow &b) {
        const auto key = [](const RegionRow &row) {
            return row.value[1] ? *row.value[1] : row.value[0].value_or(0.0);
        };
        return key(a) > key(b);
    });
    return out;
}

} // namespace

RegionPanel::RegionPanel(InspectModel *inspect, ViewModel *view, QWidget *parent)
    : QWidget(parent),
      m_inspect(inspect),
      m_view(view),
      m_rows(new RegionRowsModel(this)),
      m_delegate(new RegionDelegate(this))
{
    setObjectName(QStringLiteral("regionPanel"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(4);
    column->addWidget(buildHeader());
    buildTable();
    m_hint = new QLabel(tr("Press G and drag a box on any pane"), this);
    m_hint->setProperty("role", QStringLiteral("caption"));
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_table, 1);
    words->addWidget(m_hint);
    words->addStretch(0);
    m_timeline = new RegionTimeline(inspect, view, this);
    m_timeline->setMinimumHeight(64);
    m_timeline->setMaximumHeight(84);
    m_body = new QBoxLayout(QBoxLayout::TopToBottom);
    m_body->setSpacing(4);
    m_body->addLayout(words, 1);
    m_body->addWidget(m_timeline);
    column->addLayout(m_body, 1);
    for (const auto signal : {&ViewModel::frameChanged, &ViewModel::selectionChanged,
                              &ViewModel::playbackChanged}) // linking moves A
        connect(view, signal, this, &RegionPanel::refresh);
    connect(view->region(), &RegionModel::changed, this, &RegionPanel::refresh);
    connect(inspect, &InspectModel::rowMapsChanged, this, &RegionPanel::refresh);
    refresh();
}

void RegionPanel::setFlat(bool flat)
{
    m_body->setDirection(flat ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_body->setSpacing(flat ? 16 : 4);
    m_body->setStretch(0, flat ? 3 : 1);
    m_body->setStretch(1, flat ? 2 : 0);
}

QWidget *RegionPanel::buildHeader()
{
    auto *header = new QWidget(this);
    header->setFixedHeight(28);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    auto *title = new QLabel(tr("Region"), header);
    title->setProperty("role", QStringLiteral("title"));
    m_place = new QLabel(header);
    m_place->setObjectName(QStringLiteral("regionPlace"));
    m_place->setProperty("role", QStringLiteral("mono"));
    m_follow = new QCheckBox(tr("follow"), header);
    m_follow->setObjectName(QStringLiteral("regionFollow"));
    m_follow->setToolTip(tr("A box drawn on another frame becomes a key frame; between key frames "
                            "the box moves linearly"));
    row->addWidget(title);
    row->addWidget(m_place, 1);
    row->addWidget(m_follow);
    m_place->setMinimumWidth(0);
    m_follow->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_follow->setMinimumHeight(24);
    connect(m_follow, &QCheckBox::clicked, this,
            [this](bool on) { m_view->region()->setFollow(on, m_view->frame()); });
    return header;
}

void RegionPanel::buildTable()
{
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("regionView"));
    m_table->setAccessibleName(tr("Words ranked by mean probability in the region"));
    m_table->setModel(m_rows);
    makePlain(m_table, kRow);
    m_table->setItemDelegate(m_delegate);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->horizontalHeader()->hide();
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(18);
    header->setSectionResizeMode(RegionRowsModel::Bars, QHeaderView::Stretch);
    header->resizeSection(RegionRowsModel::Rank, 22);
    header->resizeSection(RegionRowsModel::WordColumn, 72);
    header->resizeSection(RegionRowsModel::Value, 52);
    connect(m_table, &QTableView::clicked, this,
            [this](const QModelIndex &index) { choose(index.row()); });
    connect(m_table, &QTableView::activated, this,
            [this](const QModelIndex &index) { choose(index.row()); });
}

void RegionPanel::choose(int row)
{
    m_view->selectWord(m_rows->rows()[static_cast<std::size_t>(row)].label);
}

void RegionPanel::refreshTitle()
{
    const auto box = m_view->region()->track().at(m_view->frame());
    const QSize clip = clipSizeOf(m_view->contents());
    m_follow->setChecked(m_view->region()->follow());
    if (!box) {
        m_place->clear();
        return;
    }
    const int a = m_view->frame(Side::A);
    const int b = m_view->frame(Side::B);
    m_table->setToolTip(a == b ? QString()
                               : tr("A is measured in frame %1, B in frame %2, as they are seen")
                                     .arg(a + 1)
                                     .arg(b + 1));
    QString place = tr("x %1–%2 y %3–%4")
                        .arg(qRound(box->left * clip.width()))
                        .arg(qRound(box->right * clip.width()))
                        .arg(qRound(box->top * clip.height()))
                        .arg(qRound(box->bottom * clip.height()));
    const std::size_t keys = m_view->region()->track().keys.size();
    m_follow->setText(keys > 1 ? tr("follow (%1)").arg(keys) : tr("follow"));
    m_place->setText(place);
}

void RegionPanel::refresh()
{
    refreshTitle();
    const auto box = m_view->region()->track().at(m_view->frame());
    m_delegate->setSelectedWords(m_view->selectedWords());
    m_rows->setRows(box ? ranked(*m_inspect, *box, *m_view) : std::vector<RegionRow>());
    m_hint->setVisible(!box);
    m_table->setVisible(box.has_value());
    m_timeline->setVisible(box.has_value());
    m_table->viewport()->update();
}

} // namespace dare
