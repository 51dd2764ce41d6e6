#pragma once

#include "app/gui/FrameTimes.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <vector>

namespace dare
{

class Workbench;

/// The last stage of `--bench-ui`: five minutes of use by a script that starts over at its end. It
/// types, drags sliders, scrubs frames and steps, zooms, plays, looks at words, changes workspaces
/// and opens runs, as events or as what keys and menus call; reports the tasks of the GUI thread.
/// @thread GUI
class BenchUse : public QObject
{
    Q_OBJECT

public:
    /// @param quick once through the script, four times as fast
    BenchUse(Workbench &bench, TimedApplication &application, bool quick,
             QObject *parent = nullptr);

    /// @param run folder of a stored run with maps, opened again and again
    void start(const QString &run);

Q_SIGNALS:
    void measured(const QString &what, const QString &figure);
    void finished();

private:
    struct Act {
        std::function<void()> run;
        int pauseMs = 0; ///< until the next one
    };
    void addTyping();
    void addDrag(QWidget *lane);
    void addLooking();
    void addPlaying();
    void addPages(const QString &run);
    void next();
    void end();

    Workbench &m_bench;
    TimedApplication &m_application;
    bool m_quick;
    std::vector<Act> m_script;
    std::size_t m_done = 0;
    QTimer m_pause;
    QElapsedTimer m_clock;
};

} // namespace dare
