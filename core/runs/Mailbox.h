#pragma once

#include "core/types/RunEvent.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace dare
{

/// The bounded mailbox between the sampler and who shows its run. Order is kept. A newer preview
/// replaces the queued one of its run and side. Beyond the bound, the oldest Preview or MapsReady
/// is dropped for what comes; every other event always enters. Any thread.
class Mailbox
{
public:
    static constexpr std::size_t kDefaultBound = 256;

    /// @param wake called by the pushing thread, without locks held, at most once until the next
    ///        drain(): it queues one wake-up of the receiver
    explicit Mailbox(std::function<void()> wake, std::size_t bound = kDefaultBound);

    void push(RunEvent event);
    /// Takes all events, oldest first.
    [[nodiscard]] std::vector<RunEvent> drain();

private:
    /// Removes the queued preview that this event replaces.
    void coalesce(const RunEvent &event);
    /// @return whether there is room for the event now
    bool makeRoomFor(const RunEvent &event);

    std::function<void()> m_wake;
    std::size_t m_bound;
    std::mutex m_mutex;
    std::deque<RunEvent> m_events;
    bool m_woken = false;
};

} // namespace dare
