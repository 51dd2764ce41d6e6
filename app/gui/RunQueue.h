#pragma once

#include "core/types/Batch.h"
#include "widgets/runs/RunRow.h"

#include <QObject>
#include <QString>
#include <QThreadPool>

#include <filesystem>
#include <optional>
#include <vector>

namespace dare
{

/// What waits to be sampled, in order. Kept on disk among the runs with each change, written on a
/// worker. What is found there at the start waits on hold: nothing computes unasked. @thread GUI
class RunQueue : public QObject
{
    Q_OBJECT

public:
    /// A job that leaves the queue, and its place in its batch.
    struct Next {
        Job job;
        BatchPlace place;
    };

    explicit RunQueue(std::filesystem::path runs, QObject *parent = nullptr);
    ~RunQueue() override;

    /// Reads what an earlier session left; restored() follows.
    void load();
    /// @param first before everything that waits
    void add(const Batch &batch, bool first = false);
    void remove(const QString &id);
    /// @param by places down; negative: up
    void move(const QString &id, int by);
    /// @param to position before the move
    void moveTo(const QString &id, int to);
    [[nodiscard]] std::optional<Next> takeNext();
    [[nodiscard]] bool isEmpty() const { return m_entries.empty(); }
    [[nodiscard]] const std::vector<Batch> &entries() const { return m_entries; }
    /// Runs of a batch that still wait.
    [[nodiscard]] std::vector<Job> waiting(const std::string &batch) const;

    [[nodiscard]] bool held() const { return m_held; }
    void setHeld(bool held);

    [[nodiscard]] std::vector<RunRow> rows() const;
    /// Waits until everything is on disk. Only for the end of the program.
    void flush();

Q_SIGNALS:
    void changed();
    void heldChanged(bool held);
    /// @param problem why the file was not read; empty where it was
    void restored(int entries, const QString &problem);

private:
    void touched();
    [[nodiscard]] int find(const QString &id) const;

    std::filesystem::path m_runs;
    std::vector<Batch> m_entries;
    bool m_held = false;
    QThreadPool m_pool;
};

} // namespace dare
