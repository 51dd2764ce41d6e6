#pragma once

#include "app/gui/FrameTimes.h"

#include <QObject>
#include <QTimer>

#include <functional>

namespace dare
{

class ViewModel;
class ViewerWidget;
class Workbench;

/// Moves the active axis sixty times a second and takes how late the viewer shows it: from the
/// move, or the first of several that one paint shows, to the frame on the screen. @thread GUI
class ScrubLateness : public QObject
{
    Q_OBJECT

public:
    using Then = std::function<void(const Durations &)>;

    ScrubLateness(ViewModel &view, ViewerWidget &viewer, QObject *parent = nullptr);

    /// @param moves at least one @param then called once, 200 ms after the last of them
    void run(int moves, Then then);

private:
    void move();

    ViewModel &m_view;
    QTimer m_tick;
    QElapsedTimer m_since; ///< the oldest move that is not on screen; not valid: all are
    Durations m_lateness;
    Then m_then;
    int m_left = 0;
};

/// The stages of `--bench-ui` for Inspect, scrubbed along every axis, and for Compare, in each
/// mode. Needs a stored run on screen. @thread GUI
class BenchPages : public QObject
{
    Q_OBJECT

public:
    /// @param quick fewer moves
    BenchPages(Workbench &bench, bool quick, QObject *parent = nullptr);

    void start();

Q_SIGNALS:
    void measured(const QString &what, const QString &figure);
    void finished();

private:
    void inspect();
    void scrubAxis(int axis);
    void compare();
    void scrubMode(int mode);
    /// Calls `then` as soon as `ready`, at the latest after some seconds.
    void whenReady(std::function<bool()> ready, std::function<void()> then);
    void scrub(const QString &what, std::function<void()> then);

    Workbench &m_bench;
    ViewModel &m_view;
    ScrubLateness m_lateness;
    int m_moves;
};

} // namespace dare
