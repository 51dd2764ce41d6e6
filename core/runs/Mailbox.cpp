#include "core/runs/Mailbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dare
{
namespace
{

bool mayBeDropped(const RunEvent &event)
{
    return std::holds_alternative<Preview>(event) || std::holds_alternative<MapsReady>(event);
}

} // namespace

Mailbox::Mailbox(std::function<void()> wake, std::size_t bound)
    : m_wake(std::move(wake)), m_bound(bound)
{
}

void Mailbox::push(RunEvent event)
{
    bool wake = false;
    {
        const std::scoped_lock lock(m_mutex);
        coalesce(event);
        if (makeRoomFor(event))
            m_events.push_back(std::move(event));
        wake = !m_events.empty() && !std::exchange(m_woken, true);
    }
    if (wake && m_wake)
        m_wake();
}

std::vector<RunEvent> Mailbox::drain()
{
    const std::scoped_lock lock(m_mutex);
    m_woken = false;
    std::vector<RunEvent> events(std::make_move_iterator(m_events.begin()),
                                 std::make_move_iterator(m_events.end()));
    m_events.clear();
    return events;
}

void Mailbox::coalesce(const RunEvent &event)
{
    const auto *const preview = std::get_if<Preview>(&event);
    if (preview == nullptr)
        return;
    const auto older = std::find_if(m_events.begin(), m_events.end(), [&](const RunEvent &queued) {
        const auto *const other = std::get_if<Preview>(&queued);
        return other != nullptr && other->run == preview->run && other->side == preview->side;
    });
    // The newer one goes to the back: never before the StepDone of its own step.
    if (older != m_events.end())
        m_events.erase(older);
}

bool Mailbox::makeRoomFor(const RunEvent &event)
{
    if (m_events.size() < m_bound)
        return true;
    const auto oldest = std::find_if(m_events.begin(), m_events.end(), mayBeDropped);
    if (oldest != m_events.end())
        m_events.erase(oldest);
    return oldest != m_events.end() || !mayBeDropped(event);
}

} // namespace dare
