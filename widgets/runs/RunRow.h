#pragma once

#include <QDateTime>
#include <QImage>
#include <QString>

namespace dare
{

/// One run as its row shows it.
struct RunRow {
    enum class State { Running, Paused, Finished, Cancelled, Failed };

    QString path; ///< run folder; the key
    QString title;
    QString settings;  ///< "seed 7 · w 3 · λ 0.60"
    QString prompt;    ///< searched by the filter
    QDateTime created; ///< local time
    State state = State::Finished;
    int stepsDone = 0; ///< 1-based count of finished steps
    int steps = 0;
    int neglectedA = -1; ///< words; -1: the side was not run
    int neglectedB = -1;
    QString error; ///< what went wrong, for the tooltip
    QImage thumbA;
    QImage thumbB;
};

} // namespace dare
