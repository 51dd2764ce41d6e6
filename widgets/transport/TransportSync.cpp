// What the transport shows of the view-model, and the keys that act on it.
#include "widgets/controls/Role.h"
#include "widgets/controls/SegmentBar.h"
#include "widgets/theme/Icons.h"
#include "widgets/theme/Theme.h"
#include "widgets/transport/CounterLabel.h"
#include "widgets/transport/PlaybackClock.h"
#include "widgets/transport/ScrubLane.h"
#include "widgets/transport/TransportBar.h"
#include "widgets/viewer/ViewModel.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>

#include <algorithm>

namespace dare
{

namespace
{

constexpr double kOtherAxesPerSecond = 4.0;

} // namespace

QString TransportBar::counterText() const
{
    const int count = m_model->axisCount();
    const bool mean = (m_model->axis() == ScrubAxis::Layer && m_model->layer() < 0) ||
                      (m_model->axis() == ScrubAxis::Head && m_model->head() < 0);
    const bool none = m_model->axis() == ScrubAxis::Token && m_model->selectedWord().isEmpty();
    const int total = m_model->axis() == ScrubAxis::Step ? m_model->stepCount() : count;
    const QString all = total > 0 ? QString::number(total) : QStringLiteral("–");
    if (mean)
        return QStringLiteral("mean/") + all;
    if (count == 0 || none)
        return QStringLiteral("–/") + all;
    return QString::number(m_model->axisIndex() + 1)
               .rightJustified(static_cast<int>(all.size()), QLatin1Char('0')) +
           QLatin1Char('/') + all;
}

QString TransportBar::noteText() const
{
    const QString frame = tr("frame %1").arg(m_model->frame() + 1);
    switch (m_model->axis()) {
    case ScrubAxis::Frame:
        return tr("%1 fps · %2×").arg(m_model->fps(), 0, 'g', 3).arg(m_model->speed(), 0, 'f', 1);
    case ScrubAxis::Step: {
        const auto step = static_cast<std::size_t>(m_model->axisIndex());
        const std::vector<double> &sigmas = m_model->run().sigmas;
        if (m_model->axisCount() == 0 || step >= sigmas.size())
            return frame;
        return QStringLiteral("σ %1 · ").arg(sigmas[step], 0, 'f', 2) + frame;
    }
    case ScrubAxis::Token:
        return fontMetrics().elidedText(m_model->selectedWord(), Qt::ElideRight,
                                        m_counterStack->width());
    default:
        return frame;
    }
}

void TransportBar::refreshPosition()
{
    m_counter->setText(counterText());
    m_note->setText(noteText());
    const int frames = m_model->frameCount();
    m_laneFrame->setCells(frames, frames, frames > 0 ? m_model->frame() : -1);
    m_laneFrame->setRange(m_model->inFrame(), m_model->outFrame());
    const int done = m_model->stepsDone();
    const int steps = m_model->stepCount();
    const int current = m_model->step() >= 0 ? m_model->step() : done - 1;
    m_laneStep->setCells(steps, done, current, m_model->run().running && done < steps ? done : -1);
    std::vector<int> ticks;
    for (const Side side : kSides) {
        for (const NeglectMark &mark : m_model->neglected(side))
            ticks.push_back(mark.step);
    }
    m_laneStep->setTicks(ticks);
    offer(ScrubAxis::Layer, m_model->layerCount() > 0, tr("Only the mean over layers was kept"));
    offer(ScrubAxis::Head, m_model->headCount() > 1, tr("Only the mean over heads was kept"));
    offer(ScrubAxis::Token, !m_model->words().isEmpty(), tr("The prompt has no words yet"));
    refreshClock();
}

void TransportBar::offer(ScrubAxis axis, bool possible, const QString &whyNot)
{
    QToolButton *button = m_axes->button(static_cast<int>(axis));
    button->setEnabled(possible);
    button->setToolTip(possible ? tr("Play and step through: %1 (X: next axis)").arg(button->text())
                                : whyNot);
}

void TransportBar::refreshPlayback()
{
    const bool playing = m_model->playing();
    m_play->setIcon(
        themedIcon(playing ? QStringLiteral("pause") : QStringLiteral("play"), &Theme::panel));
    m_play->setToolTip(playing ? tr("Pause (Space)") : tr("Play (Space)"));
    m_play->setAccessibleName(playing ? tr("Pause") : tr("Play"));
    m_loop->setChecked(m_model->looping());
    m_loop->setToolTip(m_model->pingPong() ? tr("Playing there and back (, and .)")
                                           : tr("Loop (. ; there and back: ,)"));
    m_swap->setChecked(m_model->swapped());
    refreshLink();
    m_axes->setCurrent(static_cast<int>(m_model->axis()));
    for (std::size_t i = 0; i < m_laneNames.size(); ++i)
        setRole(m_laneNames[i],
                static_cast<std::size_t>(m_model->axis()) == i ? "captionOn" : "caption");
    refreshPosition();
}

void TransportBar::refreshLink()
{
    m_link->setChecked(m_model->linked());
    m_link->setEnabled(m_model->canUnlink());
    m_link->setToolTip(
        m_model->workspace() == Workspace::Compare ? tr("Compare pairs equal frames of A and B")
        : !m_model->canUnlink()                    ? tr("Only one side was run")
        : m_model->linked() ? tr("A and B show one frame index; off: stepping moves B alone")
                            : tr("Stepping and scrubbing move B alone, playing moves both; "
                                 "on: A goes to the frame of B"));
}

void TransportBar::refreshClock()
{
    const double perSecond =
        m_model->axis() == ScrubAxis::Frame ? m_model->fps() : kOtherAxesPerSecond;
    const double rate = m_model->playing() ? perSecond * m_model->speed() : 0.0;
    if (rate == m_clockRate)
        return;
    m_clockRate = rate;
    if (rate > 0.0)
        m_clock->start(rate);
    else
        m_clock->stop();
}

void TransportBar::seekStep(int step)
{
    const int done = m_model->stepsDone();
    if (done == 0)
        return;
    // The newest step of a running run is followed, not held.
    const bool newest = step >= done - 1 && m_model->run().running;
    m_model->setStep(newest ? -1 : std::min(step, done - 1));
}

// ---- keys ----

bool TransportBar::handleKey(int key, Qt::KeyboardModifiers modifiers)
{
    if ((modifiers & (Qt::ControlModifier | Qt::AltModifier)) != 0)
        return false;
    const int stride = (modifiers & Qt::ShiftModifier) != 0 ? 10 : 1;
    switch (key) {
    case Qt::Key_Space:
        m_model->setPlaying(!m_model->playing());
        return true;
    case Qt::Key_Left:
    case Qt::Key_A:
        m_model->stepBy(-stride);
        return true;
    case Qt::Key_Right:
    case Qt::Key_D:
        m_model->stepBy(stride);
        return true;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int from = m_model->step() < 0 ? m_model->stepsDone() - 1 : m_model->step();
        seekStep(std::max(0, from + (key == Qt::Key_Up ? -stride : stride)));
        return true;
    }
    case Qt::Key_Home:
        m_model->seek(0);
        return true;
    case Qt::Key_End:
        m_model->seek(m_model->axisCount() - 1);
        return true;
    case Qt::Key_X:
        nextAxis();
        return true;
    default:
        return handlePlaybackKey(key);
    }
}

bool TransportBar::handlePlaybackKey(int key)
{
    constexpr double kFaster = 1.25;
    const bool there = m_model->looping() && m_model->pingPong();
    switch (key) {
    case Qt::Key_Period:
        m_model->setLooping(there || !m_model->looping());
        m_model->setPingPong(false);
        return true;
    case Qt::Key_Comma:
        m_model->setPingPong(!there);
        return true;
    case Qt::Key_J:
        m_model->setSpeed(m_model->speed() / kFaster);
        return true;
    case Qt::Key_L:
        m_model->setSpeed(m_model->speed() * kFaster);
        return true;
    case Qt::Key_K:
        m_model->setSpeed(1.0);
        return true;
    case Qt::Key_BracketLeft:
        m_model->setRange(m_model->frame(), m_model->outFrame());
        return true;
    case Qt::Key_BracketRight:
        m_model->setRange(m_model->inFrame(), m_model->frame());
        return true;
    case Qt::Key_Backslash:
        m_model->setRange(-1, -1);
        return true;
    default:
        return false;
    }
}

void TransportBar::nextAxis()
{
    const int axes = static_cast<int>(ScrubAxis::Token) + 1;
    for (int i = 1; i <= axes; ++i) {
        const int axis = (static_cast<int>(m_model->axis()) + i) % axes;
        if (m_axes->button(axis)->isEnabled())
            return m_model->setAxis(static_cast<ScrubAxis>(axis));
    }
}

void TransportBar::keyPressEvent(QKeyEvent *event)
{
    if (!handleKey(event->key(), event->modifiers()))
        QWidget::keyPressEvent(event);
}

// ---- typing a position ----

void TransportBar::beginTyping()
{
    const int count = m_model->axisCount();
    if (count == 0)
        return;
    m_counterEdit->setText(QString::number(m_model->axisIndex() + 1));
    m_counterEdit->selectAll();
    m_counterStack->setCurrentWidget(m_counterEdit);
    m_counterEdit->setFocus();
}

void TransportBar::endTyping(bool accept)
{
    if (m_counterStack->currentWidget() != m_counterEdit)
        return;
    bool isNumber = false;
    const int position = m_counterEdit->text().trimmed().toInt(&isNumber);
    m_counterStack->setCurrentWidget(m_counter);
    m_counter->setFocus();
    if (accept && isNumber)
        m_model->seek(position - 1);
}

bool TransportBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_counterEdit) {
        const bool escape = event->type() == QEvent::KeyPress &&
                            static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape;
        if (escape)
            endTyping(false);
        if (event->type() == QEvent::FocusOut)
            m_counterStack->setCurrentWidget(m_counter);
        return escape;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace dare
