#include "app/gui/RunQueue.h"

#include "app/gui/Background.h"
#include "core/runs/QueueFile.h"
#include "core/sweep/Batches.h"

#include <algorithm>

namespace dare
{

RunQueue::RunQueue(std::filesystem::path runs, QObject *parent)
    : QObject(parent), m_runs(std::move(runs))
{
    m_pool.setMaxThreadCount(1); // writes keep their order
}

RunQueue::~RunQueue() = default;

void RunQueue::load()
{
    inBackground(
        m_pool, this, [runs = m_runs] { return readQueue(runs); },
        [this](const Result<std::vector<Batch>> &queue) {
            if (!queue) {
                Q_EMIT restored(0, QString::fromStdString(queue.error().text()));
                return;
            }
            if (!queue->empty()) {
                m_entries.insert(m_entries.begin(), queue->begin(), queue->end());
                setHeld(true);
                touched();
            }
            Q_EMIT restored(static_cast<int>(queue->size()), {});
        });
}

int RunQueue::find(const QString &id) const
{
    const auto at =
        std::find_if(m_entries.begin(), m_entries.end(),
                     [key = id.toStdString()](const Batch &each) { return each.id == key; });
    return at == m_entries.end() ? -1 : static_cast<int>(at - m_entries.begin());
}

void RunQueue::touched()
{
    inBackground(
        m_pool, this,
        [runs = m_runs, entries = m_entries]() -> Result<bool> {
            const auto written = writeQueue(runs, entries);
            return written ? Result<bool>(true) : tl::unexpected(written.error());
        },
        [](const Result<bool> &) {}); // the queue still works; the disk will say so to the run
    Q_EMIT changed();
}

void RunQueue::add(const Batch &batch, bool first)
{
    if (batch.jobs.empty())
        return;
    m_entries.insert(first ? m_entries.begin() : m_entries.end(), batch);
    touched();
}

void RunQueue::remove(const QString &id)
{
    const int at = find(id);
    if (at < 0)
        return;
    m_entries.erase(m_entries.begin() + at);
    touched();
}

void RunQueue::move(const QString &id, int by)
{
    const int at = find(id);
    if (at >= 0)
        moveTo(id, by < 0 ? at + by : at + by + 1);
}

void RunQueue::moveTo(const QString &id, int to)
{
    const int at = find(id);
    if (at < 0)
        return;
    to = std::clamp(to, 0, static_cast<int>(m_entries.size()));
    if (to == at || to == at + 1)
        return;
    const auto first = m_entries.begin();
    if (to < at)
        std::rotate(first + to, first + at, first + at + 1);
    else
        std::rotate(first + at, first + at + 1, first + to);
    touched();
}

std::optional<RunQueue::Next> RunQueue::takeNext()
{
    if (m_entries.empty())
        return std::nullopt;
    Batch &entry = m_entries.front();
    Next out{entry.jobs.front(), placeOf(entry, entry.jobs.front())};
    entry.jobs.erase(entry.jobs.begin());
    if (entry.jobs.empty())
        m_entries.erase(m_entries.begin());
    touched();
    return out;
}

std::vector<Job> RunQueue::waiting(const std::string &batch) const
{
    const int at = find(QString::fromStdString(batch));
    return at < 0 ? std::vector<Job>() : m_entries[static_cast<std::size_t>(at)].jobs;
}

void RunQueue::setHeld(bool held)
{
    if (held == m_held)
        return;
    m_held = held;
    Q_EMIT heldChanged(held);
    Q_EMIT changed();
}

std::vector<RunRow> RunQueue::rows() const
{
    std::vector<RunRow> out;
    for (const Batch &entry : m_entries) {
        RunRow row;
        row.path = QString::fromStdString(entry.id);
        row.title = QString::fromStdString(entry.title);
        row.prompt = QString::fromStdString(entry.jobs.front().recipe.prompt);
        row.seed = entry.jobs.front().recipe.seed;
        row.state = RunRow::State::Queued;
        row.jobs = static_cast<int>(entry.jobs.size());
        out.push_back(std::move(row));
    }
    return out;
}

void RunQueue::flush()
{
    m_pool.waitForDone();
}

} // namespace dare
