#include "widgets/attention/ScalePanel.h"

#include "widgets/attention/ColorBar.h"
#include "widgets/attention/RegionPanel.h"
#include "widgets/controls/SegmentBar.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cstdint>

namespace dare
{

namespace
{

constexpr int kFlatHeight = 132;

/// Cells brighter than the end of the scale, over all mass maps.
std::int64_t clippedCells(const MapSet &maps, float scaleMax)
{
    std::int64_t clipped = 0;
    for (std::size_t side = 0; side < 2; ++side) {
        for (const auto &map : {maps.before[side], maps.after[side]}) {
            if (map)
                clipped += std::count_if(map->values.begin(), map->values.end(),
                                         [scaleMax](float value) { return value > scaleMax; });
        }
    }
    return clipped;
}

} // namespace

ScalePanel::ScalePanel(ViewModel *model, QWidget *parent) : QWidget(parent), m_model(model)
{
    setObjectName(QStringLiteral("scalePanel"));
    m_halves = new QBoxLayout(QBoxLayout::TopToBottom, this);
    m_halves->setContentsMargins(12, 0, 12, 8);
    m_halves->setSpacing(4);
    m_above = new QWidget(this);
    m_halves->addWidget(m_above);
    m_bars = buildBars();
    m_halves->addWidget(m_bars, 1);
    connect(m_diffOf, &SegmentBar::picked, model,
            [model](int id) { model->setDiffOf(static_cast<DiffOf>(id)); });
    for (const auto signal : {&ViewModel::mapLookChanged, &ViewModel::scaleChanged,
                              &ViewModel::contentChanged, &ViewModel::playbackChanged})
        connect(model, signal, this, &ScalePanel::refresh);
    connect(model, &ViewModel::probeChanged, this, &ScalePanel::refreshMark);
    fitWidth();
    refresh();
}

QWidget *ScalePanel::buildBars()
{
    auto *bars = new QWidget(this);
    auto *column = new QVBoxLayout(bars);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    auto *choice = new QHBoxLayout;
    auto *title = new QLabel(tr("Difference of"), this);
    title->setProperty("role", QStringLiteral("title"));
    m_diffOf =
        new SegmentBar(QStringLiteral("diffOf"), {tr("A"), tr("B"), tr("B − A")}, true, this);
    m_diffOf->button(0)->setToolTip(tr("After minus before of side A"));
    m_diffOf->button(1)->setToolTip(tr("After minus before of side B"));
    m_diffOf->button(2)->setToolTip(tr("After of B minus after of A"));
    choice->addWidget(title, 1);
    choice->addWidget(m_diffOf);
    column->addLayout(choice);
    column->addSpacing(8);
    m_scales = new QBoxLayout(QBoxLayout::TopToBottom);
    m_scales->setSpacing(12);
    m_mass = new ColorBar(this);
    m_mass->setObjectName(QStringLiteral("colorBarMass"));
    m_diff = new ColorBar(this);
    m_diff->setObjectName(QStringLiteral("colorBarDiff"));
    m_massNote = new QLabel(this);
    m_diffName = new QLabel(this);
    m_diffNote = new QLabel(this);
    const auto addScale = [this](QLabel *name, QLabel *note, ColorBar *bar) {
        auto *scale = new QVBoxLayout;
        scale->setSpacing(4);
        scale->addLayout(titled(name, note));
        scale->addWidget(bar);
        m_scales->addLayout(scale, 1);
    };
    addScale(new QLabel(tr("probability p"), this), m_massNote, m_mass);
    addScale(m_diffName, m_diffNote, m_diff);
    column->addLayout(m_scales);
    column->addSpacing(8);
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("scaleRemark"));
    m_remark->setProperty("role", QStringLiteral("caption"));
    m_remark->setWordWrap(true);
    column->addWidget(m_remark);
    column->addStretch(1);
    return bars;
}

void ScalePanel::setAbove(RegionPanel *content)
{
    m_region = content;
    auto *room = new QVBoxLayout(m_above);
    room->setContentsMargins(0, 0, 0, 4);
    room->addWidget(content);
}

void ScalePanel::setCompact(bool compact)
{
    m_compact = compact;
    fitWidth();
}

void ScalePanel::setFlat(bool flat)
{
    if (flat == m_flat)
        return;
    m_flat = flat;
    m_halves->setDirection(flat ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_halves->setContentsMargins(12, flat ? 4 : 0, 12, 8);
    m_halves->setSpacing(flat ? 24 : 4);
    m_bars->layout()->setContentsMargins(0, flat ? 2 : 0, 0, 0); // level with the region's title
    m_halves->setStretch(0, flat ? 4 : 0);
    m_halves->setStretch(1, flat ? 5 : 1);
    m_scales->setDirection(flat ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_scales->setSpacing(flat ? 16 : 12);
    if (m_region != nullptr)
        m_region->setFlat(flat);
    fitWidth();
    fitAbove();
}

void ScalePanel::fitWidth()
{
    if (m_flat) {
        setMinimumWidth(0);
        setMaximumWidth(QWIDGETSIZE_MAX);
        setFixedHeight(kFlatHeight);
    } else {
        setMinimumHeight(0);
        setMaximumHeight(QWIDGETSIZE_MAX);
        setFixedWidth(m_compact ? 280 : 360);
    }
}

void ScalePanel::refreshMark()
{
    const auto &probe = m_model->probe();
    const bool value = probe && probe->value.has_value();
    const double shown = value ? static_cast<double>(*probe->value) : 0.0;
    m_mass->setMark(value && !probe->isSigned ? std::optional(shown) : std::nullopt);
    m_diff->setMark(value && probe->isSigned ? std::optional(shown) : std::nullopt);
}

QHBoxLayout *ScalePanel::titled(QLabel *name, QLabel *note)
{
    auto *row = new QHBoxLayout;
    name->setProperty("role", QStringLiteral("secondary"));
    note->setProperty("role", QStringLiteral("caption"));
    row->addWidget(name, 1);
    row->addWidget(note);
    return row;
}

void ScalePanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitAbove();
}

void ScalePanel::fitAbove()
{
    if (m_flat) {
        m_above->setMinimumHeight(0);
        m_above->setMaximumHeight(QWIDGETSIZE_MAX);
        return;
    }
    // The upper row of panes takes 57 % of what captions and gaps leave.
    const int needed = layout()->sizeHint().height() - m_above->height();
    const int level = 36 + qRound(0.57 * (height() - 72));
    m_above->setFixedHeight(std::max(0, std::min(level, height() - needed)));
}

QString ScalePanel::remark() const
{
    const MapSet &maps = m_model->maps();
    if (maps.empty())
        return tr("Select a word to see its maps.");
    QStringList out;
    if (m_model->spec().scaleMode == ScaleMode::PerMap) {
        out << tr("Each map has its own range: colours of two panes are not comparable.");
    } else {
        const std::int64_t clipped = clippedCells(maps, m_model->spec().scaleMax);
        out << (clipped == 1 ? tr("1 cell clipped.") : tr("%1 cells clipped.").arg(clipped));
    }
    for (const Side side : kSides) {
        const std::size_t i = index(side);
        if (maps.before[i] && maps.before[i] == maps.after[i])
            out << tr("Side %1: after equals before, bit for bit.")
                       .arg(side == Side::A ? QStringLiteral("A") : QStringLiteral("B"));
    }
    return out.join(QLatin1Char(' '));
}

void ScalePanel::refresh()
{
    const ViewSpec &spec = m_model->spec();
    const bool perMap = spec.scaleMode == ScaleMode::PerMap;
    m_diffOf->setCurrent(static_cast<int>(m_model->diffOf()));
    m_diffOf->setText(2, m_model->swapped() ? tr("A − B") : tr("B − A"));
    m_mass->showMass(spec.colorMap, m_model->scaleMin(), perMap ? 0.0 : m_model->scaleMax());
    m_diff->showSigned(perMap ? 0.0 : m_model->diffMax());
    m_massNote->setText(perMap                                 ? tr("not comparable")
                        : spec.scaleMode == ScaleMode::LockToA ? tr("range of A")
                                                               : tr("one scale, four maps"));
    const bool sides = m_model->diffOf() == DiffOf::BMinusA;
    m_diffName->setText(!sides               ? tr("after − before")
                        : m_model->swapped() ? tr("A − B, after")
                                             : tr("B − A, after"));
    m_diffNote->setText(perMap ? tr("not comparable") : tr("symmetric"));
    m_remark->setText(remark());
}

} // namespace dare
