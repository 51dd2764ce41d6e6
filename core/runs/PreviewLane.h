#pragma once

#include "core/runs/Engine.h"

#include <functional>
#include <memory>
#include <optional>

namespace dare
{

/// The sampler thread's place for live previews: at most one waits, at most one is rendered.
/// Guarded by the lock of the thread's queue.
class PreviewLane
{
public:
    using Receive = std::function<void(Result<PreviewPicture>)>;

    /// Replaces what waits. Cancels what is rendered, unless both belong to one drag.
    void put(PreviewRequest request, Receive receive);
    [[nodiscard]] bool waiting() const { return m_waiting.has_value(); }
    /// The waiting one as work, which is the one being rendered from now on.
    [[nodiscard]] std::function<void(Engine &)> take();
    /// Between two steps; the one that waits stays.
    void cancelRunning();
    /// Drops what waits and cancels what is rendered.
    void clear();

private:
    struct Waiting {
        PreviewRequest request;
        Receive receive;
    };
    std::optional<Waiting> m_waiting;
    std::weak_ptr<RunControl> m_running; ///< ends with the work
    std::uint64_t m_drag = 0;            ///< of the one being rendered
};

} // namespace dare
