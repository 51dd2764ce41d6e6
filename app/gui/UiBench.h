#pragma once

#include "app/gui/FrameTimes.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <vector>

namespace dare
{

class PlaybackClock;
class ViewerWidget;
class Workbench;

/// `dare-workbench --bench-ui`: drives the window as a user would and prints how it kept up: start,
/// idle, playback of the pair with a map while the sampler works, scrubbing, typing, runs opened in
/// turn, Inspect and Compare (`BenchPages`), then five minutes of use by a script (`BenchUse`).
/// Everything is measured in the program itself, with the renderer that is there. @thread GUI
class UiBench : public QObject
{
    Q_OBJECT

public:
    /// @param quick short stages: for tests, not for figures
    /// @param onRun a stored run is opened at the start: Inspect and Compare are measured on it,
    /// and nothing else is
    UiBench(Workbench &bench, TimedApplication &application, bool quick, bool onRun = false,
            QObject *parent = nullptr);

    /// Call when a model is open. Prints the table and quits the program at the end.
    void start();
    [[nodiscard]] const QStringList &rows() const { return m_rows; }

Q_SIGNALS:
    void finished();

private:
    using Stage = std::function<void()>;

    void next();
    void after(int ms, const Stage &then);
    void whenIdle(const Stage &then);
    void sampleAPair();
    void waitForRun();
    void idle();
    void play();
    void endPlay();
    void scrub();
    void endScrub();
    void type();
    void openRuns();
    void endOpenRuns();
    void pages();
    void report();
    void use();
    void print();
    void row(const QString &what, const QString &figure);

    Workbench &m_bench;
    TimedApplication &m_application;
    bool m_quick;
    ViewerWidget *m_viewer;
    PlaybackClock *m_clock;
    std::vector<Stage> m_stages;
    std::size_t m_stage = 0;
    QStringList m_rows;
    Durations m_lateness;
    Durations m_paints;
    Durations m_chips;
    QElapsedTimer m_timer;
    QTimer m_tick;
    std::int64_t m_ticks = 0;
    int m_skipped = 0;
    int m_count = 0;
    int m_paintsBefore = 0;
    double m_cpuBefore = 0.0;
    double m_memoryBefore = 0.0;
    double m_firstPaintMs = 0.0; ///< since the process was started
    double m_readyMs = 0.0;
};

} // namespace dare
