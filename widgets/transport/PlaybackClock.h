#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <cstdint>

namespace dare
{

/// An integer frame clock: tick n is due n/fps after the start, whatever the ticks before took.
/// A late tick reports all that are due, so frames are skipped and time is kept.
class PlaybackClock : public QObject
{
    Q_OBJECT

public:
    explicit PlaybackClock(QObject *parent = nullptr);

    /// Starts anew with the first tick due after 1/fps. @param fps above 0
    void start(double fps);
    void stop();
    [[nodiscard]] bool isActive() const { return m_timer.isActive(); }

    /// Ticks due `elapsedNs` after the start.
    [[nodiscard]] static std::int64_t dueTicks(std::int64_t elapsedNs, double fps);

Q_SIGNALS:
    void ticked(int count); ///< ticks since the last signal, at least 1

private:
    void wake();
    void schedule();

    QTimer m_timer;
    QElapsedTimer m_elapsed;
    double m_fps = 8.0;
    std::int64_t m_reported = 0;
};

} // namespace dare
