#pragma once

#include "core/types/Batch.h"
#include "core/types/ShareReading.h"

#include <QDateTime>
#include <QImage>
#include <QString>

namespace dare
{

/// One run as its row shows it, or one entry of the queue.
struct RunRow {
    enum class State { Running, Paused, Queued, Finished, Cancelled, Failed };
    /// The one thing that helps a run which is not finished.
    enum class Action { None, Resume, DecodeAgain, ShowLog };

    QString path; ///< run folder, the key; of a queue entry its id
    QString title;
    QString settings;  ///< "seed 7 · w 3 · λ 0.60"
    QString prompt;    ///< searched by the filter
    QDateTime created; ///< local time
    State state = State::Finished;
    int stepsDone = 0; ///< 1-based count of finished steps
    int steps = 0;
    int neglectedA = -1; ///< words; -1: the side was not run
    int neglectedB = -1;
    QString error;  ///< what went wrong, for the tooltip
    QString reason; ///< of a failure, in a word or two: "Out of memory"
    bool resumable = true;
    bool starred = false;
    quint64 seed = 0;
    int jobs = 0; ///< of a queue entry: runs that wait in it
    ShareReading shareA;
    ShareReading shareB;
    BatchPlace batch;
    QImage thumbA;
    QImage thumbB;

    [[nodiscard]] Action action() const
    {
        if (state == State::Failed && !resumable)
            return Action::ShowLog;
        if (state != State::Failed && state != State::Cancelled)
            return Action::None;
        return steps > 0 && stepsDone >= steps ? Action::DecodeAgain : Action::Resume;
    }
    [[nodiscard]] bool neglects() const { return neglectedA > 0 || neglectedB > 0; }
    /// Whether two rows show the same, thumbnails apart.
    [[nodiscard]] bool sameAs(const RunRow &other) const;
};

} // namespace dare
