#include "widgets/transport/TransportBar.h"

#include "widgets/controls/SegmentBar.h"
#include "widgets/theme/Icons.h"
#include "widgets/transport/CounterLabel.h"
#include "widgets/transport/PlaybackClock.h"
#include "widgets/transport/ScrubLane.h"
#include "widgets/viewer/ViewModel.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>

namespace dare
{

TransportBar::TransportBar(ViewModel *model, QWidget *parent)
    : QWidget(parent), m_model(model), m_clock(new PlaybackClock(this))
{
    setObjectName(QStringLiteral("transport"));
    setFocusPolicy(Qt::ClickFocus);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 12, 8);
    row->setSpacing(12);
    buildButtons(row);
    buildCounter(row);
    buildLanes(row);
    buildAxes(row);
    connectModel();
    refreshPlayback();
    refreshPosition();
}

QToolButton *TransportBar::button(const char *name, const QString &icon, const QString &tip)
{
    auto *out = new QToolButton(this);
    out->setObjectName(QString::fromLatin1(name));
    out->setIcon(themedIcon(icon));
    out->setIconSize({16, 16});
    out->setFixedSize(24, 24);
    out->setToolTip(tip);
    out->setAccessibleName(tip.section(QStringLiteral(" ("), 0, 0));
    return out;
}

void TransportBar::buildButtons(QHBoxLayout *row)
{
    auto *group = new QHBoxLayout;
    group->setSpacing(2);
    auto *first = button("btnFirst", QStringLiteral("first"), tr("First (Home)"));
    auto *back = button("btnBack", QStringLiteral("back"), tr("One back (Left)"));
    m_play = button("btnPlay", QStringLiteral("play"), tr("Play (Space)"));
    m_play->setFixedSize(32, 32);
    auto *forward = button("btnForward", QStringLiteral("fwd"), tr("One forward (Right)"));
    auto *last = button("btnLast", QStringLiteral("last"), tr("Last (End)"));
    for (QToolButton *each : {first, back, m_play, forward, last})
        group->addWidget(each);
    group->insertSpacing(2, 4);
    group->insertSpacing(4, 4);
    row->addLayout(group);
    connect(first, &QToolButton::clicked, m_model, [this] { m_model->seek(0); });
    connect(back, &QToolButton::clicked, m_model, [this] { m_model->stepBy(-1); });
    connect(m_play, &QToolButton::clicked, m_model,
            [this] { m_model->setPlaying(!m_model->playing()); });
    connect(forward, &QToolButton::clicked, m_model, [this] { m_model->stepBy(1); });
    connect(last, &QToolButton::clicked, m_model,
            [this] { m_model->seek(m_model->axisCount() - 1); });
}

void TransportBar::buildCounter(QHBoxLayout *row)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    m_counter = new CounterLabel(this);
    m_counter->setObjectName(QStringLiteral("frameCounter"));
    m_counter->setToolTip(tr("Where the axis stands; click to type"));
    m_counter->setAccessibleName(tr("Position"));
    m_counterEdit = new QLineEdit(this);
    m_counterEdit->setObjectName(QStringLiteral("frameCounterEdit"));
    m_counterEdit->setAccessibleName(tr("Go to"));
    m_counterEdit->installEventFilter(this);
    m_counterStack = new QStackedWidget(this);
    m_counterStack->addWidget(m_counter);
    m_counterStack->addWidget(m_counterEdit);
    m_counterStack->setFixedHeight(24);
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("frameNote"));
    m_note->setProperty("role", QStringLiteral("caption"));
    column->addStretch(1);
    column->addWidget(m_counterStack);
    column->addWidget(m_note);
    column->addStretch(1);
    m_counterStack->setFixedWidth(104);
    row->addLayout(column);
    connect(m_counter, &CounterLabel::clicked, this, &TransportBar::beginTyping);
    connect(m_counterEdit, &QLineEdit::returnPressed, this, [this] { endTyping(true); });
}

void TransportBar::buildLanes(QHBoxLayout *row)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addStretch(1);
    const std::array<QString, 2> names{tr("Frame"), tr("Step")};
    const std::array<ScrubLane **, 2> lanes{&m_laneFrame, &m_laneStep};
    for (std::size_t i = 0; i < 2; ++i) {
        auto *line = new QHBoxLayout;
        line->setSpacing(6);
        m_laneNames[i] = new QLabel(names[i], this);
        m_laneNames[i]->setFixedWidth(38);
        m_laneNames[i]->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        *lanes[i] = new ScrubLane(this);
        (*lanes[i])->setAccessibleName(names[i]);
        line->addWidget(m_laneNames[i]);
        line->addWidget(*lanes[i], 1);
        column->addLayout(line);
    }
    column->addStretch(1);
    row->addLayout(column, 1);
    m_laneFrame->setObjectName(QStringLiteral("laneFrame"));
    m_laneFrame->setToolTip(tr("Frames; drag to scrub"));
    m_laneStep->setObjectName(QStringLiteral("laneStep"));
    m_laneStep->setToolTip(tr("Denoising steps; drag to see what the model predicted at a step. "
                              "Double-click: the final frames, maps averaged over steps"));
    connect(m_laneFrame, &ScrubLane::seekRequested, m_model, &ViewModel::setFrame);
    connect(m_laneStep, &ScrubLane::seekRequested, this, &TransportBar::seekStep);
    connect(m_laneStep, &ScrubLane::resetRequested, m_model, [this] { m_model->setStep(-1); });
}

void TransportBar::buildAxes(QHBoxLayout *row)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(4);
    const QStringList names{tr("Frame"), tr("Step"), tr("Layer"), tr("Head"), tr("Token")};
    m_axes = new SegmentBar(QStringLiteral("axisPicker"), names, true, this);
    const std::array<const char *, 5> ids{"axisFrame", "axisStep", "axisLayer", "axisHead",
                                          "axisToken"};
    for (int i = 0; i < names.size(); ++i)
        m_axes->button(i)->setObjectName(QLatin1String(ids[static_cast<std::size_t>(i)]));
    for (const int i : {0, 1})
        m_axes->button(i)->setToolTip(tr("Play and step through: %1 (X: next axis)").arg(names[i]));
    auto *tools = new QHBoxLayout;
    tools->setSpacing(2);
    m_loop = button("btnLoop", QStringLiteral("loop"), tr("Loop (.)"));
    m_link = button("btnLink", QStringLiteral("link"), tr("Link A and B"));
    m_swap = button("btnSwap", QStringLiteral("swap"), tr("Swap A and B (S)"));
    auto *still = button("btnStill", QStringLiteral("camera"), tr("Save frames A, B and the view as PNG (F)"));
    m_loop->setCheckable(true);
    m_link->setCheckable(true);
    m_swap->setCheckable(true);
    tools->addStretch(1);
    for (QToolButton *each : {m_loop, m_link, m_swap, still})
        tools->addWidget(each);
    column->addWidget(m_axes);
    column->addLayout(tools);
    row->addLayout(column);
    connect(m_axes, &SegmentBar::picked, m_model,
            [this](int id) { m_model->setAxis(static_cast<ScrubAxis>(id)); });
    connect(m_loop, &QToolButton::clicked, m_model, &ViewModel::setLooping);
    connect(m_link, &QToolButton::clicked, m_model, &ViewModel::setLinked);
    connect(m_swap, &QToolButton::clicked, m_model, &ViewModel::setSwapped);
    connect(still, &QToolButton::clicked, m_model, &ViewModel::stillWanted);
}

void TransportBar::connectModel()
{
    for (const auto signal :
         {&ViewModel::frameChanged, &ViewModel::stepChanged, &ViewModel::lookChanged,
          &ViewModel::selectionChanged, &ViewModel::runChanged})
        connect(m_model, signal, this, &TransportBar::refreshPosition);
    connect(m_model, &ViewModel::playbackChanged, this, &TransportBar::refreshPlayback);
    connect(m_model, &ViewModel::workspaceChanged, this, &TransportBar::refreshLink);
    connect(m_model, &ViewModel::runChanged, this, &TransportBar::refreshLink);
    connect(m_clock, &PlaybackClock::ticked, m_model, &ViewModel::advance);
}

void TransportBar::setCompact(bool compact)
{
    layout()->setSpacing(compact ? 8 : 12);
    m_axes->setCompact(compact);
    m_counterStack->setFixedWidth(compact ? 88 : 104);
}

} // namespace dare
