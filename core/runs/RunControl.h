#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

namespace dare
{

/// The strings by which another thread stops or holds a run. Any thread.
class RunControl
{
public:
    void cancel()
    {
        m_cancelled.store(true);
        resume();
    }
    void pause()
    {
        const std::scoped_lock lock(m_mutex);
        m_paused = true;
    }
    void resume()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_paused = false;
        }
        m_wake.notify_all();
    }
    [[nodiscard]] bool cancelled() const { return m_cancelled.load(); }
    /// A cancelled run is not paused, whichever came first.
    [[nodiscard]] bool paused() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_paused && !cancelled();
    }
    /// Blocks the sampler between two steps while paused.
    void waitWhilePaused()
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return !m_paused || cancelled(); });
    }
    /// Async-signal-safe: only the flag; a paused run notices at its next wake-up.
    void cancelFromSignal() { m_cancelled.store(true); }

private:
    std::atomic<bool> m_cancelled = false;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_paused = false;
};

} // namespace dare
