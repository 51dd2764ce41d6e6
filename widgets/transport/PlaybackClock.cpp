#include "widgets/transport/PlaybackClock.h"

#include <algorithm>
#include <cmath>

namespace dare
{

namespace
{

constexpr double kNsPerSecond = 1e9;
constexpr double kNsPerMs = 1e6;

} // namespace

PlaybackClock::PlaybackClock(QObject *parent) : QObject(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &PlaybackClock::wake);
}

std::int64_t PlaybackClock::dueTicks(std::int64_t elapsedNs, double fps)
{
    // Half a microsecond of grace: a tick due at exactly now has come.
    return static_cast<std::int64_t>(
        std::floor((static_cast<double>(elapsedNs) + 500.0) * fps / kNsPerSecond));
}

void PlaybackClock::start(double fps)
{
    m_fps = std::max(fps, 0.01);
    m_reported = 0;
    m_elapsed.start();
    schedule();
}

void PlaybackClock::stop()
{
    m_timer.stop();
}

void PlaybackClock::schedule()
{
    const double dueNs = static_cast<double>(m_reported + 1) * kNsPerSecond / m_fps;
    const double waitMs = (dueNs - static_cast<double>(m_elapsed.nsecsElapsed())) / kNsPerMs;
    m_timer.start(std::max(0, static_cast<int>(std::ceil(waitMs))));
}

void PlaybackClock::wake()
{
    const std::int64_t due = dueTicks(m_elapsed.nsecsElapsed(), m_fps);
    const std::int64_t count = due - m_reported;
    m_reported = due;
    // Before the signal: a slot may stop the clock.
    schedule();
    if (count > 0)
        Q_EMIT ticked(static_cast<int>(count));
}

} // namespace dare
